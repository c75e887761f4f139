"""The outbox at work: claim rows, freeze their bytes, check the claim, settle what became of them.

Each function is one short transaction of its own (freezing takes two); SMTP happens between them
(docs/reliability.md says why each promise holds).
"""

from dialogues_app.outbox import restore
from dialogues_app.outbox.claiming import LEASE, SIGN_IN_LEASE, claim, has_more_than, still_holds
from dialogues_app.outbox.freezing import freeze
from dialogues_app.outbox.letters import Batch, Fate, Letter, Verdict
from dialogues_app.outbox.retrying import retry
from dialogues_app.outbox.settling import settle
from dialogues_app.outbox.state import State, failed, look, mark, pause, resume, works

__all__ = [
    "LEASE",
    "SIGN_IN_LEASE",
    "Batch",
    "Fate",
    "Letter",
    "State",
    "Verdict",
    "claim",
    "failed",
    "freeze",
    "has_more_than",
    "look",
    "mark",
    "pause",
    "restore",
    "resume",
    "retry",
    "settle",
    "still_holds",
    "works",
]
