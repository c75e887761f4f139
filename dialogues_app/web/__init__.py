"""The web door: blueprints, error pages, headers, menus, filters and static files."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from dialogues_app.web import (
    assets,
    calendars,
    errors,
    filters,
    headers,
    health,
    navigation,
    participant,
    static_files,
)


def register(app: Flask) -> None:
    """Every page of the product is reachable; new blueprints are added here."""
    app.register_blueprint(health.bp)
    app.register_blueprint(participant.bp)
    app.register_blueprint(calendars.bp)
    errors.register_errors(app)
    headers.register(app)
    static_files.register(app)
    for room in (assets, filters, navigation):
        room.register(app)
    hops = app.config["SETTINGS"].proxy_hops
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
