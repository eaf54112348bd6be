"""`randevou slots`: the slot table, for the people who run a programme."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import NamedTuple, get_args
from zoneinfo import ZoneInfo

import click

from bot.app import App
from bot.cli.common import (
    FINDING,
    USAGE,
    Exit,
    at_option,
    by_site_clock,
    confirm,
    counted,
    database_option,
    day_at,
    json_option,
    moment,
    open_app,
    pack_option,
    print_json,
    print_rows,
    write_audit,
)
from bot.core.booking.slot import ClosedFor, local
from bot.core.programme.site import Site
from bot.services.booking import timetable
from bot.services.booking.affected import judged
from bot.services.booking.tell import tell, to_tell
from bot.storage.database import transaction
from bot.storage.files.packs.cells import time_of
from bot.storage.files.packs.columns import MOST_SEATS, SEATS
from bot.storage.files.packs.reader import Draft
from bot.storage.files.packs.row import line_row
from bot.storage.tables import audit_log
from bot.storage.tables import slots as stored

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
        _set_open(app, True, _chosen(app, site, day, at), moment(at, app.pack.zone))


@slots.command("close", epilog="Example: randevou slots close --site nuevo-laredo")
@pack_option
@database_option
@site_option
@day_option
@at_option
@click.option(
    "--reason",
    type=click.Choice([reason for reason in get_args(ClosedFor) if reason]),
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

    With --reason the appointments there do not take place. Everybody who has one gets a notice, from 8 to 20 o'clock
    by the clock of the site, at once if it is within 24 hours, and reads the reason in their language.
    """
    _need_site_or_day(site, day)
    if note and not audit_log.NAME.fullmatch(note):
        raise click.BadParameter("write up to 64 letters, digits, spaces and hyphens.", param_hint="--note")
    with open_app(pack, database, at=at) as app:
        chosen, now = _chosen(app, site, day, at), moment(at, app.pack.zone)
        if reason and (there := judged(app, now, site=chosen["site"], day=chosen["day"])):
            asked = f"The appointments of {counted(len(there), 'person', 'people')} there will not take place."
            confirm(f"{asked} {len(to_tell(app, there))} of them will be told. Close?", yes=yes)
        _set_open(app, False, chosen, now, reason=reason or "", note=note)


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
        day = _chosen(app, site, day, at)["day"]
        clock = time_of(time)
        if clock is None:
            raise click.UsageError(f"{time!r} is not a time; write it like 08:00.")
        try:
            starts_at = _starts_at(place, date.fromisoformat(day), clock, now)
        except ValueError as error:
            raise click.UsageError(f"{error}.") from None
        taken = stored.set_capacity(app.db, app.pack.id, place, starts_at, seats)
        write_audit(app, "slots capacity", f"site:{site}", day=day, time=time, seats=seats)
    click.echo(_new_seats(place, starts_at, seats, taken))


@slots.command("import", epilog="Example: randevou slots import seats.csv   (columns: site,date,time,capacity)")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show which slots would change.")
@pack_option
@database_option
@at_option
def import_slots(file: Path, dry_run: bool, pack: str | None, database: str | None, at: str | None) -> None:
    """Import slots from a CSV file as a spreadsheet saves it: all of its rows, or none.

    They stay as they are until `slots reset`.
    """
    with open_app(pack, database, at=at) as app, transaction(app.db):
        wanted = _read_slots(app, file, moment(at, app.pack.zone))
        kept = [stored.seats(app.db, app.pack.id, slot.site.id, slot.starts_at) for slot in wanted]
        for slot in () if dry_run else wanted:
            stored.set_capacity(app.db, app.pack.id, slot.site, slot.starts_at, slot.seats)
        write_audit(app, "slots import", slots=0 if dry_run else len(wanted))
    both = list(zip(wanted, kept, strict=True))
    if dry_run:
        changed = [_shown(slot, seats) for slot, seats in both]
        print_rows([row for row in changed if row["before"] != row["after"]], "All slots have these seats already.")
        click.echo(f"{counted(len(wanted), 'slot')} read; nothing was changed")
        return
    for slot, seats in both:
        if seats and seats.booked > slot.seats:
            click.echo(_new_seats(slot.site, slot.starts_at, slot.seats, seats.booked))
    click.echo(f"{counted(len(wanted), 'slot')} imported")


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
    click.echo(f"{counted(count, 'slot')} back to what the pack says")


def _new_seats(site: Site, starts_at: datetime, seats: int, taken: int) -> str:
    stay = f"; booked, and staying so: {taken}" if taken > seats else ""
    return f"{site.id} {local(starts_at, site):%Y-%m-%d %H:%M}: {counted(seats, 'seat')}{stay}"


