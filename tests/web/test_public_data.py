"""Open data of the public pages: CSV that is safe to open, JSON with stable ids, a feed that is Atom."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialogues_app.models import LinkKind, MeasureStatus
from dialogues_app.web.public.exports import safe_cell
from tests import factories, published

ATOM = "{http://www.w3.org/2005/Atom}"


def rows_of(client: FlaskClient, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.content_type == "text/csv; charset=utf-8; header=present"
    text = response.data.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def save(session: Session, *rows: Any) -> None:
    session.add_all(rows)
    session.commit()


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", "\n=1"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_ordinary_cells_are_left_alone() -> None:
    assert [safe_cell(value) for value in (None, 5, "a=b", "Åtgärd")] == ["", "5", "a=b", "Åtgärd"]


def test_the_archive_as_csv_follows_the_filters(client: FlaskClient, session: Session) -> None:
    nasty = published.a_published("2016-09-12", slug="ett", title='=cmd|"x", och\nmer', place="Stockholm")
    save(session, nasty, published.a_published("2018-05-03", slug="tva"))

    assert [row["id"] for row in rows_of(client, "/samtal.csv")] == ["tva", "ett"]
    [row] = rows_of(client, "/samtal.csv?till=2017-01-01")
    assert (row["titel"], row["datum_tidigast"], row["plats"]) == (
        '\'=cmd|"x", och\nmer',
        "2016-09-12",
        "Stockholm",
    )


def test_the_archive_as_json_has_stable_ids(client: FlaskClient, session: Session) -> None:
    dialogue = published.with_minister(
        published.a_published(slug="ett"), factories.a_minister(slug="statsradet")
    )
    link = published.linked(published.with_outcome(dialogue), published.a_public_measure(slug="lyftet"))
    save(session, dialogue, link)

    [shown] = json.loads(client.get("/samtal.json").data)["dialogues"]
    assert (shown["id"], shown["url"]) == (
        "ett",
        client.application.config["SETTINGS"].base_url + "/samtal/ett",
    )
    assert [minister["id"] for minister in shown["ministers"]] == ["statsradet"]
    assert shown["outcomes"][0]["links"] == [
        {"kind": "led_to", "basis": "stated", "to": link.measure.title, "measure": "lyftet"}  # type: ignore[union-attr]
    ]


def test_the_feed_is_atom(client: FlaskClient, session: Session) -> None:
    save(session, published.a_published(slug="ett", title="A & <b>\x0b"), published.an_announced(slug="tva"))

    response = client.get("/samtal.atom", headers={"Host": "evil.example"})
    feed = ET.fromstring(response.data)
    assert response.content_type == "application/atom+xml; charset=utf-8"
    assert [child.tag for child in feed][:3] == [f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated"]
    entries = feed.findall(f"{ATOM}entry")
    assert {entry.findtext(f"{ATOM}title") for entry in entries} >= {"A & <b>"}
    for element in (feed, *entries):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert b"evil.example" not in response.data


def test_measures_and_traces_as_csv(client: FlaskClient, session: Session) -> None:
    dialogue = published.a_published(slug="ett")
    measure = published.a_public_measure(slug="lyftet", title="Lyftet")
    measure.statuses.append(published.a_status(status=MeasureStatus.COMPLETED, holds="2021-12"))
    link = published.linked(published.with_outcome(dialogue), measure, LinkKind.CONTRIBUTED_TO)
    published.with_outcome(dialogue)
    save(session, dialogue, link)

    [row] = rows_of(client, "/atgarder.csv")
    assert (row["id"], row["status"], row["status_galler"]) == ("lyftet", "genomförd", "december\xa02021")
    traced = [
        (row["utfall_nr"], row["koppling"], row["till"])
        for row in rows_of(client, "/fran-samtal-till-atgard.csv")
    ]
    assert traced == [("1", "bidrog till", "Lyftet"), ("2", "", "")]
