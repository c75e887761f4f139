"""Faults of trust.md, section 4, provoked with real processes: nothing lost, nobody written to twice.

The figures of docs/reliability.md come from here: each test prints a line (./run test --faults -s -n 0).
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from dialogues_app import clock
from dialogues_app.config import Settings
from dialogues_app.domain import scheduling
from dialogues_app.mailbox import Mailbox
from dialogues_app.models import DeliveryState, OutboxRow
from tests.sink import HANG, KEEP_AND_DROP, Sink
from tests.worker.conftest import BY, NO_WAIT, invite
from tests.worker.house import House, cut_connections, let_time_pass, unfinished
from tests.worker.test_delivery import later
from tests.worker.test_journey import counted, keep_copies, mails
from tests.worker.test_worker import until

pytestmark = [pytest.mark.faults, pytest.mark.filterwarnings("default")]
KILLS, MAILS = 21, 200


@pytest.fixture
def house(product: Settings, environment: dict[str, str], sink: Sink, tmp_path: Path) -> Iterator[House]:
    """The product sends to the sink."""
    made = House(product, environment | {"SMTP_URL": f"smtp://127.0.0.1:{sink.port}"}, tmp_path)
    yield made
    made.end()


@pytest.fixture
def own_house(settings: Settings, environment: dict[str, str], tmp_path: Path) -> Iterator[House]:
    """The product with its own catcher."""
    made = House(settings, environment, tmp_path)
    yield made
    made.end()


def report(name: str, session: Session, **figures: object) -> None:
    """A line for docs/reliability.md."""
    told = ", ".join(f"{key} {value}" for key, value in figures.items())
    print(f"\n{name} [{session.get_bind().dialect.name}]: {told}", flush=True)


def reconciled(session: Session) -> int:
    found = session.scalar(select(func.count()).where(OutboxRow.reconciled)) or 0
    session.rollback()
    return found


def each_once(got: Counter[str], count: int = MAILS) -> tuple[int, int]:
    """(lost, doubled)."""
    everyone = {f"nr{number}@foretag.example" for number in range(count)}
    return len(everyone - got.keys()), sum(times - 1 for times in got.values())


@pytest.mark.both_databases
def test_kills_before_smtp_between_250_and_commit_and_after_commit(
    session: Session, product: Settings, sink: Sink, house: House
) -> None:
    """F1, F11: every ninth mail or so the worker and its pool die at one of the three points, in turn."""
    due = threading.Event()
    points = Counter[str]()
    wanted = ["before", "window", "after"]

    def behave(stage: str, _what: str) -> str | None:
        if house.kills >= KILLS or due.is_set() or len(sink.taken) < 9 * (house.kills + 1):
            return None
        point = wanted[house.kills % 3]
        if (stage, point) not in {("MAIL", "before"), ("DATA", "window"), ("DATA", "after")}:
            return None
        points[point] += 1
        due.set()
        if point == "after":  # it is answered, and dies before or after the commit that follows
            threading.Timer(random.uniform(0, 0.7), house.kill, ["worker"]).start()
            return None
        house.kill("worker")
        return KEEP_AND_DROP if point == "window" else None

    keep_copies(sink, Mailbox(product.mailbox_dir))
    sink.behave = behave
    invite(session, MAILS)
    house.start("broker")
    began = time.monotonic()
    while unfinished(session):
        if "worker" not in house.processes:
            let_time_pass(session, worker_is_dead=True)
            due.clear()
            house.start("worker")
            house.ring()
        time.sleep(0.2)
        assert time.monotonic() - began < 500

    lost, doubled = each_once(mails(sink))
    figures = {"mails": MAILS, "kills": house.kills, **points, "lost": lost, "doubled": doubled}
    report("three points", session, **figures, reconciled=reconciled(session))
    assert (house.kills, lost, doubled) == (KILLS, 0, 0)
    assert counted(session) == {"sent": MAILS}


@pytest.mark.both_databases
def test_kills_of_anything_at_random_moments(session: Session, own_house: House) -> None:
    """F1, F5, F17: worker, pool process, broker, catcher and database connections die while mails become due."""
    house, victims = own_house, Counter[str]()
    meeting = invite(session, MAILS)
    stagger(session, seconds=60)
    for name in ("broker", "mail", "worker"):
        house.start(name)
    began = time.monotonic()
    while unfinished(session) or house.kills < KILLS:
        time.sleep(random.uniform(0.3, 2.5))
        if house.kills < KILLS:
            strike(house, session, victims)
        for name in ("broker", "mail", "worker"):
            house.start(name)
        house.ring()
        assert time.monotonic() - began < 500
    box = Mailbox(house.settings.mailbox_dir)
    got = Counter(mail.recipients[0] for mail in box.messages())

    lost, doubled = each_once(got)
    figures = {"mails": MAILS, "kills": house.kills, **victims, "lost": lost, "doubled": doubled}
    report("random", session, **figures, reconciled=reconciled(session))
    assert (lost, doubled) == (0, 0)
    assert meeting.id


def strike(house: House, session: Session, victims: Counter[str]) -> None:
    """One of the parts dies."""
    victim = random.choice(["worker", "worker", "pool", "broker", "mail", "connections"])
    if victim == "connections" and not cut_connections(session):
        victim = "worker"
    victims[victim] += 1
    if victim == "connections":
        house.kills += 1
    elif victim == "pool":
        house.kill_pool_child()
    else:
        house.kill(victim)
    # A killed worker's leases are over; after the death of a pool process they are not ours to end.
    let_time_pass(session, worker_is_dead=victim == "worker" or "worker" not in house.processes)


def stagger(session: Session, seconds: float) -> None:
    """The rows become due one after the other."""
    ids = session.scalars(select(OutboxRow.id).order_by(OutboxRow.id)).all()
    at = clock.now()
    for number, row_id in enumerate(ids):
        due = at + timedelta(seconds=seconds * number / len(ids))
        session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(not_before=due))
    session.commit()


@pytest.mark.both_databases
def test_two_workers_never_send_the_same_mail(session: Session, sink: Sink, house: House) -> None:
    """F22: two worker groups with a pool process each; both of them send."""
    sink.behave = lambda stage, what: time.sleep(0.02) if stage == "DATA" else None  # type: ignore[func-returns-value]
    house.start("broker")
    house.start("worker")
    house.start("second")
    invite(session, MAILS)
    until(lambda: house.ring() or not unfinished(session), 120)

    lost, doubled = each_once(mails(sink))
    report("two workers", session, mails=MAILS, sessions=sink.sessions, lost=lost, doubled=doubled)
    assert (lost, doubled) == (0, 0)
    assert sink.sessions >= 2


def test_a_broker_that_died_and_forgot_everything(session: Session, sink: Sink, house: House) -> None:
    """F3, F5: saved while the broker was away; beat sweeps when there is an empty one again."""
    house.start("broker")
    house.start("worker")
    house.lose_broker()
    invite(session, 20)
    house.start("broker")
    began = time.monotonic()
    until(lambda: not unfinished(session), 120)

    report("broker lost", session, seconds=round(time.monotonic() - began, 1))
    assert each_once(mails(sink), 20) == (0, 0)


def test_a_broker_that_flaps(session: Session, sink: Sink, house: House) -> None:
    """F6: every two seconds for half a minute; the same worker consumes afterwards."""
    house.start("broker")
    house.start("worker")
    for _ in range(8):
        time.sleep(2)
        house.kill("broker")
        time.sleep(2)
        house.start("broker")
    invite(session, 20)
    began = time.monotonic()
    until(lambda: not unfinished(session), 120)

    report("broker flapped", session, seconds=round(time.monotonic() - began, 1))
    assert house.processes["worker"].poll() is None
    assert each_once(mails(sink), 20) == (0, 0)


def test_a_worker_that_hears_nothing_connects_anew(
    session: Session, sink: Sink, house: House, tmp_path: Path
) -> None:
    """F6: without beat nothing comes, as for a consumer that has gone deaf; the same process consumes afterwards."""
    log = tmp_path / "second.log"
    house.start("broker")
    house.start("second")
    until(lambda: "Deaf" in log.read_text() and log.read_text().count("Connected to") >= 2, 120)
    invite(session, 20)
    house.ring()
    until(lambda: not unfinished(session), 60)

    assert house.processes["second"].poll() is None
    assert each_once(mails(sink), 20) == (0, 0)


@pytest.mark.both_databases
def test_a_mail_server_that_is_away_is_left_alone_and_gets_the_newest_state_only(
    session: Session, product: Settings, sink: Sink, house: House
) -> None:
    """F14, F15, F31: refused for everyone; the meeting moves meanwhile; each gets one mail, the newest."""
    away = True
    refused = Counter[str]()

    def behave(stage: str, _what: str) -> str | None:
        if stage == "MAIL" and away:
            refused["times"] += 1
            return "450 4.3.2 System not accepting messages"
        return None

    sink.behave = behave
    meeting = invite(session, 50)
    house.start("broker")
    house.start("worker")
    until(lambda: refused["times"] >= 2, 60)
    state = session.scalars(select(DeliveryState)).one()
    assert state.failing_since is not None
    session.rollback()
    until(lambda: counted(session) == {"queued": 50}, 30)
    scheduling.reschedule(meeting, later(meeting), reason="Krock", by=BY, at=clock.now(), hold=NO_WAIT)
    session.commit()
    tried, away = refused["times"], False
    began = time.monotonic()
    until(lambda: not unfinished(session), 180)

    seconds = round(time.monotonic() - began, 1)
    report("server away", session, mails=50, tried=tried, delivered_after=seconds)
    assert counted(session) == {"superseded": 50, "sent": 50}
    assert each_once(mails(sink), 50) == (0, 0)
    session.expire_all()
    assert session.scalars(select(DeliveryState)).one().failing_since is None


@pytest.mark.both_databases
def test_answers_that_come_late_or_never(
    session: Session, product: Settings, sink: Sink, house: House
) -> None:
    """F13: one recipient's check hangs, one mail is kept and its 250 comes too late; the others go on."""
    slow: dict[str, int] = Counter()

    def behave(stage: str, what: str) -> str | None:
        if stage == "RCPT" and what == "nr3@foretag.example" and not slow["rcpt"]:
            slow["rcpt"] = 1
            return HANG
        if stage == "DATA" and len(sink.taken) == 5 and not slow["data"]:
            slow["data"] = 1
            time.sleep(8)  # longer than a step may take
        return None

    keep_copies(sink, Mailbox(product.mailbox_dir))
    sink.behave = behave
    invite(session, 20)
    house.start("broker")
    house.start("worker")
    until(lambda: counted(session)["sent"] >= 18, 120)
    time.sleep(9)  # the late mail is in the archive by now
    let_time_pass(session, worker_is_dead=False)
    until(lambda: not unfinished(session), 120)

    lost, doubled = each_once(mails(sink), 20)
    report("late answers", session, lost=lost, doubled=doubled, reconciled=reconciled(session))
    assert (lost, doubled) == (0, 0)


