"""`randevou draw` and `randevou requests`: what the draws did, and how many wait for the next one."""

from datetime import UTC, date, datetime
from typing import Any  # Any: a row as it is printed

import click

from bot.app import App
from bot.cli.common import (
    FINDING,
    TRY_AGAIN,
    Exit,
    actor,
    at_option,
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
from bot.core.booking.draw_day import draws_at, due_day, freezes_at
from bot.core.booking.request import allocation
from bot.services import clock
from bot.services.booking import draw as service
from bot.services.booking import offers, timetable
from bot.storage.database import transaction
from bot.storage.tables import draws
from bot.storage.tables import requests as stored_requests

day_option = click.option("--day", help="The opening day, by the clock of the pack: 2026-11-25, today or tomorrow.")


@click.group(epilog="Example: randevou draw show --day today")
def draw() -> None:
    """The draws of a pack that gives its places by them. `randevou tick` and the server make them at their hour."""


@draw.command(epilog="Example: randevou draw show --day 2026-11-25")
@pack_option
@database_option
@day_option
@at_option
@json_option
def show(pack: str | None, database: str | None, day: str | None, at: str | None, as_json: bool) -> None:
    """Show the draw of a day, or without --day the draws so far: when, with which seed, and counts. No people."""
    with open_app(pack, database, at=at) as app:
        now = moment(at, app.pack.zone)
        chosen = day_of(day, app.pack.day(now)) if day else None
        with transaction(app.db):
            found = [row for row in draws.listing(app.db, app.pack.id) if chosen in (None, row.day)]
            outcomes = [row._asdict() for row in draws.listing_of_outcomes(app.db, app.pack.id) if row.day == chosen]
            write_audit(app, "draw show", rows=len(found), day=chosen.isoformat() if chosen else "")
        if chosen and not found:
            raise Exit(_not_there(app, chosen), FINDING)
        rows = [_shown(app, row) for row in found]
    if as_json:
        print_json({"draws": rows, "sizes": outcomes} if chosen else rows)
    elif chosen:
        for name, value in rows[0].items():
            click.echo(f"{name}: {value}")
        print_rows(outcomes, "Nobody asked for a place.")
    else:
        short = ("day", "drawn_at", "asked", "placed", "seats", "late_minutes")
        print_rows([{name: row.get(name, "") for name in short} for row in rows], "No draw so far. Run: randevou tick")


def _shown(app: App, row: draws.DrawRow) -> dict[str, Any]:
    moments = {"chosen_at": row.chosen_at, "frozen_at": row.frozen_at, "drawn_at": row.drawn_at}
    return {
        "day": row.day.isoformat(),
        "due_at": _utc(draws_at(app.pack, row.day)),
        **{name: _utc(at) if at else "" for name, at in moments.items()},
        "seed_kind": row.seed_kind,
        "seed_name": row.seed_name,
        "seed": row.seed,
        **row.record,
    }


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}Z"


def _not_there(app: App, day: date) -> str:
    if allocation(app.pack, day) != "draw":
        return f"{app.pack.id} makes no draw on {day}: its places are for those who come first."
    frozen, drawn = freezes_at(app.pack, day), draws_at(app.pack, day)
    return f"There is no draw of {day} yet: the line is frozen at {_utc(frozen)}, and the draw is at {_utc(drawn)}."


@draw.command(epilog="Example: randevou draw run --day today")
@pack_option
@database_option
@day_option
@at_option
def run(pack: str | None, database: str | None, day: str | None, at: str | None) -> None:
    """Make the draw that is due, if neither the server nor a tick has made it. A draw is made once, ever.

    Nothing is done before its hour, or while the clock of the machine is in doubt (exit code 75).
    """
    with open_app(pack, database, at=at, plays=True) as app:
        now = moment(at, app.pack.zone).astimezone(UTC)
        if at is None and (doubt := clock.check(app, now)):
            raise Exit(str(doubt), TRY_AGAIN)
        with transaction(app.db):
            write_audit(app, "draw run")
        due = due_day(app.pack, now)
        chosen = day_of(day, app.pack.day(now)) if day else due
        if chosen is None or chosen != due:
            raise Exit(_why_not(app, chosen or app.pack.day(now), now), FINDING)
        made = draws.of(app.db, app.pack.id, chosen)
        if made and made.drawn_at:
            click.echo(f"The draw of {chosen} was made at {_utc(made.drawn_at)}. It is made once, ever.")
            return
        with transaction(app.db):
            timetable.follow(app, now)
            offers.follow(app, now)
        _run(app, now)
        made = draws.of(app.db, app.pack.id, chosen)
    if made is None or not made.drawn_at:
        raise Exit(f"The draw of {chosen} waits for the value of its seed, or for: randevou keys accept", TRY_AGAIN)
    click.echo(f"{chosen}: {made.record['asked']} groups asked, {made.record['placed']} have a place on offer.")


def _why_not(app: App, day: date, now: datetime) -> str:
    if allocation(app.pack, day) != "draw" or draws_at(app.pack, day) > now:
        return _not_there(app, day)
    return f"The draw of {day} is over: what it did not give went to the next one."


def _run(app: App, now: datetime) -> None:
    """Make the draw, with a bar on a terminal."""
    with click.progressbar(length=1, label="Reading requests") as bar:
        for step in service.portions(app, now, actor()):
            bar.length = max(step.of, 1)
            bar.update(step.read - bar.pos)


@click.group(epilog="Example: randevou requests list")
def requests() -> None:
    """The line for the draws, in counts alone."""


@requests.command("list", epilog="Example: randevou requests list --json")
@pack_option
@database_option
@json_option
def list_requests(pack: str | None, database: str | None, as_json: bool) -> None:
    """Count the requests in each state: in the line, with a place on offer, lapsed, withdrawn, booked."""
    with open_app(pack, database) as app, transaction(app.db):
        rows = [{"state": state, "groups": n} for state, n in stored_requests.count(app.db, app.pack.id).items()]
        write_audit(app, "requests list", rows=len(rows))
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, "Nobody has asked for a place.")
