"""What every verb shares: options, the one clock of the command line, listings, and exit codes."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import click

from bot.app import App
from bot.core.booking.slot import local
from bot.core.errors import FileError
from bot.core.understanding.iso_time import EXAMPLE, read_moment
from bot.settings import SettingsError, read_actor, read_settings
from bot.storage.database import DatabaseError, StoreError
from bot.storage.keys.master_key import SealError
from bot.storage.tables import audit_log

FINDING, USAGE, FAULT, TRY_AGAIN, SETTINGS = 1, 2, 70, 75, 78
EXPECTED = (FileError, SettingsError, DatabaseError, SealError, StoreError)
"""Trouble that has its own line and exit code."""


class Exit(click.ClickException):
    """End with one clear line and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click declares one code for the whole class


class CommandGroup(click.Group):
    """A group of verbs that turns every expected trouble into one line and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except (FileError, SettingsError, DatabaseError, SealError) as error:
            raise Exit(str(error), SETTINGS) from error
        except StoreError as error:
            if "readonly" in str(error):
                raise Exit(f"The database cannot be written ({error}). Check who owns the file.", SETTINGS) from error
            raise Exit(
                f"The database could not do this now ({error}). Nothing was changed: try again.", TRY_AGAIN
            ) from error


pack_option = click.option(
    "--pack", help="The pack: a name in policy/, or a folder. Default: RANDEVOU_PACK, or border-appointments."
)
database_option = click.option(
    "--db", "database", help="The database file. Default: RANDEVOU_DB, or randevou.db in the current folder."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
at_option = click.option(
    "--at", help="The time that stands for now: ISO with its offset; a bare date is noon in the pack's time zone."
)
on_option = click.option(
    "--on", "--at", "on", help="The day that stands for today, such as 2024-08-22. Default: today."
)


@contextmanager
def opened(pack: str | None, database: str | None, *, there: bool = False) -> Iterator[App]:
    """The program with its database, closed at the end; SettingsError if it must be `there` and is not."""
    settings = read_settings(pack=pack, database=database)
    if there and not settings.database.exists():
        raise SettingsError(f"There is no database {settings.database}. Name it with --db, or set RANDEVOU_DB.")
    app = App.open(settings)
    try:
        yield app
    finally:
        app.close()


def actor() -> audit_log.Actor:
    """Who runs this command, now."""
    return audit_log.Actor(read_actor(), machine_time())


def note(app: App, action: str, what: str = "", **detail: int | str) -> None:
    """Write into the audit what this verb does, or what it is about to show; within a transaction."""
    audit_log.write(app.db, app.seal, actor(), action, what or f"pack:{app.pack.id}", **detail)


def machine_time() -> datetime:
    """Return the time of this machine (UTC). Every verb that needs the time gets it from here."""
    return datetime.now(UTC)


def moment(text: str | None, zone: str, flag: str = "--at") -> datetime:
    """Return the time that stands for now: the given one, or that of this machine."""
    if text is None:
        return machine_time()
    given = read_moment(text, zone)
    if given is None:
        raise click.UsageError(f"{flag} {text!r} is no time with an offset. Write it like {EXAMPLE}.")
    return given


def today() -> date:
    """Return today's date in the time zone of this machine."""
    return machine_time().astimezone().date()


def day_of(text: str | None, seen_from: date | None = None) -> date:
    """Return the day of a date or a time in ISO, of `today` or `tomorrow`; today where none is given.

    `seen_from` is today, by the clock that counts; without it that of this machine. A text that is none of these is a
    usage error.
    """
    now = seen_from or today()
    words = {None: now, "today": now, "tomorrow": now + timedelta(1)}
    if text in words:
        return words[text]
    try:
        return datetime.fromisoformat(text or "").date()
    except ValueError:
        raise click.UsageError(f"{text!r} is no date. Write it like 2026-11-25, or today, or tomorrow.") from None


def print_json(data: Any) -> None:
    """JSON for programs, with dates as text."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: Sequence[dict[str, Any]], empty: str) -> None:
    """Rows in columns; one sentence where there are none."""
    if not rows:
        click.echo(empty)
        return
    table = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def by_site_clock(app: App, row: dict[str, object]) -> dict[str, object]:
    """A row with its time by the site's own clock, where the pack still has the site."""
    site = app.pack.site(str(row["site"]))
    shown = dict(row)
    if site:
        moment = local(datetime.fromisoformat(str(row["starts_at"])), site)
        shown["starts_at"] = moment.isoformat(timespec="minutes")
    return {name: bool(value) if name == "open" else value for name, value in shown.items() if name != "day"}
