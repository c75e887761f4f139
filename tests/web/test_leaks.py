"""Secret words are planted in every internal field; no outward channel has one of them."""

from __future__ import annotations

import io
import re
import zlib
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from dialogues_app.clock import now
from dialogues_app.domain import confidentiality, contributions, invitations, minutes
from dialogues_app.mail import Context, Renderer
from dialogues_app.models import (
    Actor,
    AgendaItem,
    Answer,
    Attribution,
    Audience,
    Base,
    Channel,
    Decision,
    DecisionRound,
    Dialogue,
    DialogueStatus,
    Event,
    EventStatus,
    InboundMail,
    Link,
    LinkKind,
    MailOutcome,
    MessageKind,
    OutboxRow,
    Outcome,
    Paper,
    PartStat,
    Proposal,
    ProposalKind,
    Slot,
)
from dialogues_app.web.access import EVERYBODY
from tests.factories import NOON, a_measure, an_outcome
from tests.web.browser import SITE
from tests.web.noted import a_noted_case
from tests.web.stored import Case
from tests.web.test_access import access_of, rules

OPEN_WORD = "öppenhetsprov"  # is public, and must be found: else the search of a channel proves nothing
PRESENT_WORD = "deltagarprov"  # is for those present
SECRET = re.compile(r"hemlig[a-zåäö]*prov", re.IGNORECASE)


