"""What all verbs share: options, the one clock of the command line, listings and exit codes."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import click

from bot.app import App, left_out
from bot.cli.lazy_group import LazyGroup
from bot.core.booking.slot import local
from bot.core.errors import FileError
from bot.core.programme.site import Site
from bot.core.understanding.iso_time import EXAMPLE, read_moment
from bot.services import clock
from bot.services.booking import draw
from bot.settings import Settings, SettingsError, read_actor, read_settings
from bot.storage.database import InUseError, StoreError
from bot.storage.keys.master_key import SealError
from bot.storage.lost_commits import missing_commits
from bot.storage.own_files import FULL, DatabaseError, is_new
from bot.storage.tables import audit_log
from bot.storage.tables.bookings import BookingRow
from bot.storage.tables.draws import DrawRow
from bot.storage.tables.slots import SlotRow, utc

FINDING, USAGE, FAULT, TRY_AGAIN, SETTINGS = 1, 2, 70, 75, 78
EXPECTED_ERRORS = (FileError, SettingsError, DatabaseError, SealError, StoreError)
"""Errors that are shown as one line with an exit code, without a traceback."""


HELD_FIX = "Messages are held until an operator decides: randevou keys check, then randevou keys accept"


class Exit(click.ClickException):
    """An error that ends the command with one clear line and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click declares one code for the whole class


class CommandGroup(LazyGroup):
    """A group of verbs that turns each expected error into one line and its exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except (FileError, SettingsError, DatabaseError, SealError) as error:
            raise Exit(str(error), SETTINGS) from error
        except InUseError as error:
            raise Exit(str(error), TRY_AGAIN) from error
        except OSError as error:
            if error.errno not in FULL:
                raise
            raise Exit(f"The disk is full ({error}). Free some space, and then try again.", TRY_AGAIN) from error
        except StoreError as error:
            if "readonly" in str(error):
                raise Exit(f"The database cannot be written ({error}). Check who owns the file.", SETTINGS) from error
            first = "Free some space, and then" if "full" in str(error) else "Nothing was changed:"
            raise Exit(f"The database could not do this now ({error}). {first} try again.", TRY_AGAIN) from error


pack_option = click.option(
    "--pack", help="The pack: a name in policy/, or a folder. Default: RANDEVOU_PACK, or border-appointments."
)
database_option = click.option(
    "--db", "database", help="The database file. Default: RANDEVOU_DB, or randevou.db in the current folder."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
at_option = click.option(
    "--at", help="Use this time as now: ISO with its offset; a date alone means noon in the pack's time zone."
)
on_option = click.option("--on", "--at", "on", help="Use this day as today, such as 2024-08-22.")


@contextmanager
def open_app(
    pack: str | None,
    database: str | None,
    *,
    may_create: bool = False,
    give_up: bool = False,
    at: str | None = None,
    plays: bool = False,
) -> Iterator[App]:
    """Open the program with its database, and close it at the end.

    Only with `may_create` is a new database made; without it, a database that is not there is a SettingsError. A new
    file that is made with `at` is a rehearsal file. With `at`, a file in which somebody has spoken by the true clock is
    not used: a verb that `plays` uses the rehearsal file beside it, and any other verb is a usage error. `give_up`
    accepts keys that are older than the database.
    """
    settings = read_settings(pack=pack, database=database)
    new = is_new(settings.database)
    app = _opened(settings, may_create, at, give_up)
    if new and not plays:
        click.echo(f"{settings.database} is new: it was made now. Start the server with the same file.", err=True)
    if at is not None and not clock.may_rehearse(app):
        app.close()
        if not plays:
            raise click.UsageError(
                f"Somebody has spoken in {settings.database} by the true clock. Leave out --at, or name a file that "
                "was begun with --at."
            )
        app = _beside(settings, at)
    try:
        if missing_commits(app.db) is not None:
            click.echo(f"{settings.database} is older than its keys. {HELD_FIX}", err=True)
        yield app
    finally:
        app.close()


def _opened(settings: Settings, may_create: bool, at: str | None, give_up: bool = False) -> App:
    new = is_new(settings.database)
    if new and not may_create:
        raise SettingsError(f"There is no database {settings.database}. Name it with --db, or set RANDEVOU_DB.")
    app = App.open(settings, give_up=give_up)
    if new and at is not None:
        clock.begin_rehearsal(app)
    return app


def _beside(settings: Settings, at: str) -> App:
    """Open the rehearsal file beside a database, and say so."""
    live = settings.database
    settings = replace(settings, database=live.with_name(f"{live.stem}-rehearsal{live.suffix}"))
    app = _opened(settings, True, at)
    if not clock.is_rehearsal(app):
        app.close()
        raise SettingsError(f"{settings.database} is no rehearsal file. Rename it, or name another with --db.")
    click.echo(
        f"--at plays in {settings.database}. Somebody has spoken in {live} by the true clock: it stays.", err=True
    )
    return app


def warn_of_words(settings: Settings) -> None:
    """Say on standard error which files of words are left out, and why."""
    for fault in left_out(settings):
        click.echo(f"Warning: {fault} Until it is fixed, these words are not used.", err=True)


def warn_of_value(app: App, now: datetime) -> None:
    """Warn of a draw that is due and cannot be made, since its public value is missing."""
    if late := draw.without_value(app, now):
        click.echo(f"Warning: {missing_value(late)}", err=True)


def missing_value(late: DrawRow) -> str:
    """Say which value a draw lacks, and how to type it in."""
    return (
        f"The draw of {late.day} waits for its value ({late.seed_name}), and nobody gets an offer: "
        f"randevou draw reveal --day {late.day}"
    )


def warn_of_doubt(doubt: clock.Doubt | None) -> None:
    """Say on standard error why the clock is in doubt, if it is."""
    if doubt:
        click.echo(str(doubt), err=True)


def actor() -> audit_log.Actor:
    """Return who runs this command, with the time of this machine, for the audit."""
    return audit_log.Actor(read_actor(), machine_time())


def write_audit(app: App, action: str, what: str = "", **detail: int | str) -> None:
    """Write to the audit what this verb does or is about to show. The caller holds the transaction."""
    audit_log.write(app.db, app.seal, actor(), action, what or f"pack:{app.pack.id}", **detail)


def machine_time() -> datetime:
    """Return the time of this machine (UTC). Every verb that needs the time gets it from here."""
    return datetime.now(UTC)


def machine_seconds() -> float:
    """Return the seconds since the machine was started, those in which it slept too; nobody can set this clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def moment(text: str | None, zone: str, flag: str = "--at") -> datetime:
    """Return the time to use as now: the given one, or the time of this machine.

    A text that is not a time is a usage error, which names `flag`.
    """
    if text is None:
        return machine_time()
    given = read_moment(text, zone)
    if given is None:
        raise click.UsageError(f"{flag} {text!r} is not a time with an offset. Write it like {EXAMPLE}.")
    return given


