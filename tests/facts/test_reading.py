"""Every way in which a file can be broken is told with file, line, column and reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialogues_app.facts import checksum
from dialogues_app.facts.collected import BrokenFacts
from dialogues_app.facts.reading import read
from dialogues_app.facts.rows import DialogueRow, MeasureRow
from dialogues_app.models import MeasureStatus, PartialDate

Edit = Callable[[str, str, str], None]


def problems(directory: Path) -> list[str]:
    with pytest.raises(BrokenFacts) as caught:
        read(directory)
    return [str(problem) for problem in caught.value.problems]


def test_whole_files_become_typed_rows(directory: Path) -> None:
    facts = read(directory)

    row = facts.by_key(MeasureRow)["HP1-05"]
    assert (row.line, row.status, row.status_date) == (6, MeasureStatus.DECIDED, PartialDate.parse("2016-08"))
    assert row.amount_split == ((2016, 8_000_000), (2017, 8_000_000))
    assert facts.by_key(DialogueRow)["IS-2017-11-06"].theme_ids == ("T09", "T10")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            (
                "dialogues",
                ",T02,P-DAMBERG",
                ",T99,P-DAMBERG",
            ),
            "dialogues.csv:3: theme_ids: T99 is not in themes.csv",
        ),
        (
            (
                "action_plans",
                "2016-06-16,",
                "2016-13-01,",
            ),
            "action_plans.csv:3: decided_date: '2016-13-01' is no date of the form YYYY-MM-DD, YYYY-MM or YYYY",
        ),
        (
            (
                "dialogue_dates",
                "2015-05-05,2015-05-26",
                "2015-05,2015-05-26",
            ),
            "dialogue_dates.csv:3: date_earliest: '2015-05' is no whole day of the form YYYY-MM-DD",
        ),
        (
            (
                "measures",
                "genomförd,2018-12,inferred",
                "klar,2018-12,inferred",
            ),
            "measures.csv:10: status: 'klar' is none of planerad, beslutad, pågående, genomförd, okänd",
        ),
        (
            (
                "outcomes_links",
                "LK009,",
                "LK008,",
            ),
            "outcomes_links.csv:10: link_id: 'LK008' stands in line 9 already",
        ),
        (
            (
                "sources",
                "https://www.regeringen.se/regeringens-politik/smartindustri/",
                "javascript:alert(1)",
            ),
            "sources.csv:2: url: 'javascript:alert(1)' is no address of a page (https://…)",
        ),
        (
            (
                "measures",
                "78000000,,",
                "78 miljoner,,",
            ),
            "measures.csv:8: amount_sek_total: '78 miljoner' is no whole number from 0 to 1000000000000000",
        ),
        (
            (
                "measure_followups",
                "avprickade_åtgärder,43,antal,Näringsdepartementet,S035",
                "avprickade_åtgärder,NaN,antal,Näringsdepartementet,S035",
            ),
            "measure_followups.csv:3: metric_value: 'NaN' is no number",
        ),
        (
            (
                "outcomes_links",
                "plan,,HP2,,",
                "plan,HP1-05,HP2,,",
            ),
            "outcomes_links.csv:11: target_type: names the one of measure_id, plan_id, other_target_sv that is filled",
        ),
        (
            (
                "measures",
                "HP1-04,,strategy_date,HP1",
                "HP1-04,HP1,strategy_date,HP1",
            ),
            "measures.csv:5: plan_id: stands where plan_basis is explicit, and only there",
        ),
        (
            (
                "measure_followups",
                "Produktionslyftet,S103,public",
                ",,public",
            ),
            "measure_followups.csv:14: source_ids: is empty",
        ),
        (
            (
                "measure_followups",
                "Slutrapport lämnad,demonstrationsprojekt,23,antal,Vinnova,S039,working",
                "Slutrapport lämnad,demonstrationsprojekt,23,antal,Vinnova,S039,public",
            ),
            "measure_followups.csv:13: shown: is public, but the measure C-19 is not",
        ),
        (
            (
                "themes",
                "Digitalisering,Digitalisation",
                "Digita\u202elisering,Digitalisation",
            ),
            "themes.csv:4: title_sv: holds a control character",
        ),
        (
            (
                "people_public_roles",
                "R036,P-FERBE,Anders Ferbe",
                "R036,P-FERBE,Anders Färbe",
            ),
            "people_public_roles.csv:32: name: P-FERBE is called 'Anders Ferbe' in an earlier row",
        ),
    ],
)
def test_a_broken_cell_is_told(directory: Path, edit: Edit, change: tuple[str, str, str], told: str) -> None:
    edit(*change)

    assert problems(directory) == [told]


def test_a_missing_and_an_extra_column_are_told(directory: Path, edit: Edit) -> None:
    edit("focus_areas", "name_en", "name_de")

    assert problems(directory) == [
        "focus_areas.csv:1: name_de: is no column of this file",
        "focus_areas.csv:1: name_en: is missing",
    ]


def test_a_row_of_another_length_is_told_with_the_line_it_begins_in(directory: Path, edit: Edit) -> None:
    edit("themes", "T08,Investeringsfrämjande,", 'T08,"Investerings\nfrämjande",,')

    assert problems(directory) == ["themes.csv:8: : has 8 cells where the header has 7 columns"]


def test_a_byte_that_is_not_utf_8_is_told_with_its_line_and_column(directory: Path) -> None:
    path = directory / "themes.csv"
    path.write_bytes(path.read_bytes().replace("Cybersäkerhet".encode(), "Cybersäkerhet".encode("latin-1")))

    assert problems(directory) == ["themes.csv:9: title_sv: is not UTF-8: byte 0xe4"]


def test_a_byte_order_mark_is_refused(directory: Path) -> None:
    path = directory / "sources.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    told = "sources.csv:1: : begins with a byte order mark; save it as UTF-8 without one"
    assert problems(directory) == [told]


def test_a_missing_file_and_a_strange_one_are_told(directory: Path) -> None:
    (directory / "dialogue_participation.csv").rename(directory / "deltagande.csv")

    assert problems(directory) == [
        "deltagande.csv:0: : is none of the files of the facts",
        "dialogue_participation.csv:0: : is missing or cannot be read",
    ]


def test_an_open_quote_is_told(directory: Path, edit: Edit) -> None:
    edit(
        "outcomes_links",
        "LK011,IS-2019-10-25,OC017,other,,,Kommande",
        'LK011,IS-2019-10-25,OC017,other,,,"Kommande',
    )

    assert problems(directory) == ["outcomes_links.csv:12: : is not well-formed CSV: unexpected end of data"]


def test_all_problems_of_all_files_are_told_at_once(directory: Path, edit: Edit) -> None:
    edit("dialogues", ",T02,P-DAMBERG", ",T99,P-DAMBERG")
    edit("themes", "FA3,inferred,yes,S001|S002", "FA3,gissad,yes,S001|S002")

    assert problems(directory) == [
        "dialogues.csv:3: theme_ids: T99 is not in themes.csv",
        "themes.csv:2: focus_area_basis: 'gissad' is none of stated, inferred",
    ]


def test_the_checksum_follows_the_files(directory: Path, edit: Edit) -> None:
    before = checksum(directory)
    edit("themes", "Cybersäkerhet,", "Cybersäkerhet i industrin,")

    assert checksum(directory) != before == checksum()
