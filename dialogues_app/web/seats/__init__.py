"""The seats of a dialogue: laid out, named for, held in reserve, balanced."""

from dialogues_app.web.seats import balancing, naming, nominating, reserving, views
from dialogues_app.web.seats.blueprint import bp
from dialogues_app.web.seats.nominating import bp as nominating_bp

__all__ = ["balancing", "bp", "naming", "nominating", "nominating_bp", "reserving", "views"]