def ask_secret(prompt: str, *, twice: bool = False) -> str:
    """Return a secret that is typed without echo, or the next line if a script writes to the standard input."""
    if sys.stdin.isatty():
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True))
    line = sys.stdin.readline()
    if not line:
        raise click.UsageError(f"{prompt}: nothing came. A script writes each secret on a line of its own.")
    return line.rstrip("\r\n")


def confirm(question: str, *, yes: bool) -> None:
    """Ask, unless `yes` was given, and end the command without a yes; where nobody can answer, it is a usage error."""
    if yes:
        return
    try:
        agreed = click.confirm(question, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise click.UsageError("Nobody is there to answer. Add --yes if you mean it.") from None
    if not agreed:
        raise click.Abort


def today() -> date:
    """Return today's date in the time zone of this machine."""
    return machine_time().astimezone().date()


def day_of(text: str | None, as_of: date | None = None) -> date:
    """Return the day of an ISO date or time, of `today` or of `tomorrow`; today if no text is given.

    `as_of` is the day to use as today; by default it is the day of this machine. Any other text is a usage error.
    """
    now = as_of or today()
    words = {None: now, "today": now, "tomorrow": now + timedelta(1)}
    if text in words:
        return words[text]
    try:
        return datetime.fromisoformat(text or "").date()
    except ValueError:
        raise click.UsageError(f"{text!r} is not a date. Write it like 2026-11-25, or today, or tomorrow.") from None


def day_at(sites: Iterable[Site], text: str, now: datetime) -> date:
    """Return a day as `day_of`, counted by the calendars of some sites; a usage error if they do not agree."""
    days = {site.id: day_of(text, local(now, site).date()) for site in sites}
    if len(set(days.values())) > 1:
        there = ", ".join(f"{day} at {site}" for site, day in days.items())
        raise click.UsageError(f"{text!r} is not the same day at all sites now: {there}. Write the date, or a --site.")
    return next(iter(days.values()))


def print_json(data: object) -> None:
    """Print data as JSON for other programs, with dates as text."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def counted(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "group"), counted(0, "group"), counted(2, "person", "people")
    ('1 group', '0 groups', '2 people')
    """
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def cell(value: object) -> str:
    """Return a value as it is printed; what is not there is a dash, so that no cell is empty."""
    return "-" if value in ("", None) else str(value)


def print_rows(rows: Sequence[Mapping[str, object]], empty: str) -> None:
    """Print rows in columns, or the sentence `empty` if there are no rows."""
    if not rows:
        click.echo(empty)
        return
    table = [list(rows[0]), *([cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def by_site_clock(app: App, row: BookingRow | SlotRow) -> dict[str, object]:
    """Return a row with its time in the time zone of its site, if the pack still has the site; without `day`."""
    site = app.pack.site(row.site)
    starts_at = local(row.starts_at, site).isoformat(timespec="minutes") if site else utc(row.starts_at)
    return {name: value for name, value in {**row._asdict(), "starts_at": starts_at}.items() if name != "day"}
