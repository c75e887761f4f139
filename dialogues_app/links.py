"""Answer links: signed over a random public id and a generation, so every mail writes the same one again."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "answer-link"
DATES = "date-link"  # a token of one purpose opens nothing of the other


class Links:
    """Writes and reads the tokens of answer pages; the newest key signs, all of them are believed."""

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
