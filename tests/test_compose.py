"""Dockerfile and docker-compose.yml: what they name exists."""

import json
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from dialogues_app.config import ROOT, Settings
from dialogues_app.parts import PARTS

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
INSTRUCTIONS = re.findall(
    r"^([A-Z]+) (.+?)$", (ROOT / "Dockerfile").read_text().replace("\\\n", " "), re.MULTILINE
)
LONGEST_SMTP = 120  # seconds one hand-over may take


def arguments(instruction: str) -> list[str]:
    """What follows each of these instructions in the Dockerfile."""
    return [argument for name, argument in INSTRUCTIONS if name == instruction]


def filled_in(value: str) -> str:
    """The value as compose reads it when nothing is given."""
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value)


def seconds(text: str) -> int:
    """A duration of compose."""
    return int(text.removesuffix("s"))


def test_every_part_has_a_service_with_its_command() -> None:
    commands = {name: service["command"] for name, service in OURS.items()}

    assert commands == {name: [name] for name in ("prepare", "web", "worker", "beat", "mail")}
    assert set(commands) - {"prepare"} <= set(PARTS)
    assert {"db", "broker"} <= set(SERVICES)
    assert json.loads(arguments("ENTRYPOINT")[0]) == ["./run"]
    known = re.findall(
        r"[a-z]+", " ".join(re.findall(r"^([a-z |]+)\)", (ROOT / "run").read_text(), re.MULTILINE))
    )
    assert {command for service in OURS.values() for command in service["command"]} <= set(known)
    assert json.loads(arguments("CMD")[0])[0] in known


def test_every_copied_source_exists() -> None:
    sources = [source for argument in arguments("COPY") for source in argument.split()[:-1]]

    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_of_ours_and_is_read_without_complaint(name: str) -> None:
    environment = OURS[name]["environment"]
    known = {setting for setting, *_ in Settings.table()}

    assert set(environment) - known == set()
    settings = Settings.read(
        {key: filled_in(value) for key, value in environment.items()} | {"SECRET_KEY": "x" * 32}
    )
    assert (settings.embedded, settings.runs_broker, settings.runs_catcher) == (True, False, False)
    assert f"{settings.smtp.host}:{settings.smtp.port}" == f"mail:{settings.smtp_port}"
    assert settings.mailbox_dir == settings.mailbox.path


def test_the_settings_of_the_image_are_ours() -> None:
    names = {name for line in arguments("ENV") for name in re.findall(r"([A-Z_]+)=", line)}

    assert names == {"STATE_DIR", "PORT", "LISTEN"}


def test_every_service_is_healthy_by_a_check_and_restarts() -> None:
    assert [name for name, one in SERVICES.items() if "healthcheck" not in one and name != "prepare"] == []
    assert [
        name for name, one in SERVICES.items() if one["restart"] not in ("unless-stopped", "on-failure")
    ] == []
    for service in SERVICES.values():
        waits_for = service.get("depends_on", {})
        assert set(waits_for) <= set(SERVICES)


def test_the_worker_may_finish_its_mail_before_it_is_killed() -> None:
    assert seconds(SERVICES["worker"]["stop_grace_period"]) > LONGEST_SMTP


def test_files_that_must_last_are_on_named_volumes() -> None:
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert mounted == set(COMPOSE["volumes"])
    assert {OURS[name]["volumes"][0].split(":")[1] for name in OURS} == set(arguments("VOLUME"))


def test_the_product_runs_as_nobody_special_and_is_reached_from_this_machine_only() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert arguments("USER") == ["industrisamtal"]
    assert INSTRUCTIONS.index(("USER", "industrisamtal")) > max(
        index for index, (name, _) in enumerate(INSTRUCTIONS) if name == "RUN"
    )
    assert published == ["127.0.0.1:8000:8000"]


def compose_client() -> list[str] | None:
    """The command of the compose client of this machine, if it has one."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            done = subprocess.run([*command, "version"], capture_output=True, check=False)
            if done.returncode == 0:
                return command
    return None


@pytest.mark.skipif(compose_client() is None, reason="this machine has no docker compose")
def test_compose_itself_finds_nothing_wrong() -> None:
    command = compose_client()
    assert command is not None

    done = subprocess.run(
        [*command, "config", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
