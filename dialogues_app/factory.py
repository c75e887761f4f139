"""Puts the product together from its settings."""

from datetime import timedelta

from flask import Flask
from jinja2 import StrictUndefined

from dialogues_app import commands, database, extensions, ringing, web
from dialogues_app.config import ROOT, Settings


class Product(Flask):
    """Flask that leaves the log of a bug to web/errors.py, which gives it a reference number."""

    def log_exception(self, exc_info: object) -> None:
        """Nothing is logged: Flask's line would hold the address, and addresses of answer pages are secrets."""


def build(settings: Settings) -> Flask:
    """The whole product for these settings."""
    app = Product("dialogues_app", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(_flask_config(settings))
    app.jinja_env.undefined = StrictUndefined
    extensions.register(app)
    ringing.register(app)
    web.register(app)
    commands.register(app)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    """What Flask and its extensions want to know, said in their words."""
    secure = not settings.embedded or settings.base_url.startswith("https:")
    broker_is_redis = settings.broker_url.startswith(("redis:", "rediss:"))
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": [settings.secret_key_old] if settings.secret_key_old else [],
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        "PREFERRED_URL_SCHEME": "https" if secure else "http",
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": database.engine_options(settings.database_url, settings.web_threads),
        "BABEL_DEFAULT_LOCALE": "sv",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Stockholm",
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session, so typed text is never lost to it
        "WTF_CSRF_SSL_STRICT": False,  # answer pages send no Referer; Sec-Fetch-Site is looked at instead
        "RATELIMIT_STORAGE_URI": settings.broker_url if broker_is_redis else "memory://",
        "RATELIMIT_HEADERS_ENABLED": True,
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": broker_is_redis,
    }
