"""How every form of the work area is carried out: checked, reviewed, done once, and never with anything typed lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import Field, StringField
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from dialogues_app.clock import now
from dialogues_app.domain.forecast import Before, before
from dialogues_app.errors import DomainError
from dialogues_app.extensions import db
from dialogues_app.models import CalendarEvent, Event, Submission
from dialogues_app.web.fields import InstantField
from dialogues_app.web.forms import VersionedForm
from dialogues_app.web.headers import POLICY
from dialogues_app.web.once import new_key
from dialogues_app.web.organizer import sendtimes
from dialogues_app.web.organizer.forecasts import Outlook, outlook
from dialogues_app.web.organizer.lookups import load_mails
from dialogues_app.web.organizer.previews import MAIL_POLICY, Mail
from dialogues_app.web.organizer.refusals import refuse

CONFIRM, CHANGE = "genomfor", "andra"
SHOWN, PERSON, PART = (
    "visat",
    "visa",
    "del",
)  # the digest of what was shown; whose mail to show; which part of it
OF_THE_PAGE = ("csrf_token", "steg", SHOWN, PERSON, PART, sendtimes.FIELD)


class ActForm(VersionedForm):
    """A form that is carried out once, however often it is sent."""

    key = StringField(widget=HiddenInput(), default=new_key, validators=[Length(max=60)])

    def refresh(self, version: int | None) -> None:
        """The form may be sent again, on the record as it is now, with all that was typed."""
        for hidden, value in ((self.version, version), (self.key, new_key())):
            hidden.raw_data, hidden.data = None, value


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One form on its way: what it does, the page it stands on, and where it leads."""

    form: ActForm
    page: Callable[[], str]
    act: Callable[[], object]
    done: Callable[[], str]  # the address it leads to, asked for once the act is flushed
    said: Callable[[], str]
    version: Callable[[], int | None] = lambda: None  # that of the record as it is now
    theirs: Callable[[], ActForm] | None = None  # the form as the record now fills it
    last: Callable[[], Event | None] = lambda: None  # who changed it, and when
    review: Callable[[], str] | None = None  # the page that writes the consequence out, before the act
    always_review: bool = False  # also when it comes confirmed: something in it still stands in the way
    mails: Callable[[], Sequence[CalendarEvent]] | None = None  # the events whose people it mails


def carry_out(edit: Edit) -> ResponseReturnValue:
    """The page, its faults, its review, a conflict, or the act and the way on."""
    if request.method != "POST" or request.form.get("steg") == CHANGE:
        return edit.page()
    if (address := _done_before(edit.form)) is not None:
        return redirect(address, 303)
    if not edit.form.validate_on_submit():
        return edit.page(), 422
    current = edit.version()
    if current is not None and edit.form.is_stale(current):
        return _conflict(edit)
    return _reviewed(edit) or _act(edit)


def _reviewed(edit: Edit) -> ResponseReturnValue | None:
    """The page before the act, where it has one and comes unconfirmed, or is asked for somebody's mail."""
    unconfirmed = edit.review is not None and (edit.always_review or request.form.get("steg") != CONFIRM)
    if edit.mails is not None and (unconfirmed or request.form.get(PERSON)):
        return _rehearsed(edit)
    if edit.review is None or not unconfirmed:
        return None
    page = edit.review()
    return page, 422 if edit.form.errors else 200  # the review too may find a fault


def rehearse(edit: Edit) -> Outlook | None:
    """What the act would send, from doing it in memory; nothing of it is stored. None where it mails nobody."""
    if edit.mails is None:
        return None
    try:
        with db.session.no_autoflush:
            events, known = _before(edit.mails)
            edit.act()
            return outlook(events, known, now(), person=request.form.get(PERSON, ""))
    finally:
        db.session.rollback()


def review_page(title: str, consequences: list[str], button: str, **more: Any) -> str:
    """The second of two steps: what will happen, and the one button that does it."""
    return render_template(
        "organizer/review.html",
        title=title,
        consequences=consequences,
        button=button,
        sent=sent_fields(),
        **more,
    )


