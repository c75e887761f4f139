"""Answer links, signed over a public id and a generation so that every mail writes the same one again; feed tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "answer-link"
# A token of one purpose opens nothing of another.
NOMINATIONS = "nomination-link"
DATES = "date-link"
MINUTES = "minutes-link"


class Links:
    """Writes and reads the tokens of one sort of page; the newest key signs, all of them are believed.


    A token of one sort is refused for another, for each sort has a salt of its own.
    """

    def __init__(self, secret: str, former: str = "", *, salt: str = SALT) -> None:
        self._serializer = URLSafeSerializer([key for key in (former, secret) if key], salt=salt)

    def token(self, link_id: str, generation: int) -> str:
        """The token of an invitation's answer page: always the same for the same generation."""
        written = self._serializer.dumps([link_id, generation])
        return written if isinstance(written, str) else written.decode()

    def read(self, token: str) -> tuple[str, int] | None:
        """The link id and generation that we signed, or None for anything else."""
        try:
            link_id, generation = self._serializer.loads(token)
        except (BadSignature, TypeError, ValueError):
            return None
        return (link_id, generation) if isinstance(link_id, str) and isinstance(generation, int) else None


class FeedTokens:
    """Makes the token of a feed from its nonce, so that its owner's page can show what is stored as a hash alone."""

    def __init__(self, secret: str, former: str = "") -> None:
        self._keys = [key for key in (secret, former) if key]

    def token(self, nonce: str) -> str:
        """256 bits for an address line, made with the newest key."""
        return self._made(self._keys[0], nonce)

    def shown(self, nonce: str, token_hash: str) -> str:
        """The token that has this hash; empty where the key it was made with is gone."""
        for key in self._keys:
            token = self._made(key, nonce)
            if hmac.compare_digest(hashlib.sha256(token.encode()).hexdigest(), token_hash):
                return token
        return ""

    def _made(self, key: str, nonce: str) -> str:
        mac = hmac.digest(key.encode(), f"feed:{nonce}".encode(), "sha256")
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


class StopLinks:
    """Writes and reads the addresses that stop a listener's mails, and do nothing else."""

    def __init__(self, secret: str, former: str = "") -> None:
        keys = [key for key in (former, secret) if key]
        self._serializer = URLSafeSerializer(keys, salt="stop-link")

    def token(self, listener_id: int) -> str:
        """The token of this listener, the same in every mail."""
        written = self._serializer.dumps(listener_id)
        return written if isinstance(written, str) else written.decode()

    def read(self, token: str) -> int | None:
        """The listener that we signed, or None for anything else."""
        try:
            listener_id = self._serializer.loads(token)
        except (BadSignature, TypeError, ValueError):
            return None
        return listener_id if isinstance(listener_id, int) else None
