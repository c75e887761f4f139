"""`flask dialogues`: every example of docs/commands.md, and what is refused."""

from __future__ import annotations

import json
import re
import shlex
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialogues_app import clock
from dialogues_app.config import ROOT
from dialogues_app.domain import proposals
from dialogues_app.models import CalendarEvent, Dialogue, OutboxRow, Slot
from tests import sink as sinks
from tests.factories import the_ministry

EXAMPLE = ROOT / "docs" / "example-dialogue.json"
EXAMPLES = re.findall(
    r"```console\n\$ \./run flask ([^\n]+)\n```\n```json\n(.+?)\n```",
    (ROOT / "docs" / "commands.md").read_text(),
    re.DOTALL,
)


@pytest.fixture
def ministry(session: Session) -> None:
    """The body that the example names."""
    session.add(the_ministry(slug="naringsdepartementet"))
    session.commit()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["dialogues", *arguments])


def shape(value: Any) -> Any:
    """The names and kinds in a JSON value."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return value if isinstance(value, int) else type(value).__name__


@pytest.mark.usefixtures("ministry")
def test_every_example_of_the_documentation_says_what_it_says(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    with sinks.running(sinks.Sink(port=app.config["SETTINGS"].smtp_port)):
        for command, answer in EXAMPLES:
            result = app.test_cli_runner().invoke(args=shlex.split(command))
            assert result.exit_code == 0, (command, result.output)
            assert shape(json.loads(result.stdout)) == shape(json.loads(answer)), command
    assert len(EXAMPLES) == 16


@pytest.mark.usefixtures("ministry")
def test_a_wrong_file_is_refused_whole_with_the_path_of_each_error(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    told = json.loads(EXAMPLE.read_text())
    [first] = told["dialogues"]
    told["dialogues"].append(first | {"colour": "red", "starts": "i morgon"})
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(told))

    result = run(app, "import", str(path), "--json")

    faults = json.loads(result.stdout)["errors"]
    assert result.exit_code == 1
    assert [fault.split(":")[0] for fault in faults] == ["$.dialogues[1]", "$.dialogues[1].starts"]
    assert session.scalar(select(func.count()).select_from(Dialogue)) == 0


@pytest.mark.usefixtures("ministry")
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"leading": "finns-inte"}, "$.dialogues[0].leading"),
        ({"themes": ["finns-inte"]}, "$.dialogues[0].themes"),
        ({"participants": [{"address": "vd@foretag.se"}]}, "$.dialogues[0].participants[0]"),
        ({"participants": [{"address": "a@b.example"}] * 2}, "$.dialogues[0].participants[1]"),
        ({"ends": "2031-10-14T08:00"}, "$.dialogues[0]"),
        ({"starts": "2031-03-30T02:30"}, "$.dialogues[0]"),
    ],
)
def test_what_the_domain_refuses_is_named_by_its_path(
    app: Flask, session: Session, tmp_path: Path, change: dict[str, Any], where: str
) -> None:
    told = json.loads(EXAMPLE.read_text())
    told["dialogues"][0] |= change
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(told))

    result = run(app, "import", str(path))

    assert (result.exit_code, result.stderr.split(": ")[0]) == (1, where)
    assert session.scalar(select(func.count()).select_from(Dialogue)) == 0


@pytest.mark.usefixtures("ministry")
@pytest.mark.parametrize(
    "arguments",
    [
        ("invite", "999"),
        ("move", "1", "--starts", "2031-10-21T09:00", "--ends", "2031-10-21T08:00", "--reason", "x"),
        ("move", "1", "--starts", "2031-03-30T02:30", "--ends", "2031-03-30T04:00", "--reason", "x"),
        ("move", "1", "--starts", "2031-10-26T02:30", "--ends", "2031-10-26T04:00", "--reason", "x"),
        ("move", "1", "--starts", "2031-10-21T09:00", "--ends", "2031-10-21T10:00"),
        ("remove", "1", "nobody@foretag.example"),
        ("cancel", "1"),
    ],
)
def test_a_refusal_is_a_sentence_and_changes_nothing(
    app: Flask, session: Session, arguments: tuple[str, ...]
) -> None:
    run(app, "import", str(EXAMPLE))
    run(app, "invite", "1", "--now")
    before = session.scalar(select(func.count()).select_from(OutboxRow))
    session.rollback()

    result = run(app, *arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith(".\n")
    assert session.scalar(select(func.count()).select_from(OutboxRow)) == before


@pytest.mark.usefixtures("ministry")
def test_the_doubled_hour_is_taken_with_an_offset(app: Flask) -> None:
    run(app, "import", str(EXAMPLE))

    result = run(
        app, "move", "1", "--starts", "2031-10-26T02:30+01:00", "--ends", "2031-10-26T04:00", "--reason", "x"
    )

    assert result.exit_code == 0


@pytest.mark.parametrize(("decision", "moved", "messages"), [("accept", True, 2), ("decline", False, 1)])
@pytest.mark.usefixtures("ministry")
def test_a_proposed_time_is_taken_or_declined(
    app: Flask, session: Session, decision: str, moved: bool, messages: int
) -> None:
    run(app, "import", str(EXAMPLE))
    run(app, "invite", "1", "--now")
    meeting = session.scalars(select(CalendarEvent)).one()
    old, proposer = meeting.slot, meeting.invitations[0]
    assert old is not None
    wanted = Slot(old.starts_at + timedelta(days=7), old.ends_at + timedelta(days=7))
    proposals.propose_time(proposer, wanted, sequence=0, comment="", message_id="", at=clock.now())
    address = proposer.address
    session.commit()

    result = run(app, "decide", "1", address, decision, "--reason", "Det passar fler.", "--now", "--json")
    again = run(app, "decide", "1", address, decision, "--reason", "Det passar fler.")

    session.expire_all()
    assert (result.exit_code, again.exit_code) == (0, 1), result.output
    assert json.loads(result.stdout)["messages"] == messages
    assert meeting.slot == (wanted if moved else old)


@pytest.mark.usefixtures("ministry")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("invite", "999"), "There is no dialogue 999."),
        (("cancel", "1"), "A reason is needed; give it with --reason."),
        (("remove", "1", "ingen@foretag.example"), "There is no invitation ingen@foretag.example."),
    ],
)
def test_a_refusal_says_what_is_wrong(app: Flask, arguments: tuple[str, ...], sentence: str) -> None:
    run(app, "import", str(EXAMPLE))

    result = run(app, *arguments)

    assert (result.exit_code, result.stderr) == (1, f"{sentence}\n")


def test_a_number_that_no_dialogue_can_have_is_refused_in_a_sentence(app: Flask) -> None:
    result = run(app, "invite", "9" * 20)

    assert result.exit_code == 2
    assert "is not in the range" in result.stderr


@pytest.mark.usefixtures("ministry")
def test_what_is_left_out_of_place_stays_as_it_was(app: Flask, session: Session) -> None:
    run(app, "import", str(EXAMPLE))
    run(app, "place", "1", "--place", "Rosenbad", "--link", "https://video.example/rum")

    run(app, "place", "1", "--place", "Scania")

    [dialogue] = session.scalars(select(Dialogue)).all()
    assert dialogue.meeting is not None
    assert (dialogue.meeting.place, dialogue.meeting.link) == ("Scania", "https://video.example/rum")
