"""Notes of a dialogue: the organizers' pages, the page of those present, and the public page; each as PDF too."""

from dialogues_app.web.minutes import confirming, published, versions, working
from dialogues_app.web.minutes.blueprint import bp

__all__ = ["bp", "confirming", "published", "versions", "working"]
