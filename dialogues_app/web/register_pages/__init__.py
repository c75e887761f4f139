"""The register of organisations and people: lists, posts, addresses, files in and out, merges."""

from dialogues_app.web.register_pages import files, merging, organisations, people
from dialogues_app.web.register_pages.blueprint import bp

__all__ = ["bp", "files", "merging", "organisations", "people"]
