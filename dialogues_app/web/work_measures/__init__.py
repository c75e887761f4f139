"""The organizers' own register of measures, working material included, with statements and follow-ups."""

from dialogues_app.web.work_measures import views
from dialogues_app.web.work_measures.views import bp

__all__ = ["bp", "views"]
