"""What the mail with the question of when says, from the words that were written down when it was ordered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dialogues_app import swedish
from dialogues_app.links import Links


def date_values(context: dict[str, Any], links: Links, base_url: str) -> dict[str, Any]:
    """The values of the templates: what it is about, the candidate times, the personal link."""
    link_id, generation = context["link"]
    matter = swedish.listing([swedish.lower_first(theme) for theme in context["themes"]])
    return {
        "title": context["title"],
        "matter": matter,
        "slots": [
            (datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in context["slots"]
        ],
        "answer_by": date.fromisoformat(context["answer_by"]) if context["answer_by"] else None,
        "capacity": swedish.lower_first(context["capacity"]),
        "bodies": swedish.listing(context["bodies"]),
        "answer_url": f"{base_url}/d/{links.token(link_id, generation)}",
        "privacy_url": f"{base_url}/personuppgifter",
    }
