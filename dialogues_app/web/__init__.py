"""The web door: blueprints, error pages, headers, menus, filters and static files."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from dialogues_app.web import (
    access,
    admin,
    assets,
    calendars,
    delivery,
    errors,
    filters,
    headers,
    health,
    inbound,
    language,
    listening,
    mailbox,
    minister,
    minutes,
    navigation,
    organizer,
    participant,
    public,
    recording,
    register_pages,
    seats,
    sessions,
    signin,
    static_files,
    words,
    work_measures,
    working,
)

LARGEST_KEY = 2**31 - 1  # what PostgreSQL's integer holds; beyond 64 bits SQLite fails too


class KeyConverter(IntegerConverter):
    """A number in an address that no row can have leads to no page, rather than to a database that refuses it."""

    def __init__(self, map: Map, *, max: int = LARGEST_KEY) -> None:  # noqa: A002  (werkzeug's names)
        super().__init__(map, max=max)


AUDIENCES = (
    *(health, public, signin, admin),
    *(participant, participant.dates, calendars, listening),
    *(inbound, delivery, recording, work_measures, working, minister, minutes),
    *(seats, seats.nominating, register_pages),
)


def register(app: Flask) -> None:
    """Every page of the product is reachable; new blueprints are added here."""
    app.url_map.converters["int"] = KeyConverter
    sessions.register(app)
    access.register(app)
    for audience in AUDIENCES:
        app.register_blueprint(audience.bp)
    if app.config["SETTINGS"].embedded:
        app.register_blueprint(mailbox.bp)  # in production there is no such page
    errors.register_errors(app)
    headers.register(app)
    static_files.register(app)
    for room in (language, assets, delivery, filters, navigation, words, organizer):
        room.register(app)
    hops = app.config["SETTINGS"].proxy_hops
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
