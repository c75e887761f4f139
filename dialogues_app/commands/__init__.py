"""The command line: thin, calls the same verbs as the pages."""

from flask import Flask


def register(app: Flask) -> None:
    """Every command of `./run flask` is known; new groups are added here by app.cli.add_command."""
