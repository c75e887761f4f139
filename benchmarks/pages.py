"""Each page type, signed in as whoever reads it, beside a bare page of the same run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from benchmarks import measure
from benchmarks.bare import bare_app
from benchmarks.dates import SLUG
from benchmarks.fill import BIG
from benchmarks.measure import Cost
from dialogues_app.clock import now
from dialogues_app.config import Settings
from dialogues_app.domain import accounts
from dialogues_app.domain.telling import Act, tell
from dialogues_app.extensions import db
from dialogues_app.links import DATES, Links
from dialogues_app.mail import Context, Renderer
from dialogues_app.models import (
    Actor,
    Cause,
    DateAsk,
    Dialogue,
    Invitation,
    Measure,
    MessageKind,
    OutboxRow,
    Person,
    Role,
    Theme,
    User,
)
from dialogues_app.web.public import cache
from dialogues_app.web.public.cache import Pages


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, its cost, and the ratio to aim at (0: none stated)."""

    name: str
    cost: Cost
    aim: float = 0


class Measurements:
    """Measures the pages of one app on a filled database."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app, self.settings = app, settings
        with app.app_context():
            self.engine: Engine = db.engine
            self.paths = self._paths(db.session())

    def rows(self, only: str = "") -> list[Row]:
        """The bare page first, then ours; with `only`, those whose names hold it."""
        bare, measured = self._bare()
        kept: Pages = self.app.extensions[cache.NAME]
        for name, reader, path, aim in self._pages():
            if only not in name:
                continue
            kept.clear()
            cost = measure.page(reader, self.engine, path, before=kept.clear, yardstick=bare)
            measured.append(Row(name, cost, aim))
            reader.get(path)
            if kept.kept:
                cost = measure.page(reader, self.engine, path, yardstick=bare)
                measured.append(Row(f"{name}, kept", cost, aim))
        if not only:
            measured.append(Row("rendering one invitation", Cost(self._one_invitation())))
        return measured

    def _pages(self) -> list[tuple[str, FlaskClient, str, float]]:
        visitor = self.app.test_client()
        organizer, minister = self._signed_in(Role.ORGANIZER), self._signed_in(Role.MINISTER)
        return [
            ("public: dialogue", visitor, self.paths["dialogue"], 4),
            ("public: dialogue of the real history", visitor, self.paths["real"], 4),
            ("public: archive list", visitor, "/samtal", 6),
            ("public: archive, filtered", visitor, "/samtal?fokus=hallbar-produktion&q=energi", 6),
            ("public: start", visitor, "/", 0),
            ("public: theme", visitor, self.paths["theme"], 0),
            ("public: measure", visitor, self.paths["measure"], 0),
            ("public: register of measures", visitor, "/atgarder", 0),
            ("public: from dialogue to measure", visitor, "/fran-samtal-till-atgard", 0),
            ("public: one dialogue's .ics", visitor, self.paths["dialogue"] + ".ics", 2),
            ("link: answer page", visitor, self.paths["answer"], 4),
            ("link: .ics", visitor, self.paths["ics"], 2),
            ("work: overview", organizer, "/arbete", 0),
            ("work: all dialogues", organizer, "/arbete/samtal", 0),
            ("work: workspace, 500 participants", organizer, self.paths["workspace"], 25),
            ("work: date choice, 60 × 12", organizer, self.paths["dates"], 25),
            ("link: date question, 12 dates", visitor, self.paths["date_question"], 25),
            ("work: recording", organizer, self.paths["workspace"] + "/dokumentera", 0),
            ("minister: my matters", minister, "/granska", 0),
        ]

    def _bare(self) -> tuple[Callable[[], object], list[Row]]:
        app = bare_app(self.settings.database_url)
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
        client, slug = app.test_client(), self.paths["dialogue"].rsplit("/", 1)[1]

        def bare() -> object:
            return client.get(f"/{slug}")

        return bare, [
            Row("bare Flask page, one object", measure.page(client, engine, f"/{slug}", yardstick=bare)),
            Row(
                "bare Flask page, three columns",
                measure.page(client, engine, f"/columns/{slug}", yardstick=bare),
            ),
        ]

    def _signed_in(self, role: Role) -> FlaskClient:
        client = self.app.test_client()
        with self.app.app_context():
            at, email = now(), f"{role.value}@matning.example"
            user = db.session.scalars(select(User).where(User.email == email)).first() or self._user(
                role, email
            )
            client.set_cookie("signed-in", accounts.start_session(user, at=at))
            db.session.commit()
        return client

    def _user(self, role: Role, email: str) -> User:
        person = db.session.scalars(select(Person).where(Person.slug == "person-1")).one()
        body = db.session.scalars(select(Dialogue).where(Dialogue.slug == BIG)).one().leading_body
        user = User(
            email=email,
            label="Mätning",
            role=role,
            created_at=now(),
            body=body if role is Role.ORGANIZER else None,
            person=person if role is Role.MINISTER else None,
        )
        db.session.add(user)
        return user

    def _paths(self, session: Session) -> dict[str, str]:
        dialogue = session.scalars(select(Dialogue).where(Dialogue.slug.endswith("-samtal-250"))).one()
        big = session.scalars(select(Dialogue).where(Dialogue.slug == BIG)).one()
        invitation = session.scalars(select(Invitation).order_by(Invitation.id)).first()
        measured = session.scalars(select(Measure).where(Measure.slug == "atgard-1")).one()
        real = session.scalars(
            select(Dialogue).where(Dialogue.slug.startswith("2016-09-12-"), Dialogue.fact_key.is_not(None))
        ).first()
        theme = session.scalars(select(Theme).where(Theme.slug == "tema-1")).one()
        assert invitation is not None
        assert real is not None
        links = Links(self.settings.secret_key, self.settings.secret_key_old)
        token = links.token(invitation.link_id, invitation.link_generation)
        return {
            "dialogue": f"/samtal/{dialogue.slug}",
            "real": f"/samtal/{real.slug}",
            "answer": f"/s/{token}",
            "ics": f"/s/{token}.ics",
            "theme": f"/teman/{theme.slug}",
            "measure": f"/atgarder/{measured.slug}",
            "workspace": f"/arbete/samtal/{big.id}",
            **self._dates(session),
        }

    def _dates(self, session: Session) -> dict[str, str]:
        dialogue = session.scalars(select(Dialogue).where(Dialogue.slug == SLUG)).one()
        ask = session.scalars(select(DateAsk).order_by(DateAsk.id)).first()
        assert ask is not None
        links = Links(self.settings.secret_key, self.settings.secret_key_old, salt=DATES)
        token = links.token(ask.link_id, ask.link_generation)
        return {"dates": f"/arbete/samtal/{dialogue.id}/datumval", "date_question": f"/d/{token}"}

    def _one_invitation(self) -> float:
        """CPU milliseconds of one personal mail whose revision other mails share."""
        settings = self.settings
        renderer = Renderer(
            Context(settings.base_url, settings.mail_domain, settings.secret_key, settings.secret_key_old)
        )
        with self.app.app_context():
            big = db.session.scalars(select(Dialogue).where(Dialogue.slug == BIG)).one()
            meeting = big.meeting
            assert meeting is not None
            act = Act(Cause.INVITED, Actor("mätning"), now(), timedelta())
            revision = tell(meeting, meeting.invitations[:50], act)
            db.session.flush()
            rows: list[OutboxRow] = [row for row in revision.outbox if row.kind is MessageKind.REQUEST]
            for row in rows:
                row.dtstamp = now()

            def render_all() -> None:
                for row in rows:
                    renderer.render(revision, row.invitation, row)

            milliseconds = measure.cpu(render_all, times=5)[0] / len(rows)
            db.session.rollback()
        return milliseconds
