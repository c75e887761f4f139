"""Documents as tagged PDF (PDF/UA-1) in Swedish: typeset by Typst from plain values, alike to the byte each time."""

from dialogues_app.pdf.notes import Entry, Notes, Objected, Said, Section, render_notes
from dialogues_app.pdf.typesetting import typeset

__all__ = ["Entry", "Notes", "Objected", "Said", "Section", "render_notes", "typeset"]