class Planted:
    """Makes secret words, each used once."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, where: str) -> str:
        word = f"hemlig{re.sub('[^a-zåäö]', '', where.lower())}prov"
        assert word not in self.words
        self.words.append(word)
        return word


@pytest.fixture
def secret() -> Planted:
    return Planted()


@pytest.fixture
def case(session: Session, secret: Planted) -> Case:
    """A published dialogue with approved notes, and a secret in every internal field."""
    made = a_noted_case(session, f"Det här är ett {OPEN_WORD}.")
    dialogue = session.get_one(Dialogue, made.id)
    with session.no_autoflush:
        _plant_outcomes(dialogue, made, secret)
        _plant_said(dialogue, made, secret)
        _plant_people(dialogue, secret)
        _plant_around(session, dialogue, secret)
        _plant_review(dialogue, made, secret)
    session.flush()
    _note(dialogue, secret)
    dialogue.status, dialogue.announced_at, dialogue.published_at = DialogueStatus.PUBLISHED, now(), now()
    session.commit()
    return made


def _plant_outcomes(dialogue: Dialogue, made: Case, secret: Planted) -> None:
    shown = dialogue.outcomes[0]
    shown.said, shown.answer_reason = secret("sagt"), ""
    shown.dialogue.note = ""
    for place, audience in enumerate((Audience.BODY, Audience.ORGANIZERS), start=2):
        outcome = an_outcome(
            number=place, sentence=secret(f"utfall {audience.value}"), said=secret(f"ord {audience.value}")
        )
        outcome.audience = audience
        outcome.audience_body = made.ministry if audience is Audience.BODY else None
        outcome.raised_by, outcome.answer_reason = (
            secret(f"vem {audience.value}"),
            secret(f"skäl {audience.value}"),
        )
        dialogue.outcomes.append(outcome)
    present = an_outcome(number=4, sentence=f"Det här är ett {PRESENT_WORD}.", audience=Audience.PARTICIPANTS)
    marked = an_outcome(number=5, sentence=secret("markerat utfall"), audience=Audience.PUBLIC)
    withdrawn = an_outcome(number=6, sentence=secret("återkallat utfall"), audience=Audience.PUBLIC)
    withdrawn.withdrawn_at, withdrawn.withdrawn_reason = NOON, secret("skäl för återkallelse")
    dialogue.outcomes.extend([present, marked, withdrawn])
    dialogue.last_outcome_number = 6
    marking = confidentiality.Marking(secret("paragraf"), NOON.date(), secret("myndighet"))
    confidentiality.mark(marked, marking, by=Actor(label="H", body=made.ministry), at=NOON)


def _plant_said(dialogue: Dialogue, made: Case, secret: Planted) -> None:
    by, shown = Actor(label="Handläggare", body=made.ministry), dialogue.outcomes[0]
    seat = dialogue.seats[-1]
    drafts = [
        contributions.Draft(text=f"Sagt: {OPEN_WORD}.", seat=seat, audience=Audience.PUBLIC),
        contributions.Draft(text=f"Sagt: {PRESENT_WORD}.", audience=Audience.PARTICIPANTS),
        contributions.Draft(text=secret("uttalande arrangörer"), audience=Audience.ORGANIZERS),
        contributions.Draft(
            text=secret("uttalande eget"), audience=Audience.BODY, audience_body=made.ministry
        ),
        contributions.Draft(text=secret("markerat uttalande"), audience=Audience.PUBLIC),
        contributions.Draft(text=secret("återkallat uttalande"), audience=Audience.PUBLIC),
        contributions.Draft(
            text="Någon sade.", seat=seat, attribution=Attribution.NOBODY, audience=Audience.PUBLIC
        ),
    ]
    said = [contributions.add(shown, draft, by=by, at=NOON) for draft in drafts]
    for one in (said[0], said[-1]):
        one.speaker = secret(f"talare {one.number}".replace("1", "ett").replace("7", "sju"))
    marking = confidentiality.Marking(secret("annan paragraf"), NOON.date(), secret("annan myndighet"))
    confidentiality.mark(said[4], marking, by=by, at=NOON)
    contributions.withdraw(said[5], reason=secret("skäl uttalande"), by=by, at=NOON)
    behind_hidden = contributions.Draft(text=secret("öppet bakom slutet"), audience=Audience.PUBLIC)
    contributions.add(dialogue.outcomes[1], behind_hidden, by=by, at=NOON)


def _plant_people(dialogue: Dialogue, secret: Planted) -> None:
    for place, seat in enumerate(dialogue.seats):
        holding = seat.holding
        if holding is not None:
            holding.name = secret("namn" + "abcdefgh"[place])
    meeting = dialogue.meeting
    assert meeting is not None
    invitation, other = meeting.invitations
    invitation.answers.append(
        Answer(
            partstat=PartStat.DECLINED,
            channel=Channel.PAGE,
            sequence=0,
            dtstamp=NOON,
            received_at=NOON,
            comment=secret("kommentar"),
        )
    )
    other.proposals.append(
        Proposal(
            kind=ProposalKind.SUBSTITUTE,
            received_at=NOON,
            sequence=0,
            name=secret("ersättare"),
            address=f"{secret('adress')}@foretag.example",
            comment=secret("meddelande"),
        )
    )


def _plant_around(session: Session, dialogue: Dialogue, secret: Planted) -> None:
    dialogue.agenda.append(AgendaItem(title=secret("punkt"), owner=secret("ägare"), minutes=10))
    dialogue.papers.append(
        Paper(
            title=secret("dokument"),
            file_name=f"{secret('filnamn')}.pdf",
            media_type="application/pdf",
            sha256="0" * 64,
            size=1,
            added_at=NOON,
            content=secret("filinnehåll").encode(),
        )
    )
    working = a_measure(title=secret("åtgärd"), slug="arbetsmaterial", proposed_in=dialogue)
    shown = dialogue.outcomes[0]
    link = Link(
        kind=LinkKind.LED_TO, recorded_at=NOON, reason=secret("länkskäl"), other_target=secret("ärende")
    )
    link.outcome, link.dialogue = shown, dialogue
    session.add_all([working, link])
    session.add(
        InboundMail(
            key=secret("brevnyckel"),
            received_at=NOON,
            read_at=NOON,
            outcome=next(iter(MailOutcome)),
            subject=secret("ämne"),
            text=secret("brevtext"),
            raw=secret("brev").encode(),
        )
    )
    session.add(
        Event(
            at=NOON,
            verb="revised",
            actor_label=secret("konto"),
            dialogue=dialogue,
            before={"title": secret("före")},
            after={"title": secret("efter")},
            reason=secret("historik"),
        )
    )


def _plant_review(dialogue: Dialogue, made: Case, secret: Planted) -> None:
    person = made.minister.person
    assert person is not None
    round_ = DecisionRound(minister=person, number=1, opened_at=NOON, summary=[secret("rad")])
    round_.prepared_label = secret("berett")
    dialogue.rounds.append(round_)
    decision = Decision(outcome=dialogue.outcomes[0], comment=secret("besked"))
    decision.suggested_comment = secret("förslag")
    round_.decisions.append(decision)


def _note(dialogue: Dialogue, secret: Planted) -> None:
    """Two approved versions, with objections: one about a public part, one about a part that is not."""
    by, links = Actor(label=secret("godkänd av")), Renderer(CONTEXT)
    version = minutes.begin(dialogue, by=Actor(label=secret("skapad av")), at=now())
    last = (now() + timedelta(days=10)).date()
    round_ = minutes.Round(last, timedelta(0), lambda link: f"{SITE}/m/{_token(links, link)}")
    minutes.circulate(version, round_, by=by, at=now())
    first, second = version.confirmations
    said = dialogue.outcomes[0].contributions
    counter = minutes.Counter(f"Så här: {OPEN_WORD}.", Attribution.NOBODY)
    hidden = minutes.Counter(secret("motförslag till deltagare"))
    minutes.object_to(first, {said[0]: counter, said[1]: hidden}, by=by, at=now())
    minutes.confirm(second, by=by, at=now())
    minutes.approve(version, by=by, at=now())
    later = minutes.correct(dialogue, reason=secret("rättelse"), by=by, at=now())
    minutes.approve(later, by=by, at=now())


CONTEXT = Context(SITE, "samtal.localhost", "s" * 32)


def _token(renderer: Renderer, link: str) -> str:
    return renderer.links.token(link, 0)


# ---- the channels ----


def public_paths(app: Flask, session: Session) -> list[str]:
    """Every address that anybody may open, with each value that is in the database."""
    slugs = {
        table.name: list(session.scalars(select(table.c.slug).where(table.c.slug.is_not(None))))
        for table in Base.metadata.sorted_tables
        if "slug" in table.c
    }
    every = sorted({slug for found in slugs.values() for slug in found})
    session.rollback()
    paths: set[str] = set()
    for rule in rules(app):
        if access_of(app, rule) != EVERYBODY or "GET" not in (rule.methods or ()):
            continue
        for slug in every if "slug" in rule.arguments else [""]:
            for kind in ("csv", "json", "atom") if "kind" in rule.arguments else ("",):
                values: dict[str, Any] = {"slug": slug, "kind": kind, "paper_id": 1}
                given = {name: values[name] for name in rule.arguments if name in values}
                if len(given) == len(rule.arguments):
                    with app.test_request_context():
                        paths.add(app.url_map.bind("localhost").build(rule.endpoint, given))
    return sorted(paths | {"/sitemap.xml", "/robots.txt", "/openapi.json", "/dcat"})


def words_of_pdf(content: bytes) -> str:
    """Everything a PDF holds: text, metadata, and each stream unpacked."""
    pdf = PdfReader(io.BytesIO(content))
    found = [page.extract_text() for page in pdf.pages] + [str(pdf.metadata), str(pdf.xmp_metadata)]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(packed).decode("latin-1"))
        except zlib.error:
            found.append(packed.decode("utf-8", "replace"))
    return "\n".join(found) + content.decode("utf-8", "replace")


def words_of(answer: Any) -> str:
    """What an answer tells: its body, unfolded or unpacked, and its headers."""
    body = words_of_pdf(answer.data) if answer.content_type == "application/pdf" else answer.text
    return re.sub(r"\r?\n[ \t]", "", body) + str(answer.headers)


def test_every_secret_is_really_in_the_database(session: Session, case: Case, secret: Planted) -> None:
    session.rollback()
    kept = []
    for mapper in Base.registry.mappers:
        for row in session.scalars(select(mapper.class_)):
            names = [column.key for column in inspect(mapper.class_).columns]
            values = [getattr(row, name) for name in names]
            kept += [
                value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)
                for value in values
            ]
    everything = "\n".join(kept)

    assert [word for word in secret.words if word not in everything] == []
    assert len(secret.words) > 45


def test_no_public_page_export_feed_or_pdf_tells_a_secret(
    app: Flask, client: FlaskClient, session: Session, case: Case
) -> None:
    slug = case.dialogue.slug
    paths = public_paths(app, session)
    answers = {path: client.get(path) for path in paths}

    told = {path: sorted(set(SECRET.findall(words_of(answer)))) for path, answer in answers.items()}
    opened = {path for path, answer in answers.items() if OPEN_WORD in words_of(answer)}

    assert {path: words for path, words in told.items() if words} == {}
    assert {path for path, answer in answers.items() if PRESENT_WORD in words_of(answer)} == set()
    assert {
        f"/samtal/{slug}",
        f"/samtal/{slug}/minnesanteckningar",
        f"/samtal/{slug}/minnesanteckningar.pdf",
        "/samtal.json",
        "/fran-samtal-till-atgard.csv",
    } <= opened


def test_a_search_for_a_secret_finds_as_little_as_a_search_for_nonsense(
    client: FlaskClient, case: Case, secret: Planted
) -> None:
    def hits(word: str) -> int:
        found = client.get("/samtal.json", query_string={"q": word}).json
        return len(
            found["dialogues"]
            if "dialogues" in found
            else next(v for v in found.values() if isinstance(v, list))
        )

    assert hits(OPEN_WORD) == 1
    assert [word for word in [*secret.words, PRESENT_WORD] if hits(word)] == []


def test_no_mail_and_no_calendar_part_tells_a_secret(session: Session, case: Case) -> None:
    dialogue = session.get_one(Dialogue, case.id)
    meeting = dialogue.meeting
    assert meeting is not None
    dialogue.status = DialogueStatus.BOOKED
    meeting.slot = Slot(now() + timedelta(days=30), now() + timedelta(days=30, hours=3))
    meeting.status = EventStatus.DRAFT
    with session.no_autoflush:
        invitations.send(meeting, by=Actor(label="H"), at=now(), hold=timedelta(0))
    session.flush()
    renderer, kinds = Renderer(CONTEXT), set()
    for row in session.scalars(select(OutboxRow)):
        row.dtstamp = now().replace(microsecond=0)
        mail = message_from_bytes(renderer.render(row.revision, row.invitation, row), policy=default)
        told = "\n".join(
            [
                str(mail.items()),
                *(
                    str(part.get_payload(decode=True).decode())
                    for part in mail.walk()
                    if not part.is_multipart()
                ),
            ]
        )
        kinds.add(row.kind)
        assert sorted(set(SECRET.findall(re.sub(r"\r?\n[ \t]", "", told)))) == []
        assert PRESENT_WORD not in told

    session.rollback()
    assert kinds == {MessageKind.REQUEST, MessageKind.MINUTES}


def test_the_links_of_those_present_tell_what_is_theirs_and_no_more(
    app: Flask, client: FlaskClient, session: Session, case: Case
) -> None:
    from dialogues_app.links import MINUTES, Links

    settings = app.config["SETTINGS"]
    dialogue = session.get_one(Dialogue, case.id)
    asked = [one.link_id for one in dialogue.minutes[0].confirmations]
    meeting = dialogue.meeting
    assert meeting is not None
    invited = [(one.link_id, one.link_generation) for one in meeting.invitations]
    session.rollback()
    notes = [Links(settings.secret_key, salt=MINUTES).token(one, 0) for one in asked]
    answers = [Links(settings.secret_key).token(*one) for one in invited]

    shown = [words_of(client.get(f"/m/{token}")) for token in notes]
    others = [words_of(client.get(path)) for token in answers for path in (f"/s/{token}", f"/s/{token}.ics")]

    # The first objected to a part for those present: only that person reads the counter-wording before approval.
    own = {"hemligmotförslagtilldeltagareprov"}
    assert [set(SECRET.findall(one)) for one in shown] == [own, set()]
    assert all(PRESENT_WORD in one for one in shown)
    mine = {"hemligkommentarprov"}  # the first wrote this on the page and reads it again
    assert [set(SECRET.findall(one)) - mine for one in others] == [set()] * 4
    assert all(PRESENT_WORD not in one for one in others)


def test_the_internal_pdf_of_another_body_has_none_of_ours(
    client: FlaskClient, session: Session, case: Case
) -> None:
    from tests.web.browser import sign_in
    from tests.web.stored import another_body

    sign_in(client, session, another_body(session))
    answer = client.get(f"{case.path}/minnesanteckningar/versioner/2.pdf")
    words = set(SECRET.findall(words_of(answer)))

    ours = {"hemligutfallbodyprov", "hemligordbodyprov", "hemligvembodyprov", "hemliguttalandeegetprov"}
    ours |= {
        "hemligmarkeratutfallprov",
        "hemligmarkeratuttalandeprov",
        "hemligparagrafprov",
        "hemligmyndighetprov",
    }
    assert answer.status_code == 200
    assert words & ours == set()
    assert "hemligutfallorganizersprov" in words


def test_what_the_public_sees_of_outcomes_is_marked_public(session: Session, case: Case) -> None:
    session.rollback()
    public = session.scalars(select(Outcome).where(Outcome.audience == Audience.PUBLIC)).all()

    assert {outcome.number for outcome in public if outcome.withdrawn_at is None} == {1}
