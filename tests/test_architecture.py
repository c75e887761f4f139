"""The layers of docs/architecture.md: imports go one way, files and functions stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogues_app.config import ROOT

# A room may import the rooms of earlier lines, and its own. A new room has to be put somewhere.
LAYERS: list[set[str]] = [
    {"errors", "clock", "addresses", "lifeline", "links", "mail_address", "serving", "swedish"},
    {"models"},
    {"itip"},
    {"domain"},
    {"broker"},
    {"config"},
    {"database", "mailbox"},
    {"mail"},
    {"due_rows"},
    {"outbox", "reminding", "answer_reminding", "digesting"},
    {"inbox", "facts", "pdf"},
    {"bell", "extensions"},
    {"web", "commands", "ringing"},
    {"factory"},
    {"parts", "catcher", "prepare"},
    {"supervisor"},
]
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
PURE = {"models", "itip", "domain"}
PURE_MAY_USE = {"errors", "clock", "mail_address", "swedish"} | PURE
NOT_FOR_PURE = {"flask", "celery", "kombu", "smtplib", "imaplib", "aiosmtpd", "wtforms", "werkzeug", "jinja2"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 30  # lines; of a file those that are not blank

PACKAGE = ROOT / "dialogues_app"
FILES = [*sorted(PACKAGE.rglob("*.py")), *sorted((ROOT / "worker").rglob("*.py"))]


def name(path: Path) -> str:
    """The path as a person says it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """The dotted name of everything the file imports; `from a import b` is a.b."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    """The first name under dialogues_app: a module or a folder; "" for the package itself."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0].removesuffix("__init__")


@pytest.mark.parametrize("path", [path for path in FILES if path.is_relative_to(PACKAGE)], ids=name)
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    assert room == "" or room in LEVEL, f"{room} has no place in LAYERS"
    ours = {
        parts[1] for parts in (found.split(".") for found in imports(path)) if parts[0] == "dialogues_app"
    }

    # The package itself holds only create_app, which leads to the factory.
    allowed = (
        {"config", "factory"}
        if room == ""
        else {other for other in LEVEL if LEVEL[other] < LEVEL[room]} | {room}
    )
    if room in PURE:
        allowed &= PURE_MAY_USE

    assert ours - allowed == set()


@pytest.mark.parametrize("path", [path for path in FILES if path.is_relative_to(PACKAGE)], ids=name)
def test_the_product_imports_neither_worker_nor_tests(path: Path) -> None:
    roots = {found.split(".")[0] for found in imports(path)}

    assert roots & {"worker", "tests", "benchmarks"} == set()


PURE_FILES = [path for path in FILES if path.is_relative_to(PACKAGE) and room_of(path) in PURE]


@pytest.mark.parametrize("path", PURE_FILES, ids=name)
def test_models_messages_and_verbs_know_no_framework_and_no_session(path: Path) -> None:
    found = set(imports(path))

    assert {one for one in found if one.split(".")[0].split("_")[0] in NOT_FOR_PURE} == set()
    assert {
        one for one in found if one.split(".")[-1] in {"Session", "sessionmaker", "scoped_session"}
    } == set()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_and_its_functions_fit_on_a_screen(path: Path) -> None:
    text = path.read_text()
    functions = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert sum(bool(line.strip()) for line in text.splitlines()) <= LONGEST_FILE
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION] == []
