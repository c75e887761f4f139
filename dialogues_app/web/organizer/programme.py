"""The programme of a dialogue: its items, their order, and who may see them."""

from __future__ import annotations

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import programme as verbs
from dialogues_app.extensions import db
from dialogues_app.models import AgendaItem, AgendaKind, Audience, Dialogue, Role
from dialogues_app.web.access import requires
from dialogues_app.web.organizer import DIALOGUE, board, bp, carrying_over, lookups
from dialogues_app.web.organizer.editing import ActForm, Edit, carry_out
from dialogues_app.web.organizer.forms import ItemForm

ITEM = f"{DIALOGUE}/program/<int:item_id>"


def find_item(dialogue: Dialogue, item_id: int) -> AgendaItem:
    """The item of this dialogue; 404 also where it is another body's own."""
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.dialogue_id != dialogue.id or not board.may_see(item):
        abort(404)
    return item


@bp.route(f"{DIALOGUE}/program", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def programme(dialogue_id: int) -> ResponseReturnValue:
    """The programme, and the form to add an item."""
    dialogue = lookups.find(dialogue_id)
    form = ItemForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: _page(dialogue, form),
            act=lambda: verbs.add_item(dialogue, _said(form), by=g.actor, at=now()),
            done=lambda: url_for(".programme", dialogue_id=dialogue.id),
            said=lambda: _("Punkten är tillagd."),
        )
    )


def _page(dialogue: Dialogue, form: ItemForm) -> str:
    return render_template(
        "organizer/programme.html",
        form=form,
        dialogue=dialogue,
        items=board.programme(dialogue),
        unanswered=carrying_over.unanswered(dialogue),
        dropped=carrying_over.dropped(dialogue),
    )


def _said(form: ItemForm) -> verbs.ItemText:
    audience = Audience(form.audience.data)
    return verbs.ItemText(
        title=form.title.data or "",
        kind=AgendaKind(form.kind.data),
        owner=form.owner.data or "",
        minutes=form.minutes.data,
        audience=audience,
        audience_body=g.user.body if audience is Audience.BODY else None,
    )


def _item_form(item: AgendaItem, *, sent: bool) -> ItemForm:
    given = {
        "title": item.title,
        "kind": item.kind.value,
        "minutes": item.minutes,
        "owner": item.owner,
        "audience": item.audience.value,
        "version": item.version,
    }
    return ItemForm(**given) if sent else ItemForm(formdata=None, **given)


@bp.route(ITEM, methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def item(dialogue_id: int, item_id: int) -> ResponseReturnValue:
    """Change an item."""
    dialogue = lookups.find(dialogue_id)
    found = find_item(dialogue, item_id)
    form = _item_form(found, sent=True)
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template("organizer/item.html", form=form, dialogue=dialogue, item=found),
            act=lambda: verbs.revise_item(found, _said(form), by=g.actor, at=now()),
            done=lambda: url_for(".programme", dialogue_id=dialogue.id),
            said=lambda: _("Punkten är sparad."),
            version=lambda: found.version,
            theirs=lambda: _item_form(found, sent=False),
        )
    )


@bp.post(f"{ITEM}/ordning")
@requires(Role.ORGANIZER)
def move_item(dialogue_id: int, item_id: int) -> ResponseReturnValue:
    """Move an item one place earlier or later."""
    dialogue = lookups.find(dialogue_id)
    found = find_item(dialogue, item_id)
    steps = {"upp": -1, "ner": 1}.get(request.form.get("at", ""), 0)
    return carry_out(
        Edit(
            form=ActForm(),
            page=lambda: _page(dialogue, ItemForm()),
            act=lambda: verbs.shift_item(found, steps, by=g.actor, at=now()),
            done=lambda: url_for(".programme", dialogue_id=dialogue.id),
            said=lambda: _("Ordningen är ändrad."),
        )
    )


@bp.route(f"{ITEM}/borttagning", methods=["GET", "POST"])
@requires(Role.ORGANIZER)
def remove_item(dialogue_id: int, item_id: int) -> ResponseReturnValue:
    """Take an item off the programme."""
    dialogue = lookups.find(dialogue_id)
    found, form = find_item(dialogue, item_id), ActForm()
    return carry_out(
        Edit(
            form=form,
            page=lambda: render_template(
                "organizer/remove_item.html", form=form, dialogue=dialogue, item=found
            ),
            act=lambda: verbs.remove_item(found, by=g.actor, at=now()),
            done=lambda: url_for(".programme", dialogue_id=dialogue.id),
            said=lambda: _("Punkten är borttagen."),
        )
    )
