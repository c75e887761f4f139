"""What must hold for the files of the repository themselves."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dialogues_app.config import ROOT

# Put together from pieces, so that this file is no exception to what it asserts.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "conda" + ".io",
    "anaconda" + ".org",
]
REGISTRIES += [
    "--index" + "-url",
    "--extra-index" + "-url",
    "--find" + "-links",
    "cdn.js" + "delivr.net",
    "un" + "pkg.com",
]
LOCKS_WITH_ADDRESSES = {
    "uv" + ".lock",
    "pylock" + ".toml",
    "poetry" + ".lock",
    "Pipfile" + ".lock",
    "pdm" + ".lock",
}
NOT_OURS = {
    ".git",
    ".venv",
    "var",
    "local",
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
}


def files() -> Iterator[Path]:
    """Every file of the repository, found without git, which a machine may not have."""
    waiting = [ROOT]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.name in NOT_OURS:
                continue
            if path.is_dir():
                waiting.append(path)
            else:
                yield path


def test_no_registry_address_is_in_any_file() -> None:
    pattern = re.compile("|".join(map(re.escape, REGISTRIES)).encode(), re.IGNORECASE)
    with_address = [
        path for path in files() if path.suffix not in {".whl", ".pyc"} and pattern.search(path.read_bytes())
    ]

    assert with_address == []
    assert [path for path in files() if path.name in LOCKS_WITH_ADDRESSES] == []


def test_vendored_files_are_what_the_manifest_says() -> None:
    folder = ROOT / "requirements"
    manifest = json.loads((folder / "vendored.json").read_text())

    assert {path.name for path in folder.glob("*.whl")} == set(manifest)
    for name, entry in manifest.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == entry["sha256"]
        assert entry["licence"]
        assert (folder / entry["licence_file"]).stat().st_size > 500
    assert f"WHEEL=requirements/{next(iter(manifest))}" in (ROOT / "run").read_text()


def pins(name: str) -> dict[str, str]:
    """Package and version of each line of a lock."""
    text = (ROOT / "requirements" / name).read_text()
    return dict(re.findall(r"^([A-Za-z0-9_.-]+(?:==[^ ;\\]+)(?: ; [^\\]+?)?) \\$()", text, re.MULTILINE))


def test_the_lock_of_the_tests_holds_that_of_the_product() -> None:
    assert pins("app.txt")
    assert pins("app.txt").keys() <= pins("test.txt").keys()


def test_every_locked_package_has_a_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        if lock.name in {"app.txt", "test.txt"}:
            entries = re.split(r"\n(?=[A-Za-z])", lock.read_text().strip())
            assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def sh(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """./run with nothing in its environment but PATH."""
    return subprocess.run(
        [str(ROOT / "run"), *arguments],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **environment},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def test_run_is_posix_sh() -> None:
    for shell in ("sh", "dash", "bash"):
        done = subprocess.run([shell, "-n", str(ROOT / "run")], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"\[\[|\bfunction \w|\blocal \b|<<<|\$'", (ROOT / "run").read_text()) == []


def test_help_names_every_command_and_setting_and_needs_no_python() -> None:
    text = (ROOT / "run").read_text()
    commands = re.findall(
        r"^([a-z][a-z |]*)\)$|^([a-z]+)\) ", text.split("case $command in")[1], re.MULTILINE
    )
    names = {name for pair in commands for name in re.split(r" \| ", pair[0] or pair[1])} - {"all"}

    done = sh("help")

    assert done.returncode == 0
    assert {"test", "check", "bench", "flask", "web", "worker", "beat", "mail"} <= names
    assert [name for name in names if name not in done.stdout] == []
    assert "BASE_URL: The site's own address" in done.stdout


def test_an_unknown_command_is_answered_with_the_help() -> None:
    done = sh("tset")

    assert done.returncode == 2
    assert done.stderr.startswith('There is no "./run tset"')
    assert "./run test" in done.stderr


def test_an_old_python_gets_one_sentence(tmp_path: Path) -> None:
    """A copy of the repository's shell parts, on a machine whose only Python is old and who is not root."""
    copy_shell(tmp_path)
    tools(tmp_path, python3='[ "$1" = --version ] && echo "Python 3.10.12" && exit 0; exit 1', id="echo 1000")

    done = run_copy(tmp_path)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "Python 3.11 or newer is needed and this machine has Python 3.10.12; "
        "on Debian 12 or Ubuntu 24.04 type: apt-get install python3\n"
    )


def test_a_python_without_venv_gets_one_sentence(tmp_path: Path) -> None:
    copy_shell(tmp_path)
    refuse = 'case "$*" in *"import venv"*) exit 1;; *) exec ' + sys.executable + ' "$@";; esac'
    tools(tmp_path, python3=refuse, id="echo 1000")

    done = run_copy(tmp_path)

    assert done.returncode == 1
    assert done.stderr == "This Python has no venv module; type: apt-get install python3-venv\n"


def copy_shell(folder: Path) -> None:
    """The script and the locks, without an environment."""
    (folder / "requirements").mkdir()
    (folder / "run").write_text((ROOT / "run").read_text())
    for name in ("app.txt", "test.txt"):
        (folder / "requirements" / name).write_text((ROOT / "requirements" / name).read_text())


def tools(folder: Path, **scripts: str) -> None:
    """The only programs of this machine, and the few of the system that the script calls."""
    programs = folder / "bin"
    programs.mkdir()
    for name in ("cat", "cksum", "dirname", "mkdir", "rm", "sed"):
        (programs / name).symlink_to(next(p for d in ("/usr/bin", "/bin") if (p := Path(d) / name).exists()))
    for name, script in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)


def run_copy(folder: Path) -> subprocess.CompletedProcess[str]:
    """`./run install` in the copy."""
    return subprocess.run(
        ["/bin/sh", str(folder / "run"), "install"],
        env={"PATH": str(folder / "bin"), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
