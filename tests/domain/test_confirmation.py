"""Working material becomes public by an organizer of the ministry and a source, and by nothing else."""

import pytest

from dialogues_app.domain.confirmation import confirm
from dialogues_app.errors import IllegalTransition, Invalid, NotAllowed
from dialogues_app.models import Actor, Audience, FollowUp, Link, LinkKind, Role, Source, SourceKind
from tests.factories import NOON, a_body, a_dialogue, a_measure, a_user, the_ministry


def an_organizer_of(body: object, role: Role = Role.ORGANIZER) -> Actor:
    return Actor.of(a_user(body=body, role=role))


def a_source(**given: object) -> Source:
    return Source(**{"title": "Bet. 2017/18:UbU30", "kind": SourceKind.PRIMARY} | given)


def test_a_confirmed_measure_is_public_with_its_sources_and_an_event() -> None:
    known, new = a_source(title="Sedan tidigare"), a_source()
    measure = a_measure(mark="utfallet inte läst", sources=[known])

    event = confirm(measure, source=new, by=an_organizer_of(the_ministry()), at=NOON)

    assert (measure.audience, measure.sources) == (Audience.PUBLIC, [known, new])
    assert (known.is_public, new.is_public) == (True, True)
    assert (event.verb, event.subject_kind, event.at) == ("confirmed", "measures", NOON)
    assert event.after["source"] == "Bet. 2017/18:UbU30"


def test_a_link_is_confirmed_in_the_history_of_its_dialogue() -> None:
    dialogue = a_dialogue()
    link = Link(kind=LinkKind.INPUT_TO, recorded_at=NOON, dialogue=dialogue, other_target="En proposition")

    event = confirm(link, source=a_source(), by=an_organizer_of(the_ministry()), at=NOON)

    assert dialogue.events == [event]


@pytest.mark.parametrize("role", [Role.MINISTER, Role.STAFF, Role.ADMINISTRATOR])
def test_only_organizers_confirm(role: Role) -> None:
    measure = a_measure()

    with pytest.raises(NotAllowed):
        confirm(measure, source=a_source(), by=an_organizer_of(the_ministry(), role), at=NOON)

    assert measure.audience is Audience.ORGANIZERS


@pytest.mark.parametrize("actor", [an_organizer_of(a_body()), Actor(label="inläst från källor")])
def test_neither_another_body_nor_a_door_without_an_account_confirms(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        confirm(a_measure(), source=a_source(), by=actor, at=NOON)


def test_nothing_is_confirmed_without_a_source() -> None:
    measure = a_measure()

    with pytest.raises(Invalid) as caught:
        confirm(measure, source=None, by=an_organizer_of(the_ministry()), at=NOON)

    assert (caught.value.field, measure.audience) == ("source", Audience.ORGANIZERS)


def test_what_is_public_is_not_confirmed_again() -> None:
    with pytest.raises(IllegalTransition):
        confirm(
            a_measure(audience=Audience.PUBLIC),
            source=a_source(),
            by=an_organizer_of(the_ministry()),
            at=NOON,
        )


def test_a_follow_up_waits_for_its_measure() -> None:
    seen = FollowUp(summary="Slutrapport lämnad", measure=a_measure())

    with pytest.raises(IllegalTransition):
        confirm(seen, source=a_source(), by=an_organizer_of(the_ministry()), at=NOON)

    assert seen.audience is Audience.ORGANIZERS
