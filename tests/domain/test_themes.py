"""Themes, set long before any dialogue."""

import pytest

from dialogues_app.domain import themes
from dialogues_app.domain.themes import ThemeText
from dialogues_app.errors import Invalid
from dialogues_app.models import Audience, Basis, FocusArea, PartialDate
from tests.factories import NOON, a_theme, an_organizer


def test_a_new_theme_is_for_organizers_and_has_its_focus_areas_with_basis():
    area = FocusArea(name="Industri 4.0", name_en="Industry 4.0", slug="industri-4-0", mark_key="i40")
    text = ThemeText(title=" Cyber ", questions=["Hur?", " "], focus={area: Basis.INFERRED}, planned=PartialDate.parse("2027-05"))

    theme, event = themes.open_theme(text, slug="cyber", practice=False, by=an_organizer(), at=NOON)

    assert (theme.title, theme.questions, theme.audience) == ("Cyber", ["Hur?"], Audience.ORGANIZERS)
    assert [(focus.focus_area, focus.basis) for focus in theme.focus] == [(area, Basis.INFERRED)]
    assert (event.verb, event.after["slug"]) == ("theme_opened", "cyber")


def test_a_revised_theme_keeps_its_address_and_tells_what_changed():
    theme = a_theme(title="Gammalt", slug="gammalt")

    event = themes.revise_theme(theme, ThemeText(title="Nytt"), by=an_organizer(), at=NOON)

    assert (theme.title, theme.slug, event.before, event.after) == (
        "Nytt",
        "gammalt",
        {"title": "Gammalt"},
        {"title": "Nytt"},
    )
    assert themes.revise_theme(theme, ThemeText(title="Nytt"), by=an_organizer(), at=NOON) is None


@pytest.mark.parametrize("title", ["", "  ", "x" * 301])
def test_a_theme_without_a_usable_title_is_refused(title):
    with pytest.raises(Invalid):
        themes.open_theme(ThemeText(title=title), slug="x", practice=False, by=an_organizer(), at=NOON)
