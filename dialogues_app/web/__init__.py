"""The web door: blueprints, error pages, headers, menus, filters and static files."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from dialogues_app.web import (
    access,
    admin,
    assets,
    calendars,
    errors,
    filters,
    headers,
    health,
    inbound,
    mailbox,
    minister,
    minutes,
    navigation,
    organizer,
    participant,
    public,
    recording,
    sessions,
    signin,
    static_files,
    words,
    work_measures,
)

AUDIENCES = (
    *(health, public, signin, admin, participant, calendars, inbound),
    *(recording, work_measures, minister, minutes),
)


def register(app: Flask) -> None:
    """Every page of the product is reachable; new blueprints are added here."""
    sessions.register(app)
    access.register(app)
    for audience in AUDIENCES:
        app.register_blueprint(audience.bp)
    if app.config["SETTINGS"].embedded:
        app.register_blueprint(mailbox.bp)  # in production there is no such page
    errors.register_errors(app)
    headers.register(app)
    static_files.register(app)
    for room in (assets, filters, navigation, words, organizer):
        room.register(app)
    hops = app.config["SETTINGS"].proxy_hops
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
