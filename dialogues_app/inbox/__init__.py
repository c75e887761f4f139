"""The inbox: reads the mailboxes, keeps every raw mail, and lets each take effect exactly once."""

from dialogues_app.inbox.arrivals import Arrived, House, Receipt, Unstorable
from dialogues_app.inbox.receiving import receive, receive_all
from dialogues_app.inbox.rounds import Reader, house_of

__all__ = ["Arrived", "House", "Reader", "Receipt", "Unstorable", "house_of", "receive", "receive_all"]
