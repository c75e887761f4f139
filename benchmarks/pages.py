"""Each page type, signed in as whoever reads it, beside a bare page of the same run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from benchmarks import measure
from benchmarks.bare import bare_app
from benchmarks.dates import SLUG
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


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, its cost, and the ratio to aim at (0: none stated)."""

    name: str
    cost: Cost
    aim: float = 0


class Pages:
    """Measures the pages of one app on a filled database."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app, self.settings = app, settings
        with app.app_context():
            self.engine: Engine = db.engine
            self.paths = self._paths(db.session())

    def rows(self) -> list[Row]:
        """The bare page first, then ours."""
        visitor = self.app.test_client()
        organizer, minister = self._signed_in(Role.ORGANIZER), self._signed_in(Role.MINISTER)
        return [
            Row("bare Flask page, one query", self._bare()),
            self._row("public: dialogue", visitor, self.paths["dialogue"], 4),
            self._row("public: answer page", visitor, self.paths["answer"], 4),
            self._row("public: archive list", visitor, "/samtal", 6),
            self._row("public: archive, filtered", visitor, "/samtal?fokus=omrade-hp&q=energi", 6),
            self._row("public: one event .ics", visitor, self.paths["ics"], 2),
            self._row("public: theme", visitor, self.paths["theme"]),
            self._row("public: measure", visitor, self.paths["measure"]),
            self._row("public: register of measures", visitor, "/atgarder"),
            self._row("public: from dialogue to measure", visitor, "/fran-samtal-till-atgard"),
            self._row("work: overview", organizer, "/arbete"),
            self._row("work: all dialogues", organizer, "/arbete/samtal"),
            self._row("work: workspace, 500 invited", organizer, self.paths["workspace"], 25),
            self._row("work: date choice, 60 × 12", organizer, self.paths["dates"], 25),
            self._row("public: date question, 12 dates", visitor, self.paths["date_question"], 25),
            self._row("work: recording", organizer, self.paths["workspace"] + "/dokumentera"),
            self._row("minister: my matters", minister, "/granska"),
            Row("rendering one invitation", Cost(self._one_invitation())),
        ]

    def _row(self, name: str, client: FlaskClient, path: str, aim: float = 0) -> Row:
        return Row(name, measure.page(client, self.engine, path), aim)

    def _bare(self) -> Cost:
        app = bare_app(self.settings.database_url)
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
        return measure.page(app.test_client(), engine, "/" + self.paths["dialogue"].rsplit("/", 1)[1])

    def _signed_in(self, role: Role) -> FlaskClient:
        client = self.app.test_client()
        with self.app.app_context():
            person = db.session.scalars(select(Person).where(Person.slug == "person-1")).one()
            body = (
                db.session.scalars(select(Dialogue).where(Dialogue.slug == "stort-samtal")).one().leading_body
            )
            user = User(
                email=f"{role.value}@matning.example",
                label="Mätning",
                role=role,
                created_at=now(),
                body=body if role is Role.ORGANIZER else None,
                person=person if role is Role.MINISTER else None,
            )
            db.session.add(user)
            client.set_cookie("signed-in", accounts.start_session(user, at=now()))
            db.session.commit()
        return client

    def _paths(self, session: Session) -> dict[str, str]:
        dialogue = session.scalars(select(Dialogue).where(Dialogue.slug.endswith("-samtal-250"))).one()
        big = session.scalars(select(Dialogue).where(Dialogue.slug == "stort-samtal")).one()
        invitation = session.scalars(select(Invitation).order_by(Invitation.id)).first()
        measured = session.scalars(select(Measure).where(Measure.slug == "atgard-1")).one()
        theme = session.scalars(select(Theme).where(Theme.slug == "tema-1")).one()
        assert invitation is not None
        links = Links(self.settings.secret_key, self.settings.secret_key_old)
        token = links.token(invitation.link_id, invitation.link_generation)
        return {
            "dialogue": f"/samtal/{dialogue.slug}",
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
            big = db.session.scalars(select(Dialogue).where(Dialogue.slug == "stort-samtal")).one()
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

            milliseconds = measure.cpu(render_all, times=5) / len(rows)
            db.session.rollback()
        return milliseconds
