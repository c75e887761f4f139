"""The acts of a date choice that mail people, each after a page that says whom; and its rule."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from dialogues_app.clock import now
from dialogues_app.domain import date_asking, date_booking, date_choices
from dialogues_app.domain.queries import dates as queries
from dialogues_app.extensions import db
from dialogues_app.models import COUNTED, DateChoice, Dialogue, MessageKind, Need, Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import bp, lookups, previews
from dialogues_app.web.organizer.date_forms import RuleForm
from dialogues_app.web.organizer.date_lookups import DATES, whole
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.organizer.timing import waiting_sentence


@bp.route(f"{DATES}/fraga", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def ask_dates(dialogue_id: int) -> ResponseReturnValue:
    """Send the question to everyone who has not got it."""
    dialogue = lookups.find(dialogue_id)
    choice = whole(dialogue)
    return _mail(
        dialogue,
        choice,
        MessageKind.DATE_QUESTION,
        lambda: date_asking.ask(choice, by=g.actor, at=now(), hold=lookups.hold()),
    )


@bp.route(f"{DATES}/paminnelse", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def remind_dates(dialogue_id: int) -> ResponseReturnValue:
    """Send the question once more to everyone who lacks an answer."""
    dialogue = lookups.find(dialogue_id)
    choice = whole(dialogue)
    return _mail(
        dialogue,
        choice,
        MessageKind.DATE_REMINDER,
        lambda: date_asking.remind(choice, by=g.actor, at=now(), hold=lookups.hold()),
    )


def _mail(
    dialogue: Dialogue, choice: DateChoice, kind: MessageKind, act: Callable[[], object]
) -> ResponseReturnValue:
    reminds, form = kind is MessageKind.DATE_REMINDER, ActForm()
    receivers = date_asking.silent(choice) if reminds else date_asking.unasked(choice)
    count = len(receivers)
    sample = (
        previews.of_row(date_asking.draft(receivers[0], kind, at=now(), hold=lookups.hold()))
        if count
        else None
    )
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/dates/mail.html",
                form=form,
                dialogue=dialogue,
                choice=choice,
                reminds=reminds,
                receivers=receivers,
                sample=sample,
            ),
            act=act,
            done=lambda: url_for(".date_choice", dialogue_id=dialogue.id),
            said=lambda: _said(count, reminds=reminds),
        )
    )


def _said(count: int, *, reminds: bool) -> str:
    done = (
        ngettext("%(num)s person påminns.", "%(num)s personer påminns.", count)
        if reminds
        else ngettext("%(num)s person får frågan.", "%(num)s personer får frågan.", count)
    )
    return f"{done} {waiting_sentence()}"


@bp.route(f"{DATES}/angra", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def take_back_dates(dialogue_id: int) -> ResponseReturnValue:
    """The mails that still wait go to nobody."""
    dialogue = lookups.find(dialogue_id)
    choice, form = whole(dialogue), ActForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/dates/take_back.html", form=form, dialogue=dialogue),
            act=lambda: date_asking.take_back(choice, by=g.actor, at=now()),
            done=lambda: url_for(".date_choice", dialogue_id=dialogue.id),
            said=lambda: _("Utskicket är ångrat. Ingen har fått det."),
        )
    )


@bp.route(f"{DATES}/preliminart", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def hold_dates(dialogue_id: int) -> ResponseReturnValue:
    """The candidates go out as preliminary times to those who have little time."""
    dialogue = lookups.find(dialogue_id)
    choice, form = whole(dialogue), ActForm()
    people, slots = date_booking.scarce(choice), date_booking.to_hold(choice, now())
    count = date_booking.unheld(choice, now())
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/dates/hold.html",
                form=form,
                dialogue=dialogue,
                people=people,
                slots=slots,
                count=count,
            ),
            act=lambda: date_booking.send_holds(choice, by=g.actor, at=now(), hold=lookups.hold()),
            done=lambda: url_for(".date_choice", dialogue_id=dialogue.id),
            said=lambda: f"{_('Tiderna är preliminärt bokade.')} {waiting_sentence()}",
        )
    )


@bp.route(f"{DATES}/krav", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def date_rule(dialogue_id: int) -> ResponseReturnValue:
    """Who a date cannot do without, and the last day to answer."""
    dialogue = lookups.find(dialogue_id)
    choice = whole(dialogue)
    form = _rule_form(choice, sent=True)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/dates/rule.html", form=form, dialogue=dialogue),
            act=lambda: date_choices.set_rule(
                choice, _wanted(form), form.answer_by.data, by=g.actor, at=now()
            ),
            done=lambda: url_for(".date_choice", dialogue_id=dialogue.id),
            said=lambda: _("Kravet är sparat."),
            version=lambda: _rule_version(choice),
            theirs=lambda: _rule_form(choice, sent=False),
            last=lambda: db.session.scalar(queries.last_event(dialogue.id)),
        )
    )


def _rule_form(choice: DateChoice, *, sent: bool) -> RuleForm:
    given = {rule.need.value: rule.count if rule.need in COUNTED else True for rule in choice.rules}
    given |= {"answer_by": choice.answer_by, "version": _rule_version(choice)}  # type: ignore[dict-item]
    return RuleForm(**given) if sent else RuleForm(formdata=None, **given)


def _rule_version(choice: DateChoice) -> int:
    """A number that follows what the rule says, for its lines are rows of their own."""
    lines = sorted((rule.need.value, rule.count) for rule in choice.rules)
    return crc32(repr((choice.answer_by, lines)).encode())


def _wanted(form: RuleForm) -> dict[Need, int]:
    return {need: int(form[need.value].data or 0) for need in Need}
