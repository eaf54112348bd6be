"""`randevou slots`: the slot table, for the people who run a programme."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import click

from bot.app import App
from bot.cli.common import (
    FINDING,
    USAGE,
    Exit,
    at_option,
    by_site_clock,
    database_option,
    day_of,
    json_option,
    moment,
    open_app,
    pack_option,
    print_json,
    print_rows,
    write_audit,
)
from bot.core.booking.slot import ClosedFor
from bot.core.programme.pack import Site
from bot.services.booking import timetable
from bot.storage.database import transaction
from bot.storage.tables import audit_log
from bot.storage.tables import slots as stored

COLUMNS = ("site", "date", "time", "capacity")
REASONS = [reason for reason in get_args(ClosedFor) if reason]
MOST_SEATS = 99_999
FAR_AHEAD = timedelta(days=3 * 366)
"""The furthest day of a slot: no programme gives appointments later, so a later date is a typing error."""
site_option = click.option("--site", default="", help="Only this site.")
day_option = click.option("--day", help="Only this day, in the site's time zone: 2026-11-25, today or tomorrow.")


@click.group(epilog="Example: randevou slots list --site tijuana")
def slots() -> None:
    """The slot table: list it, open and close slots, set seats, import them, and go back to what the pack says."""


@slots.command("list", epilog="Example: randevou slots list --site tijuana --day tomorrow")
@pack_option
@database_option
@site_option
@day_option
@at_option
@json_option
def list_slots(
    pack: str | None, database: str | None, site: str, day: str | None, at: str | None, as_json: bool
) -> None:
    """List slots with their seats, and whether they are open."""
    with open_app(pack, database, at=at) as app, transaction(app.db):
        chosen = _chosen(app, site, day, at)
        shown = [by_site_clock(app, row) for row in stored.listing(app.db, app.pack.id, **chosen)]
        write_audit(app, "slots list", rows=len(shown), **chosen)
    if as_json:
        print_json(shown)
    else:
        print_rows(shown, "No slots here. Run: randevou tick")


@slots.command("open", epilog="Example: randevou slots open --site tijuana --day tomorrow")
@pack_option
@database_option
@site_option
@day_option
@at_option
def open_slots(pack: str | None, database: str | None, site: str, day: str | None, at: str | None) -> None:
    """Open slots to new bookings."""
    _need_site_or_day(site, day)
    with open_app(pack, database, at=at) as app:
        _set_open(app, True, _chosen(app, site, day, at))


@slots.command("close", epilog="Example: randevou slots close --site nuevo-laredo")
@pack_option
@database_option
@site_option
@day_option
@at_option
@click.option(
    "--reason",
    type=click.Choice(REASONS),
    help="Why: the appointments do not take place. Asks first. Without a reason, only new bookings are refused.",
)
@click.option("--note", default="", help="More, for the audit alone, no names: up to 64 letters, digits and spaces.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def close_slots(
    pack: str | None,
    database: str | None,
    site: str,
    day: str | None,
    at: str | None,
    reason: str | None,
    note: str,
    yes: bool,
) -> None:
    """Close slots to new bookings. Existing bookings stay; their seats are counted.

    With --reason the appointments there do not take place. People read the reason in their language.
    """
    _need_site_or_day(site, day)
    if note and not audit_log.NAME.fullmatch(note):
        raise click.BadParameter("write up to 64 letters, digits, spaces and hyphens.", param_hint="--note")
    with open_app(pack, database, at=at) as app:
        chosen = _chosen(app, site, day, at)
        now = moment(at, app.pack.zone)
        there = stored.booked(app.db, app.pack.id, now, site=chosen["site"], day=chosen["day"]) if reason else []
        if there and not yes:
            asked = f"{len(there)} people are booked there, and their appointments will not take place. Close?"
            click.confirm(asked, abort=True, err=True)
        _set_open(app, False, chosen, reason=reason or "", note=note)


@slots.command(epilog="Example: randevou slots capacity tijuana tomorrow 08:00 40")
@click.argument("site")
@click.argument("day")
@click.argument("time")
@click.argument("seats", type=click.IntRange(0, MOST_SEATS))
@pack_option
@database_option
@at_option
def capacity(
    site: str, day: str, time: str, seats: int, pack: str | None, database: str | None, at: str | None
) -> None:
    """Set the seats of one slot, until `slots reset`. A slot that does not exist yet is created.

    Existing bookings stay, also above the new number. DAY is a date, today or tomorrow; TIME is like 08:00; both are
    in the site's time zone.
    """
    with open_app(pack, database, at=at) as app, transaction(app.db):
        place, now = _site(app, site), moment(at, app.pack.zone)
        day = _chosen(app, site, day, at)["day"] if day in ("today", "tomorrow") else day
        try:
            starts_at = _starts_at(place, day, time, now)
        except ValueError as error:
            raise click.UsageError(f"{error}.") from None
        taken = stored.set_capacity(app.db, app.pack.id, place, starts_at, seats)
        write_audit(app, "slots capacity", f"site:{site}", day=day, time=time, seats=seats)
    stay = f"; {taken} are booked, and stay booked" if taken > seats else ""
    click.echo(f"{site} {day} {time}: {seats} seats{stay}")


@slots.command("import", epilog="Example: randevou slots import seats.csv   (columns: site,date,time,capacity)")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pack_option
@database_option
@at_option
def import_slots(file: Path, pack: str | None, database: str | None, at: str | None) -> None:
    """Import slots from a CSV file: all of its rows, or none. They stay as they are until `slots reset`."""
    with (
        open_app(pack, database, at=at) as app,
        transaction(app.db),
        file.open(newline="", encoding="utf-8-sig") as text,
    ):
        rows = csv.DictReader(text, restkey="more")
        try:
            if tuple(rows.fieldnames or ()) != COLUMNS:
                raise Exit(f"{file}, line 1: the columns must be {','.join(COLUMNS)}.", USAGE)
            now = moment(at, app.pack.zone)
            count = sum(_import_row(app, row, f"{file}, line {rows.line_num}", now) for row in rows)
        except (csv.Error, UnicodeDecodeError) as error:
            raise Exit(
                f"{file}, line {rows.line_num}: this is not a CSV file in UTF-8. Nothing was imported.", USAGE
            ) from error
        if not count:
            raise Exit(f"{file} has no rows.", FINDING)
        write_audit(app, "slots import", slots=count)
    click.echo(f"{count} slots imported")


@slots.command(epilog="Example: randevou slots reset --site tijuana --day tomorrow")
@pack_option
@database_option
@site_option
@day_option
@at_option
def reset(pack: str | None, database: str | None, site: str, day: str | None, at: str | None) -> None:
    """Undo what was set by hand (`slots close`, `capacity`, `import`): the pack says again what is on offer."""
    _need_site_or_day(site, day)
    with open_app(pack, database, at=at) as app, transaction(app.db):
        chosen = _chosen(app, site, day, at)
        count = stored.reset(app.db, app.pack.id, **chosen)
        timetable.follow(app, moment(at, app.pack.zone))
        write_audit(app, "slots reset", slots=count, **chosen)
    click.echo(f"{count} slots follow the pack again")


def _import_row(app: App, row: dict[str, Any], where: str, now: datetime) -> int:
    """Import one row, and return 1, the number of slots that it set. `where` is the file and line for errors.

    A cell is text; csv gives None for a missing cell, and a list for those that are too many.
    """
    try:
        site = app.pack.site(row["site"])
        if site is None:
            raise ValueError(f"{row['site']!r} is not a site of this pack")
        if "more" in row or None in row.values():
            raise ValueError(f"a row needs {len(COLUMNS)} cells")
        starts_at = _starts_at(site, row["date"], row["time"], now)
        if not re.fullmatch(r"\d{1,5}", row["capacity"], re.ASCII):
            raise ValueError(f"{row['capacity']!r} is not a number of seats")
    except ValueError as error:
        raise Exit(f"{where}: {error}. Nothing was imported.", USAGE) from None
    stored.set_capacity(app.db, app.pack.id, site, starts_at, int(row["capacity"]))
    return 1


def _starts_at(site: Site, day: str, at: str, now: datetime) -> datetime:
    """Return the time (UTC) of a day and a time in the time zone of a site.

    ValueError if the clocks there skip or repeat this time, if it is over, or if it is too far ahead.
    """
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII):
        raise ValueError(f"{day!r} is not a date; write it like 2026-11-25")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at, re.ASCII):
        raise ValueError(f"{at!r} is not a time; write it like 08:00")
    try:
        shown = datetime.combine(date.fromisoformat(day), time_of_day.fromisoformat(at), ZoneInfo(site.zone))
    except ValueError:
        raise ValueError(f"{day!r} is not a day of the calendar") from None
    if shown.utcoffset() != shown.replace(fold=1).utcoffset():
        raise ValueError(f"the clocks of {site.zone} skip or repeat {at} on {day}")
    if not now < shown.astimezone(UTC) < now + FAR_AHEAD:
        raise ValueError(f"{day} {at} is over, or too far ahead")
    return shown.astimezone(UTC)


def _set_open(app: App, open: bool, chosen: dict[str, str], *, reason: str = "", note: str = "") -> None:
    with transaction(app.db):
        count, booked = stored.set_open(app.db, app.pack.id, open, **chosen, reason=reason)
        verb = f"slots {'open' if open else 'close'}"
        write_audit(app, verb, slots=count, **chosen, reason=reason, note=note)
    if not count:
        raise Exit("No slot matches. Is the table filled? Run: randevou tick", FINDING)
    whole_site = chosen["site"] and not chosen["day"] and not open
    stays = " New days of this site are closed, too, until you open it." if whole_site else ""
    click.echo(
        f"{count} slots {'opened' if open else 'closed'}; {booked} seats in them are booked, and stay booked.{stays}"
    )


def _need_site_or_day(site: str, day: str | None) -> None:
    if not site and not day:
        raise click.UsageError("Name a --site, a --day, or both.")


def _site(app: App, id: str) -> Site:
    site = app.pack.site(id)
    if site is None:
        raise click.UsageError(
            f"{id!r} is not a site of {app.pack.id}; choose one of {', '.join(s.id for s in app.pack.sites)}."
        )
    return site


def _chosen(app: App, site: str, day: str | None, at: str | None) -> dict[str, str]:
    """Return the filters for the slots of a call: `site` and `day`. An empty filter means all.

    `today` and `tomorrow` are days in the time zone of the site, or of the pack if no site is named.
    """
    place = _site(app, site) if site else None
    today = moment(at, app.pack.zone).astimezone(ZoneInfo(place.zone if place else app.pack.zone)).date()
    return {"site": place.id if place else "", "day": day_of(day, today).isoformat() if day else ""}
