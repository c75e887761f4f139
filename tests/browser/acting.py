"""What the tests of journeys share: signing in by the mailed link, and time that passes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from dialogues_app import database
from dialogues_app.clock import now
from dialogues_app.models import Dialogue, Slot
from dialogues_app.swedish import local
from tests.browser.product import Product
from tests.browser.visiting import Visitor

ORGANIZER = "handlaggare@naringsdepartementet.example"
MINISTER = "ministern@ovning.example"


def mailed_sign_in(visitor: Visitor, email: str) -> None:
    """Signed in: the address, the link in the mail, the button."""
    visitor.open("/logga-in")
    visitor.page.fill("#email", email)
    visitor.press("Mejla mig en länk")
    visitor.page.goto(visitor.mailed_link(email, "/logga-in/"))
    visitor.press("Logga in")


def in_a_month() -> dict[str, str]:
    """The fields of a time, as a person types it."""
    starts = local(now() + timedelta(days=30))
    day = starts.date().isoformat()
    return {"#starts-date": day, "#starts-time": "09.00", "#ends-date": day, "#ends-time": "12.00"}


def the_meeting_has_been(product: Product, dialogue_id: int) -> None:
    """The month has passed: the slot is over."""
    url = product.settings.database_url
    engine = database.prepare(create_engine(url, **database.engine_options(url)))
    with Session(engine) as session:
        dialogue = session.scalars(select(Dialogue).where(Dialogue.id == dialogue_id)).one()
        assert dialogue.meeting is not None
        ends = now() - timedelta(minutes=5)
        dialogue.meeting.slot = Slot(ends - timedelta(hours=3), ends)
        session.commit()
    engine.dispose()
