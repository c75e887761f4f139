"""What forms about a dialogue let choose among, and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g
from flask_babel import gettext as _

from dialogues_app.clock import now
from dialogues_app.domain import dialogues as verbs
from dialogues_app.domain import themes as theme_verbs
from dialogues_app.domain.queries import workspace as queries
from dialogues_app.extensions import db
from dialogues_app.models import MINISTERIAL, Dialogue, Event, Level, Organisation, Person, SeatRole, Theme
from dialogues_app.web.forms import options
from dialogues_app.web.organizer import lookups
from dialogues_app.web.organizer.forms import (
    MinistersForm,
    NewDialogueForm,
    ParticularsForm,
    SubjectForm,
    lines_of,
)


def offer_subject(form: SubjectForm) -> None:
    """The form offers the themes and bodies there are; the leading one is that of whoever asks."""
    found = list(db.session.scalars(queries.themes()))
    form.themes.choices = options((theme.id, theme.title) for theme in found)
    bodies = lookups.bodies()
    form.bodies.choices = options((body.id, body.label) for body in bodies)
    form.leading.choices = form.bodies.choices
    if form.bodies.data is None:
        form.bodies.data = [body.id for body in bodies]
    if form.leading.data is None and not form.is_submitted():
        mine = lookups.own_body(bodies)
        form.leading.data = mine.id if mine else None


def offer_ministers(form: MinistersForm | NewDialogueForm, *, practice: bool = True) -> None:
    """The form offers those who hold or held a ministerial post."""
    found = db.session.scalars(queries.ministers(practice=practice))
    people = [(person.id, _named(person)) for person in found]
    form.chair.choices = options([("", _("Inte valt")), *people])
    form.ministers.choices = options(people)
    if form.ministers.data is None:
        form.ministers.data = []


def _named(person: Person) -> str:
    post = verbs.minister_post(person)
    return f"{person.name}, {post.title}" if post else person.name


def chosen_people(form: MinistersForm | NewDialogueForm) -> tuple[Person | None, list[Person]]:
    """(who leads, the others)."""
    chair = db.session.get(Person, form.chair.data) if form.chair.data else None
    others = [db.session.get(Person, key) for key in form.ministers.data or []]
    return chair, [person for person in others if person is not None]


def chosen_bodies(form: SubjectForm) -> tuple[list[Organisation], Organisation]:
    """(the bodies, the one that leads); the leading one is among them, or the domain refuses."""
    by_id = {body.id: body for body in lookups.bodies()}
    chosen = [by_id[key] for key in form.bodies.data or []]
    return chosen, by_id.get(form.leading.data or 0) or chosen[0]


def chosen_themes(
    form: SubjectForm, *, practice: bool, before: Sequence[Theme] = ()
) -> tuple[list[Theme], list[Event]]:
    """The themes, those of before first and in their order, new ones opened; the events that tell of the new ones."""
    by_id = {theme.id: theme for theme in db.session.scalars(queries.themes())}
    ticked = [by_id[key] for key in form.themes.data or []]
    chosen = [theme for theme in before if theme in ticked] + [
        theme for theme in ticked if theme not in before
    ]
    told: list[Event] = []
    for title in dict.fromkeys(lines_of(form.new_themes.data)):
        same = next((theme for theme in by_id.values() if theme.title.casefold() == title.casefold()), None)
        if same is None:
            same, event = theme_verbs.open_theme(
                theme_verbs.ThemeText(title=title),
                slug=lookups.theme_slug(title),
                practice=practice,
                by=g.actor,
                at=now(),
            )
            db.session.add(same)
            db.session.flush()  # the next new theme's address is checked against this one's
            told.append(event)
        chosen.append(same)
    return list(dict.fromkeys(chosen)), told


def keep_events(events: Sequence[Event], dialogue: Dialogue) -> None:
    """Events of themes opened for a practice dialogue go with it; the others stand on their own."""
    for event in events:
        if dialogue.is_practice:
            event.dialogue = dialogue
        db.session.add(event)


def particulars_of(form: ParticularsForm, dialogue: Dialogue) -> tuple[verbs.Particulars, list[Event]]:
    """What the form says about the dialogue, and the events of themes opened on the way."""
    themes, told = chosen_themes(form, practice=dialogue.is_practice, before=dialogue.themes)
    bodies, leading = chosen_bodies(form)
    said = verbs.Particulars(
        themes=themes,
        bodies=bodies,
        leading=leading,
        title=form.title.data or "",
        purpose=form.purpose.data or "",
        level=Level(form.level.data) if form.level.data else None,
        reply_by=form.reply_by.data,
        references=lines_of(form.references.data),
    )
    return said, told


def fill_particulars(form: ParticularsForm, dialogue: Dialogue) -> None:
    """The form as the dialogue now is."""
    leading = dialogue.leading_body
    form.title.data, form.purpose.data = dialogue.title, dialogue.purpose
    form.themes.data = [theme.id for theme in dialogue.themes]
    form.bodies.data = [place.organisation.id for place in dialogue.bodies]
    form.leading.data = leading.id if leading else None
    form.level.data = dialogue.level.value if dialogue.level else ""
    form.reply_by.process_data(dialogue.reply_by)
    form.references.data = "\n".join(reference.number for reference in dialogue.references)
    form.version.data = dialogue.version


def fill_ministers(form: MinistersForm, dialogue: Dialogue) -> None:
    """The form with the ministers seated now."""
    seated = {
        seat.holding.person.id: seat.role
        for seat in dialogue.seats
        if seat.withdrawn_at is None and seat.holding and seat.holding.person
    }
    form.chair.data = next((key for key, role in seated.items() if role is SeatRole.CHAIR), None)
    form.ministers.data = [key for key, role in seated.items() if role is SeatRole.MINISTER]
    form.version.data = ministers_version(dialogue)


def ministers_version(dialogue: Dialogue) -> int:
    """A number that changes with every change of the ministers' seats."""
    return sum(seat.id * 31 + seat.version for seat in dialogue.seats if seat.role in MINISTERIAL)
