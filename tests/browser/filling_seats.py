"""What the pages about seats and the register have to show, made by the verbs."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.domain import balance, merging, nominations, register, reserves, seat_plan
from dialogues_app.domain.balance import SME, Aim
from dialogues_app.domain.nominations import Contact, Nominee
from dialogues_app.domain.reserves import Understudy
from dialogues_app.domain.seat_plan import Wish
from dialogues_app.links import NOMINATIONS, Links
from dialogues_app.models import (
    Actor,
    Dialogue,
    Dimension,
    ImportDraft,
    Nomination,
    Organisation,
    PartialDate,
    Person,
    RegisterKind,
    Seat,
    SizeClass,
    User,
)

LATER = timedelta(hours=6)
FILE = "namn;slag;part\nFörsta bolaget;company;foretag\nAndra bolaget;okänt;foretag"


def seat_people(session: Session, settings: Settings, dialogue: Dialogue, by: Actor) -> dict[str, str]:
    """Seats in each state with their links; returns what the addresses of their pages need."""
    wish = Wish(description="litet eller medelstort företag", sizes=(SizeClass.SMALL, SizeClass.MEDIUM))
    open_seat, named_seat, given, refused = seat_plan.lay_out(dialogue, wish, 4, by=by, at=now())
    asked = _asked(open_seat, by)
    named = _asked(named_seat, by)
    nominee = Nominee(name="Företrädare", title="Vd", address="vd@smabolag.example", named_by="Kontakten")
    nominations.name(named, nominee, at=now(), hold=LATER)
    nobody = _asked(refused, by)
    nominations.send_nobody(nobody, "", at=now())
    chosen = Nominee(name="Företrädare", title="Platschef", address="chef@smabolag.example")
    nominations.nominate(given, chosen, by=by, at=now(), hold=LATER)
    spare = Understudy(title="Reserv", address="reserv@smabolag.example", description="Ett mindre företag")
    reserve = reserves.add(dialogue, spare, by=by, at=now())
    balance.set_target(dialogue, Aim(Dimension.SIZE, SME, 2), by=by, at=now())
    session.flush()
    signer = Links(settings.secret_key, salt=NOMINATIONS)
    pages = {"nomination": asked, "named_link": named, "nobody_link": nobody}
    found = {name: signer.token(one.link_id, one.link_generation) for name, one in pages.items()}
    keys = {"seat": open_seat, "named_seat": named_seat, "refused_seat": refused}
    keys |= {"asked_nomination": asked, "named_nomination": named, "reserve": reserve}
    return found | {name: str(one.id) for name, one in keys.items()}


def enter_people(session: Session, by: Actor, user: User) -> dict[str, str]:
    """An organisation and somebody in it with a post, an address, a merge, and a file half decided on."""
    facts = register.OrganisationFacts(
        name="Registrerat bolag", size_class=SizeClass.SMALL, region="Norrland"
    )
    kept = register.enter_organisation(facts, slug="registrerat-bolag")
    gone = register.enter_organisation(facts, slug="registrerat-bolag-2")
    person = register.enter_person("Företrädare, Registrerat bolag")
    held = register.Holder(title="Vd", organisation=kept, held_from=PartialDate.parse("2020"))
    post = register.give_post(person, held)
    address = register.give_address(person, "vd@registrerat.example", organisation=kept, at=now())
    draft = ImportDraft(kind=RegisterKind.ORGANISATIONS, text=FILE, made_at=now(), user_id=user.id)
    session.add_all([kept, gone, person, address, draft])
    session.flush()
    merge, event = merging.merge(kept, gone, execute=session.execute, by=by, at=now())
    session.expire_all()
    session.add_all([merge, event])
    session.flush()
    keys: dict[str, Organisation | Person | object] = {
        "organisation": kept,
        "person": person,
        "post": post,
        "contact": address,
        "draft": draft,
        "merge": merge,
    }
    return {name: str(one.id) for name, one in keys.items()}  # type: ignore[attr-defined]


def _asked(seat: Seat, by: Actor) -> Nomination:
    contact = Contact(address="kontakt@smabolag.example", name="Kontakten")
    return nominations.ask(seat, contact, by=by, at=now(), hold=LATER)
