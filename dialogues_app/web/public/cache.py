"""Whole public pages, kept for visitors without an account while nothing has changed that they show.

Each process keeps its own. A page is good for one state of the data (one cheap query, right on every process and
both databases) and one day in Sweden, because delays are counted in days. What a signed-in person sees is never
kept, and a signed-in person is never given what was kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, current_app, g, request, session
from flask.wrappers import Response
from werkzeug.datastructures import Headers

from dialogues_app import swedish
from dialogues_app.clock import now
from dialogues_app.database import data_version
from dialogues_app.extensions import db
from dialogues_app.web import assets, sessions

MOST_PAGES = 500
MOST_BYTES = 32 * 1024 * 1024
LONGEST_PAGE = 2 * 1024 * 1024
LONGEST_ADDRESS = 500
NAME = "kept-pages"

Key = tuple[str, str, bytes, str]
State = tuple[int, date]


@dataclass(frozen=True)
class Kept:
    """One answer, and the state of the data that it was made from."""

    state: State
    body: bytes
    headers: Headers


@dataclass
class Pages:
    """The pages that one process keeps, the least used thrown out first."""

    kept: OrderedDict[Key, Kept] = field(default_factory=OrderedDict)
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Key, state: State) -> Kept | None:
        """The page at this address as it was made from just this state."""
        with self.lock:
            found = self.kept.get(key)
            if found is None or found.state != state:
                return None
            self.kept.move_to_end(key)
            return found

    def put(self, key: Key, page: Kept) -> None:
        """The page is kept, and both bounds hold."""
        with self.lock:
            self._drop(key)
            self.kept[key] = page
            self.size += len(page.body)
            while self.size > MOST_BYTES or len(self.kept) > MOST_PAGES:
                self._drop(next(iter(self.kept)))

    def clear(self) -> None:
        """Nothing is kept."""
        with self.lock:
            self.kept.clear()
            self.size = 0

    def _drop(self, key: Key) -> None:
        former = self.kept.pop(key, None)
        self.size -= len(former.body) if former else 0


def pages() -> Pages:
    """The pages that this process keeps."""
    kept: Pages = current_app.extensions[NAME]
    return kept


def serve_from(bp: Blueprint) -> None:
    """The pages of the blueprint are kept; called after it got its other `after_request` functions, they run backwards."""
    bp.record_once(lambda state: state.app.extensions.setdefault(NAME, Pages()) and None)
    bp.before_request(_give)
    bp.after_request(_keep)


def _give() -> Response | None:
    g.page_state = None
    if not _may_share():
        return None
    g.page_state = (data_version(db.session()), swedish.local(now()).date())
    found = pages().get(_key(), g.page_state)
    if found is None:
        return None
    g.page_state = None  # it is kept already
    return Response(found.body, headers=found.headers)


def _keep(response: Response) -> Response:
    state = g.get("page_state")
    plain = response.status_code == 200 and not response.direct_passthrough and not response.is_streamed
    if state is None or not plain or session.modified or "Set-Cookie" in response.headers:
        return response
    body = response.get_data()
    if len(body) <= LONGEST_PAGE:
        response.add_etag()
        pages().put(_key(), Kept(state, body, Headers(response.headers)))
    return response


def _may_share() -> bool:
    """A visitor who asks for a page, has no session of ours and is to be told nothing."""
    return (
        request.method == "GET"
        and g.user is None
        and not sessions.read_cookie(sessions.SIGNED_IN)
        and not session.get("_flashes")
        and len(request.path) + len(request.query_string) <= LONGEST_ADDRESS
    )


def _key() -> Key:
    """The whole address with its host, for pages name their own; and the colours that the visitor has chosen."""
    return request.host_url, request.path, request.query_string, assets.chosen_theme()