def sent_fields() -> list[tuple[str, str]]:
    """What was typed, to be sent again from the next page."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in OF_THE_PAGE]


def going(otherwise: int) -> int:
    """How many get a mail of the act that was shown, else what the page counted."""
    return g.outlook.count if g.get("outlook") else otherwise


def _before(mails: Callable[[], Sequence[CalendarEvent]]) -> tuple[Sequence[CalendarEvent], Before]:
    events = mails()
    for event in events:
        load_mails(event)
    return events, before(events)


def _rehearsed(edit: Edit) -> ResponseReturnValue:
    """The review with what goes out, or one person's exact mail."""
    try:
        g.outlook = rehearse(edit)
    except DomainError as error:
        refuse(edit.form, error)
        return edit.page(), 422
    if g.outlook is not None and g.outlook.draft is not None:
        return draft_page(g.outlook.draft)
    return (edit.review or edit.page)()


def draft_page(mail: Mail) -> ResponseReturnValue:
    """The exact mail to one person, before anything is sent; its HTML alone for the frame on that page."""
    if request.form.get(PART) == "html":
        return Response(mail.html, mimetype="text/html", headers={"Content-Security-Policy": MAIL_POLICY})
    page = render_template(
        "organizer/draft.html",
        mail=mail,
        sent=sent_fields(),
        person=request.form[PERSON],
        step=PERSON,
        part=PART,
    )
    return Response(page, headers={"Content-Security-Policy": f"{POLICY}; frame-src 'self'"})


def _act(edit: Edit) -> ResponseReturnValue:
    try:
        if not _acted_as_shown(edit):
            return (edit.review or edit.page)(), 409
        db.session.flush()
        address = edit.done()
        db.session.add(Submission(key=edit.form.key.data or new_key(), location=address, made_at=now()))
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        refuse(edit.form, error)
        return edit.page(), 422
    except StaleDataError:
        db.session.rollback()
        return _conflict(edit)
    except IntegrityError:
        db.session.rollback()
        if (address_of_first := _done_before(edit.form)) is None:
            raise
        return redirect(address_of_first, 303)
    flash(edit.said(), "ok")
    return redirect(address, 303)


def _acted_as_shown(edit: Edit) -> bool:
    """The act is done, and sends what the page showed; else nothing is done, and the page shows it again."""
    if edit.mails is None:
        edit.act()
        return True
    events, known = _before(edit.mails)
    edit.act()
    g.outlook = outlook(events, known, now())
    g.outdated = g.outlook.digest != request.form.get(SHOWN)
    if g.outdated:
        db.session.rollback()
    return not g.outdated


def _done_before(form: ActForm) -> str | None:
    if not form.key.data:
        return None
    found: str | None = db.session.scalar(select(Submission.location).where(Submission.key == form.key.data))
    return found


def _conflict(edit: Edit) -> ResponseReturnValue:
    """Both texts side by side, and the form below them with what was typed, ready to be sent again."""
    last = edit.last()
    g.conflict = Conflict(
        rows=_differences(edit.form, edit.theirs()) if edit.theirs else [],
        who=last.actor_label if last else _("Någon annan"),
        at=last.at if last else now(),
    )
    edit.form.refresh(edit.version())
    return edit.page(), 409


@dataclass(frozen=True)
class Conflict:
    """What a page shows when somebody else was first: rows of (what, yours, theirs)."""

    who: str
    at: Any
    rows: list[tuple[str, str, str]] = field(default_factory=list)


def _differences(yours: ActForm, theirs: ActForm) -> list[tuple[str, str, str]]:
    pairs = [(mine, theirs[mine.short_name]) for mine in yours.in_order() if mine.short_name in theirs]
    shown = [(str(mine.label.text), _shown(mine), _shown(other)) for mine, other in pairs]
    return [row for row in shown if row[1] != row[2]]


def _shown(one: Field) -> str:
    """The value of a field as a person reads it."""
    if isinstance(one, InstantField):
        return f"{one.date_text} {one.time_text}".strip()
    if hasattr(one, "iter_choices"):
        return ", ".join(str(choice[1]) for choice in one.iter_choices() if choice[2])
    if isinstance(one.data, bool):
        return str(_("Ja") if one.data else _("Nej"))
    typed = getattr(one, "text", None)  # fields of dates keep what was typed beside what it means
    return str(typed if typed is not None else one.data or "")
