"""`flask mail`: one object for each file, and what waits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from dialogues_app.models import Invitation
from tests.itip.letters import ATTENDEE, FOLDER

OUTCOMES = {
    "outlook-accepted": ("accepted", ""),
    "apple-nested": ("tentative", ""),  # of the same second as the yes: the weight decides
    "domino": ("declined", ""),
    "evolution-delegated": ("delegated", "older"),
    "counter": ("counter", ""),
    "refresh": ("refresh", ""),
    "dsn-with-original": ("bounce", "5.1.1"),
    "words": ("message", ""),
    "mdn": ("ignored", "read_receipt"),
    "cdo-sequence-only": ("accepted", "older"),
    "alias": ("quarantined", "other_address"),
}


@pytest.fixture
def ids(session: Session, invitation: Invitation) -> tuple[int, int]:
    """The dialogue and the holding; SQLite has one writer, and now it is the command."""
    found = (invitation.event.dialogue_id, invitation.holding_id)
    session.rollback()
    return found


def run(app: Flask, *arguments: str) -> list[dict[str, object]]:
    result = app.test_cli_runner().invoke(args=["mail", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.output)
    return found


def test_each_file_is_told_of_in_its_order(app: Flask, ids: tuple[int, int]) -> None:
    files = [str(FOLDER / f"{name}.eml") for name in OUTCOMES]

    told = run(app, "receive", *files)

    assert [set(one) for one in told] == [{"file", "outcome", "dialogue", "holding", "reason"}] * len(files)
    assert [one["file"] for one in told] == files
    found = {name: (one["outcome"], one["reason"]) for name, one in zip(OUTCOMES, told, strict=True)}
    assert found == OUTCOMES
    assert {(one["dialogue"], one["holding"]) for one in told} == {ids}


def test_the_same_file_twice_takes_effect_once(app: Flask, ids: tuple[int, int]) -> None:
    file = str(FOLDER / "outlook-accepted.eml")

    told = [*run(app, "receive", file, file), *run(app, "receive", file)]

    assert [(one["outcome"], one["reason"]) for one in told] == [
        ("accepted", ""),
        ("ignored", "repeated"),
        ("ignored", "repeated"),
    ]


def test_what_waits_to_go_out_and_what_waits_for_a_person_is_listed(app: Flask, ids: tuple[int, int]) -> None:
    run(app, "receive", str(FOLDER / "refresh.eml"), str(FOLDER / "alias.eml"))

    queue, aside = run(app, "queue"), run(app, "quarantine")

    assert [(one["kind"], one["state"], one["to"]) for one in queue] == [("request", "queued", ATTENDEE)]
    assert [(one["reason"], one["attendee"], one["dialogue"]) for one in aside] == [
        ("other_address", "namn@privat.example", ids[0])
    ]


def test_a_file_that_is_missing_reads_none(app: Flask, ids: tuple[int, int], tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(
        args=["mail", "receive", str(FOLDER / "alias.eml"), str(tmp_path / "nej.eml"), "--json"]
    )

    assert result.exit_code == 1
    assert "Nothing was read." in result.output
    assert run(app, "quarantine") == []


def test_a_file_that_is_not_there_is_an_error_in_json_too(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["mail", "receive", "finns-inte.eml", "--json"])

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"errors": ["No such file: finns-inte.eml. Nothing was read."]}