@pytest.mark.both_databases
def test_a_database_that_goes_away_and_comes_back(
    session: Session, product: Settings, sink: Sink, house: House
) -> None:
    """F17, F18: connections are cut (PostgreSQL) or the file is locked for longer than anyone waits (SQLite)."""
    keep_copies(sink, Mailbox(product.mailbox_dir))
    sink.behave = lambda stage, what: time.sleep(0.05) if stage == "DATA" else None  # type: ignore[func-returns-value]
    invite(session, 60)
    house.start("broker")
    house.start("worker")
    cuts = 0
    for wanted in (5, 15, 25, 35):
        until(lambda least=wanted: len(sink.taken) >= least, 120)  # type: ignore[misc]
        cuts += 1
        if not cut_connections(session):
            lock(session, 7 if wanted == 15 else 1)
        house.ring()
    until(
        lambda: not unfinished(session), 300
    )  # what the cut task had in hand waits for its lease: real time

    lost, doubled = each_once(mails(sink), 60)
    report("database away", session, cuts=cuts, lost=lost, doubled=doubled, reconciled=reconciled(session))
    assert (lost, doubled) == (0, 0)


def lock(session: Session, seconds: float) -> None:
    """Nobody can write to the SQLite file for a while."""
    session.execute(text("UPDATE outbox SET attempts = attempts WHERE id = -1"))
    time.sleep(seconds)
    session.rollback()
