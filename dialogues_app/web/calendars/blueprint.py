"""The blueprint of the calendars, and how each of them is answered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState

from dialogues_app.itip.feed import Entry, calendar_file

bp = Blueprint("calendars", __name__)
SCHEME = re.compile(r"^https?:")


@dataclass(frozen=True)
class Address:
    """Where a calendar is, for a field to copy and for programs that know webcal."""

    url: str

    @property
    def webcal(self) -> str:
        """The same address as calendar programs take it over."""
        return SCHEME.sub("webcal:", self.url)


def absolute(endpoint: str, **values: str) -> str:
    """The address as others reach it, from BASE_URL and never from the Host header."""
    return str(current_app.config["SETTINGS"].base_url).rstrip("/") + url_for(endpoint, **values)  # type: ignore[arg-type]  # values of the route


def address(endpoint: str, **values: str) -> Address:
    """Where this calendar is."""
    return Address(absolute(endpoint, **values))


@bp.record_once
def teach_templates(state: BlueprintSetupState) -> None:
    """Templates know where a calendar is."""
    state.app.jinja_env.globals["calendar_address"] = address


def answer(entries: list[Entry], *, name: str, file_name: str) -> Response:
    """The calendar, or 304 where the asker has it already."""
    response = Response(calendar_file(entries, name=name), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    response.cache_control.no_cache = True  # kept, but asked for anew each time: a gate may have been closed
    if entries:
        response.last_modified = max(entry.stamp for entry in entries)
    response.add_etag()
    return _unchanged_or_whole(response)


def _unchanged_or_whole(response: Response) -> Response:
    """A date alone counts only when it is the very one: an entry that left the feed makes it older."""
    since = request.if_modified_since
    if request.if_none_match or (since is not None and since == response.last_modified):
        response.make_conditional(request)
    return response
