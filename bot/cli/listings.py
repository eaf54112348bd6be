"""`randevou slots` and `randevou bookings`: what the table holds, for the people who run a programme."""

import csv
from datetime import date, datetime, time
from pathlib import Path

import click

from bot.app import App
from bot.cli.door import (
    USAGE,
    Stop,
    database_option,
    day_of,
    json_option,
    opened,
    pack_option,
    print_json,
    print_rows,
)
from bot.core.booking import local
from bot.core.pack import Site
from bot.services.timetable import in_utc
from bot.storage import bookings as stored_bookings
from bot.storage import slots as stored
from bot.storage.database import transaction

COLUMNS = ("site", "date", "time", "capacity")
site_option = click.option("--site", default="", help="Only this site.")
day_option = click.option("--day", default="", help="Only this day, by the site's clock, such as 2026-11-25.")


@click.group()
def slots() -> None:
    """The slot table: list it, open and close slots, set seats, import them."""


@slots.command("list", epilog="Example: randevou slots list --site tijuana --day 2026-11-25")
@pack_option
@database_option
@site_option
@day_option
@json_option
def list_slots(pack: str | None, database: str | None, site: str, day: str, as_json: bool) -> None:
    """List slots with their seats."""
    with opened(pack, database) as app:
        rows = stored.listing(app.db, app.pack.id, site=_known(app, site), day=day and day_of(day).isoformat())
        shown = [_by_own_clock(app, row) for row in rows]
        if as_json:
            print_json(shown)
        else:
            print_rows(shown, "No slots here. Run: randevou tick")


@slots.command("open", epilog="Example: randevou slots open --site tijuana --day 2026-11-25")
@pack_option
@database_option
@site_option
@day_option
def open_slots(pack: str | None, database: str | None, site: str, day: str) -> None:
    """Open slots to new bookings."""
    _set_open(pack, database, site, day, True)


@slots.command("close", epilog="Example: randevou slots close --site nuevo-laredo")
@pack_option
@database_option
@site_option
@day_option
def close_slots(pack: str | None, database: str | None, site: str, day: str) -> None:
    """Close slots to new bookings; bookings that stand are not touched, and are counted."""
    _set_open(pack, database, site, day, False)


@slots.command(epilog="Example: randevou slots capacity tijuana 2026-11-25 08:00 40")
@click.argument("site")
@click.argument("day")
@click.argument("at")
@click.argument("seats", type=click.IntRange(min=0))
@pack_option
@database_option
def capacity(site: str, day: str, at: str, seats: int, pack: str | None, database: str | None) -> None:
    """Set the seats of one slot, by the site's clock; a slot that does not exist is made."""
    with opened(pack, database) as app, transaction(app.db):
        place = _site(app, site)
        starts_at = in_utc(place, day_of(day), _time_of(at))
        if not stored.set_capacity(app.db, app.pack.id, place, starts_at, seats):
            raise Stop("More seats than that are booked there already. Nothing was changed.", 1)
    click.echo(f"{site} {day} {at}: {seats} seats")


@slots.command("import", epilog="Example: randevou slots import seats.csv   (columns: site,date,time,capacity)")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pack_option
@database_option
def import_slots(file: Path, pack: str | None, database: str | None) -> None:
    """Import slots from a CSV file: all of its rows, or none."""
    with opened(pack, database) as app, transaction(app.db), file.open(newline="", encoding="utf-8-sig") as text:
        rows = csv.DictReader(text)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise Stop(f"{file}, line 1: the columns must be {','.join(COLUMNS)}.", USAGE)
        count = 0
        for row in rows:
            _import_row(app, row, f"{file}, line {rows.line_num}")
            count += 1
    click.echo(f"{count} slots imported")


def _import_row(app: App, row: dict[str, str], where: str) -> None:
    try:
        site = app.pack.site(row["site"])
        if site is None:
            raise ValueError(f"{row['site']!r} is no site of this pack")
        starts_at = in_utc(site, date.fromisoformat(row["date"]), time.fromisoformat(row["time"]))
        seats = int(row["capacity"])
        if seats < 0:
            raise ValueError("capacity is below 0")
    except (ValueError, TypeError) as error:
        raise Stop(f"{where}: {error}. Nothing was imported.", USAGE) from error
    if not stored.set_capacity(app.db, app.pack.id, site, starts_at, seats):
        raise Stop(f"{where}: more seats than {seats} are booked there already. Nothing was imported.", 1)


@click.group()
def bookings() -> None:
    """The bookings, without anything about people."""


@bookings.command("list", epilog="Example: randevou bookings list --json")
@pack_option
@database_option
@json_option
def list_bookings(pack: str | None, database: str | None, as_json: bool) -> None:
    """List bookings: site, time, seats and state; no code, no person."""
    with opened(pack, database) as app:
        rows = [_by_own_clock(app, row) for row in stored_bookings.listing(app.db, app.pack.id)]
        if as_json:
            print_json(rows)
        else:
            print_rows(rows, "No bookings.")


def _set_open(pack: str | None, database: str | None, site: str, day: str, open: bool) -> None:
    if not site and not day:
        raise click.UsageError("Name a --site, a --day, or both.")
    with opened(pack, database) as app, transaction(app.db):
        chosen_day = day and day_of(day).isoformat()
        count, booked = stored.set_open(app.db, app.pack.id, open, site=_known(app, site), day=chosen_day)
    click.echo(f"{count} slots {'opened' if open else 'closed'}; {booked} seats in them are booked and stay so")
    if not count:
        raise Stop("No slot matches.", 1)


def _site(app: App, id: str) -> Site:
    site = app.pack.site(id)
    if site is None:
        raise click.UsageError(
            f"{id!r} is no site of {app.pack.id}; there are {', '.join(s.id for s in app.pack.sites)}."
        )
    return site


def _known(app: App, site: str) -> str:
    return _site(app, site).id if site else ""


def _time_of(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no time. Write it like 08:00.") from None


def _by_own_clock(app: App, row: dict[str, object]) -> dict[str, object]:
    """A row with its time by the site's own clock, where the pack still has the site."""
    site = app.pack.site(str(row["site"]))
    if site is None:
        return row
    moment = local(datetime.fromisoformat(str(row["starts_at"])), site)
    shown = {**row, "starts_at": moment.isoformat(timespec="minutes")}
    return {name: bool(value) if name == "open" else value for name, value in shown.items() if name != "day"}
