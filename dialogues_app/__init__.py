"""Industrisamtal: from the word in the room to the measure, and back."""

from typing import TYPE_CHECKING

from dialogues_app.config import Settings

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: Settings | None = None) -> "Flask":
    """The whole product for these settings, or for those of the environment."""
    from dialogues_app import factory  # here, because supervisor and mail catcher start without Flask

    return factory.build(settings or Settings.read_or_exit())
