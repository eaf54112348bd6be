"""`randevou about`: versions, licence and credits."""

import platform
from importlib.metadata import version

import click

from bot import __version__
from bot.cli.common import json_option, print_json
from bot.settings import root
from bot.storage import sqlite

PACKAGES = (
    "aiohttp", "babel", "click", "cryptography", "icalendar", "python-telegram-bot", "rapidfuzz", "rich", "segno",
    "sqlite-utils", "starlette", "tzdata", "uvicorn",
)  # fmt: skip


@click.command(epilog="Example: randevou about")
@json_option
def about(as_json: bool) -> None:
    """Print versions, the licence and the sources of the data."""
    versions = {
        "randevou": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite.written(),
        **{package: version(package) for package in PACKAGES},
    }
    credits = (root() / "NOTICE").read_text(encoding="utf-8")
    if as_json:
        print_json({"versions": versions, "notice": credits})
        return
    for name, number in versions.items():
        click.echo(f"{name} {number}")
    if sqlite.why_alone():
        click.echo(f"\n{sqlite.why_alone()}")
    click.echo(f"\n{credits}")
