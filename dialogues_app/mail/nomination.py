"""What mails about a nomination say, from the words that were written down when they were ordered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dialogues_app import swedish
from dialogues_app.links import Links


def nomination_values(context: dict[str, Any], links: Links, base_url: str) -> dict[str, Any]:
    """The values of the templates: the seat, the dialogue, the deadline, the organisation's link."""
    link_id, generation = context["link"]
    matter = swedish.listing([swedish.lower_first(theme) for theme in context["themes"]])
    times = [datetime.fromisoformat(context[name]) for name in ("starts_at", "ends_at") if context[name]]
    return {
        "title": context["title"],
        "matter": matter,
        "slot": times if len(times) == 2 else [],
        "seat": swedish.lower_first(context["seat"]),
        "answer_by": date.fromisoformat(context["answer_by"]) if context["answer_by"] else None,
        "bodies": swedish.listing(context["bodies"]),
        "link": f"{base_url}/n/{links.token(link_id, generation)}",
        "privacy_url": f"{base_url}/personuppgifter",
    }