def _shown(slot: "_Wanted", kept: stored.Seats | None) -> dict[str, object]:
    at = local(slot.starts_at, slot.site).isoformat(timespec="minutes")
    before, booked = kept or ("none", 0)
    return {"site": slot.site.id, "starts_at": at, "before": before, "after": slot.seats, "booked": booked}


class _Wanted(NamedTuple):
    """A slot in a file: where it is written, and the seats that it gets."""

    place: str
    site: Site
    starts_at: datetime
    seats: int


def _read_slots(app: App, file: Path, now: datetime) -> list[_Wanted]:
    """Return the slots of a file, each once; name all mistakes and end the command if there is one."""
    draft = Draft(file.parent)
    draft.ids("site").extend(site.id for site in app.pack.sites)
    found: dict[tuple[str, datetime], _Wanted] = {}
    for line in draft.csv(file.name, *SEATS.columns):
        row = line_row(draft, file.name, line, SEATS)
        site, day, at = app.pack.site(row.site("site")), row.day("date"), row.time("time")
        seats = row.whole("capacity")
        if site is None or day is None or at is None or seats is None or not row.valid:
            continue
        try:
            starts_at = _starts_at(site, day, at, now)
        except ValueError as error:
            row.add_mistake(f"{error}.", "Correct the date or the time, or delete the line.")
            continue
        slot = found.setdefault((site.id, starts_at), _Wanted(row.place, site, starts_at, seats))
        if slot.seats != seats:
            fault = f'"capacity" is {seats}, but {slot.place} gives {slot.seats} to the same slot.'
            row.add_mistake(fault, "Delete one of the two lines.")
    for mistake in draft.mistakes:
        click.echo(str(mistake), err=True)
    if draft.mistakes:
        raise Exit("Nothing was imported.", USAGE)
    if not found:
        raise Exit(f"{file} has no rows.", FINDING)
    return list(found.values())


def _starts_at(site: Site, day: date, at: time_of_day, now: datetime) -> datetime:
    """Return the time (UTC) of a day and a time in the time zone of a site.

    ValueError if the clocks there skip or repeat this time, if it is over, or if it is too far ahead.
    """
    shown = datetime.combine(day, at, ZoneInfo(site.zone))
    if shown.utcoffset() != shown.replace(fold=1).utcoffset():
        raise ValueError(f"the clocks of {site.zone} skip or repeat {at:%H:%M} on {day}")
    if not now < shown.astimezone(UTC) < now + FAR_AHEAD:
        raise ValueError(f"{day} {at:%H:%M} is over, or too far ahead")
    return shown.astimezone(UTC)


def _set_open(app: App, open: bool, chosen: dict[str, str], now: datetime, *, reason: str = "", note: str = "") -> None:
    with transaction(app.db):
        count, booked, held = stored.set_open(app.db, app.pack.id, open, **chosen, reason=reason)
        told = tell(app, judged(app, now, site=chosen["site"], day=chosen["day"]), now)
        write_audit(
            app, f"slots {'open' if open else 'close'}", slots=count, **chosen, reason=reason, note=note, told=told
        )
    if not count:
        raise Exit("No slot matches. Is the table filled? Run: randevou tick", FINDING)
    tells = f" {counted(told, 'person', 'people')} will be told." if told else ""
    falls = f" Held for people with an offer: {counted(held, 'seat')}; they lose it and wait for the next one."
    stays = "" if open or chosen["day"] else " New days of this site are closed, too, until you open it."
    done = (
        f"{counted(count, 'slot')} {'opened' if open else 'closed'}. Booked, and staying so: {counted(booked, 'seat')}."
    )
    click.echo(done + (falls if held and not open else "") + tells + stays)


def _need_site_or_day(site: str, day: str | None) -> None:
    if not site and not day:
        raise click.UsageError("Name a --site, a --day, or both.")


def _site(app: App, id: str) -> Site:
    if (site := app.pack.site(id)) is None:
        there = ", ".join(site.id for site in app.pack.sites)
        raise click.UsageError(f"{id!r} is not a site of {app.pack.id}; choose one of {there}.")
    return site


def _chosen(app: App, site: str, day: str | None, at: str | None) -> dict[str, str]:
    """Return the filters for the slots of a call: `site` and `day`. An empty filter means all."""
    places = [_site(app, site)] if site else app.pack.sites
    return {"site": site, "day": day_at(places, day, moment(at, app.pack.zone)).isoformat() if day else ""}
