"""Static files under names that hold a hash of their content, so that browsers keep them for ever."""

import hashlib
from functools import cached_property
from pathlib import Path
from typing import NoReturn
from wsgiref.headers import Headers

from flask import Flask
from werkzeug.exceptions import NotFound
from whitenoise import WhiteNoise

from dialogues_app.web.headers import STATIC

FOLDER = Path(__file__).resolve().parent.parent / "static"
PREFIX = "/static/"
HASH_LENGTH = 12


class Names:
    """The served name of each static file: site.css is site.0123456789ab.css."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def hashed(self) -> dict[str, str]:
        """Plain name to served name, for every file in the folder."""
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): self._name(path) for path in files}

    def _name(self, path: Path) -> str:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]
        relative = path.relative_to(self.folder)
        return relative.with_name(f"{relative.stem}.{digest}{relative.suffix}").as_posix()

    def url(self, filename: str) -> str:
        """The address of the file; an unknown name is a mistake in a template and fails there."""
        if filename not in self.hashed:
            raise LookupError(f"no static file {filename!r}")
        return PREFIX + self.hashed[filename]


def register(app: Flask) -> None:
    """`static_url('site.css')` in templates gives the hashed address, and WhiteNoise serves it.

    The plain name is served too, briefly cached, for files that name each other (fonts in a stylesheet).
    """
    names = Names(FOLDER)
    served = {PREFIX + name for name in names.hashed.values()}
    white_noise = WhiteNoise(
        app.wsgi_app,
        max_age=3600,
        add_headers_function=_add_headers,
        immutable_file_test=lambda _path, url: url in served,
    )
    for plain, hashed in names.hashed.items():
        path = str(FOLDER / plain)
        white_noise.add_file_to_dictionary(PREFIX + plain, path)
        white_noise.add_file_to_dictionary(PREFIX + hashed, path)
    app.wsgi_app = white_noise  # type: ignore[method-assign]
    app.jinja_env.globals["static_url"] = names.url
    app.add_url_rule(PREFIX + "<path:filename>", "static", _missing)


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in STATIC.items():
        headers[name] = value


def _missing(filename: str) -> NoReturn:
    """WhiteNoise answers first; what reaches this view does not exist."""
    raise NotFound
