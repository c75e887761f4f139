"""The forms of screen g: one pair of fields for each outcome of the round."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from dialogues_app.domain.review import COMMENT_LIMIT, LINE_LIMIT, SUMMARY_LINES, Choice
from dialogues_app.models import DecisionRound, Outcome, Verdict
from dialogues_app.web.fields import TextArea, TextLine
from dialogues_app.web.forms import Form, options

VERDICTS = [(Verdict.APPROVED.value, _l("Godkänn")), (Verdict.RETURNED.value, _l("Skicka tillbaka"))]


class RoundForm(Form):
    """Choices on the outcomes of a round; `seen` tells the wordings that were read."""

    seen = HiddenField()

    @classmethod
    def of(cls, round_: DecisionRound) -> RoundForm:
        """A form with a choice and a comment for each outcome of the round."""
        fields: dict[str, Any] = {}
        for decision in round_.to_decide:
            n = decision.outcome.number
            fields[f"verdict_{n}"] = RadioField(
                _("Besked om utfall %(number)s", number=n),
                choices=options(VERDICTS),
                coerce=_as_verdict,
                validate_choice=False,
            )
            fields[f"comment_{n}"] = TextArea(
                _("Vad ska ändras i utfall %(number)s?", number=n), longest=COMMENT_LIMIT, rows=3
            )
        form: RoundForm = type(cls.__name__, (cls,), fields)()
        if not form.is_submitted():
            form.show(round_)
        form.seen.data = form.seen.data or wordings(round_)
        return form

    def show(self, round_: DecisionRound) -> None:
        """The minister's draft stands in the form."""
        for decision in round_.to_decide:
            n = decision.outcome.number
            self[f"verdict_{n}"].data, self[f"comment_{n}"].data = decision.verdict, decision.comment

    def choices(self, round_: DecisionRound) -> dict[Outcome, Choice]:
        """What was chosen for each outcome."""
        return {
            decision.outcome: Choice(
                self[f"verdict_{decision.outcome.number}"].data,
                self[f"comment_{decision.outcome.number}"].data or "",
            )
            for decision in round_.to_decide
        }

    def is_stale(self, round_: DecisionRound) -> bool:
        """Whether a wording has changed since the page was shown."""
        return self.seen.data != wordings(round_)

    def has_choice(self, round_: DecisionRound) -> bool:
        """At least one outcome has been decided on its own: the others are never approved unread."""
        if any(choice.verdict is not None for choice in self.choices(round_).values()):
            return True
        self.form_errors.append(
            _("Ta ställning till minst ett utfall först. Sedan kan du godkänna de andra.")
        )
        return False

    def require_all(self, round_: DecisionRound) -> bool:
        """Every outcome has a decision, and what is sent back a comment; the errors stand at the fields."""
        for decision in round_.to_decide:
            n = decision.outcome.number
            verdict = self[f"verdict_{n}"]
            if verdict.data is None:
                verdict.errors = [_("Välj besked om utfall %(number)s.", number=n)]
        return self.require_comments(round_) and not self.errors

    def require_comments(self, round_: DecisionRound) -> bool:
        """What is sent back has a comment; the errors stand at the fields."""
        for decision in round_.to_decide:
            n = decision.outcome.number
            comment = self[f"comment_{n}"]
            if self[f"verdict_{n}"].data is Verdict.RETURNED and not comment.data:
                comment.errors = [_("Skriv vad som ska ändras i utfall %(number)s.", number=n)]
        return not self.errors


class PrepareForm(RoundForm):
    """What staff write before the minister reads: three lines, and a suggestion for each outcome."""

    line_1 = TextLine(_l("Viktigast"), longest=LINE_LIMIT)
    line_2 = TextLine(_l("Näst viktigast"), longest=LINE_LIMIT)
    line_3 = TextLine(_l("Tredje raden"), longest=LINE_LIMIT)

    @property
    def lines(self) -> list[str]:
        """The lines of the summary."""
        return [self[f"line_{n}"].data or "" for n in range(1, SUMMARY_LINES + 1)]

    def show(self, round_: DecisionRound) -> None:
        """What was prepared before stands in the form."""
        for n, line in enumerate(round_.summary[:SUMMARY_LINES], start=1):
            self[f"line_{n}"].data = line
        for decision in round_.to_decide:
            n = decision.outcome.number
            self[f"verdict_{n}"].data = decision.suggestion
            self[f"comment_{n}"].data = decision.suggested_comment


def wordings(round_: DecisionRound) -> str:
    """A key that changes when the wording of any outcome of the round does."""
    return " ".join(f"{d.outcome.number}:{d.outcome.worded_at.timestamp():.6f}" for d in round_.to_decide)


def _as_verdict(value: object) -> Verdict | None:
    known = {verdict.value: verdict for verdict in Verdict}
    return known.get(str(value))
