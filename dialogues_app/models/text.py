"""Swedish words: stems to search by, keys to sort by, slugs for addresses."""

from __future__ import annotations

import re
import unicodedata

from snowballstemmer import stemmer

_STEMMER = stemmer("swedish")
_WORD = re.compile(r"[0-9a-zåäöéüæø]+", re.IGNORECASE)
_ORDER = str.maketrans(
    {"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "é": "e", "è": "e", "ü": "y", "á": "a"}
)
_ASCII = str.maketrans(
    {"å": "a", "ä": "a", "ö": "o", "æ": "a", "ø": "o", "é": "e", "è": "e", "ü": "u", "á": "a"}
)


def stems(text: str) -> str:
    """The distinct stems of the words in a text, each after a space, so that `LIKE '% stem%'` finds prefixes."""
    found = dict.fromkeys(_STEMMER.stemWords(words(text)))
    return "".join(f" {stem}" for stem in found)


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation."""
    return [match.group().lower() for match in _WORD.finditer(unicodedata.normalize("NFC", text))]


def sort_key(text: str) -> str:
    """A key that sorts as Swedish does in a plain byte order: å, ä, ö after z, é as e, digits first."""
    return " ".join(words(text)).translate(_ORDER)


def slug(text: str) -> str:
    """Lower-case ASCII for an address: å and ä become a, ö becomes o, all else a hyphen."""
    plain = unicodedata.normalize("NFC", text).lower().translate(_ASCII)
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:90].rstrip("-") or "utan-namn"
