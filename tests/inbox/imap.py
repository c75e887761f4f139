"""A small real IMAP server on loopback (RFC 3501): one mailbox in memory, and manners that a test can spoil."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PASSWORD = "hemligt"


@dataclass
class Box:
    """What the server holds: raw mails and flags by UID."""

    validity: int = 1
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    port: int = 0
    logins: int = 0
    password: str = PASSWORD

    def put(self, content: bytes) -> int:
        """The mail has come; returns its UID."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid], self.flags[uid] = content, set()
        return uid


class Handler(socketserver.StreamRequestHandler):
    """One session."""

    box: Box

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            verb = rest.upper()
            if verb.startswith("LOGIN"):
                self.box.logins += 1
                wrong = self.box.password not in rest
                self.say(f"{tag} {'NO [AUTHENTICATIONFAILED] no' if wrong else 'OK'} LOGIN")
                continue
            self.answer(verb, rest)
            self.say(f"{tag} OK done")
            if verb.startswith("LOGOUT"):
                return

    def answer(self, verb: str, rest: str) -> None:
        """The untagged answers."""
        box = self.box
        if verb.startswith("CAPABILITY"):
            self.say("* CAPABILITY IMAP4rev1")
        elif verb.startswith(("SELECT", "EXAMINE")):
            self.say(f"* {len(box.mails)} EXISTS")
        elif verb.startswith("STATUS"):
            self.say(f'* STATUS "INBOX" (UIDVALIDITY {box.validity})')
        elif verb.startswith("UID SEARCH"):
            first = int(re.search(r"UID (\d+):", verb)[1])  # type: ignore[index]
            # n:* always holds the last mail, even if its UID is below n (RFC 3501 section 6.4.8)
            found = [uid for uid in box.mails if uid >= first] or list(box.mails)[-1:]
            self.say("* SEARCH " + " ".join(map(str, found)))
        elif verb.startswith("UID FETCH"):
            self.fetch(int(verb.split()[2]), verb)
        elif verb.startswith("LOGOUT"):
            self.say("* BYE")
        elif verb.startswith("UID STORE"):
            for uid in map(int, verb.split()[2].split(",")):
                box.flags[uid].add(re.search(r"\((.*)\)", rest)[1])  # type: ignore[index]

    def fetch(self, uid: int, items: str) -> None:
        if uid not in self.box.mails:
            return
        self.say(f"* {uid} FETCH (FLAGS (\\Recent) UID {uid + 1000})")  # somebody else's news in between
        content = self.box.mails[uid]
        if "RFC822.SIZE" in items:
            self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(content)})")
            return
        if "HEADER" in items:
            content = content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        name = "BODY[HEADER]" if "HEADER" in items else "BODY[]"
        head = f'* {uid} FETCH (UID {uid} INTERNALDATE "02-Sep-2026 10:00:05 +0200" {name} {{{len(content)}}}'
        self.wfile.write(head.encode() + b"\r\n" + content + b")\r\n")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def serving(box: Box) -> Iterator[Box]:
    """The server runs; `box.port` is its port."""

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), type("BoxHandler", (Handler,), {"box": box})) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield box
        server.shutdown()
        thread.join()
