"""The real history: its files, how they are read, and how they are loaded."""

import hashlib
from pathlib import Path

DIRECTORY = Path(__file__).parent / "smart-industri"
FORMAT = "1"  # raised when the loader would make other records of the same files


def checksum(directory: Path = DIRECTORY) -> str:
    """One checksum over all files of a set of facts, and over how this loader reads them."""
    digest = hashlib.sha256(FORMAT.encode())
    for path in sorted(directory.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
