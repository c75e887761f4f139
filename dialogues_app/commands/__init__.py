"""The command line: thin, calls the same verbs as the pages."""

from flask import Flask

from dialogues_app.commands import accounts, dialogues, mail, sending
from dialogues_app.commands.facts import facts


def register(app: Flask) -> None:
    """Every command of `./run flask` is known; new groups are added here by app.cli.add_command."""
    sending.register(mail.group)
    for group in (accounts.group, dialogues.group, mail.group, facts):
        app.cli.add_command(group)
