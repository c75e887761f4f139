"""A mail server on loopback that takes everything and keeps count, so cheap that it is not what is measured.

Prints its port; at the end of its input prints how many mails it took and how many different Message-IDs.
"""

from __future__ import annotations

import asyncio
import re
import sys

MESSAGE_ID = re.compile(rb"^Message-ID: *(\S+)", re.IGNORECASE | re.MULTILINE)


class Session(asyncio.Protocol):
    """One SMTP session (RFC 5321), with only the answers that our worker waits for."""

    def __init__(self, taken: list[bytes]) -> None:
        self.taken, self.content, self.in_data = taken, bytearray(), False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The greeting."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """One command, or a part of a mail: our client never sends ahead."""
        if self.in_data:
            self.content += data
            if self.content.endswith(b"\r\n.\r\n"):
                self._take()
            return
        verb = data[:4].upper()
        if verb == b"DATA":
            self.in_data = True
        self.transport.write({b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(verb, b"250 OK\r\n"))
        if verb == b"QUIT":
            self.transport.close()

    def _take(self) -> None:
        found = MESSAGE_ID.search(self.content)
        self.taken.append(found.group(1) if found else b"")
        self.content.clear()
        self.in_data = False
        self.transport.write(b"250 taken\r\n")


async def main() -> None:
    """Takes mails until standard input ends."""
    taken: list[bytes] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(taken), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(len(taken), len(set(taken)), flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
