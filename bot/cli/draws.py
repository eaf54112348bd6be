"""`randevou draw`: what the draws did, and the draw that is due."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any  # Any: a row as it is printed

import click

from bot.app import App
from bot.cli.common import (
    FINDING,
    HELD_FIX,
    TRY_AGAIN,
    Exit,
    actor,
    at_option,
    cell,
    confirm,
    counted,
    database_option,
    day_of,
    json_option,
    missing_value,
    moment,
    open_app,
    pack_option,
    print_json,
    print_rows,
    warn_of_value,
    write_audit,
)
from bot.core.booking.draw_day import draws_at, due_day, freezes_at
from bot.core.booking.request import allocation
from bot.services import clock
from bot.services.booking import draw as service
from bot.services.booking import offers, timetable
from bot.storage.database import transaction
from bot.storage.tables import draws

LONGEST = 200
"""Characters of the name of a public value, and of the value."""
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
        warn_of_value(app, now)
    if as_json:
        print_json({"draws": rows, "sizes": outcomes} if chosen else rows)
    elif chosen:
        for name, value in rows[0].items():
            click.echo(f"{name}: {cell(value)}")
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
        waits = made and made.seed_kind == service.ANNOUNCED
        raise Exit(missing_value(made) if made and waits else HELD_FIX, TRY_AGAIN)
    asked, placed = (counted(int(made.record[name]), "group") for name in ("asked", "placed"))
    click.echo(f"{chosen}: {asked} in the line, {placed} with a place on offer.")


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


@contextmanager
def _open_for_day(
    pack: str | None, database: str | None, day: str, at: str | None
) -> Iterator[tuple[App, datetime, date]]:
    """Open the App, and read the moment and the opening day that were given."""
    with open_app(pack, database, at=at, plays=True) as app:
        now = moment(at, app.pack.zone).astimezone(UTC)
        yield app, now, day_of(day, app.pack.day(now))


named_day_option = click.option("--day", required=True, help="The opening day, by the clock of the pack: 2026-11-27.")


@draw.command(epilog='Example: randevou draw announce --day 2026-11-27 --source "drand quicknet, round 14200000"')
@pack_option
@database_option
@named_day_option
@click.option("--source", required=True, help="The value: in words by which strangers find it.")
@at_option
def announce(pack: str | None, database: str | None, day: str, source: str, at: str | None) -> None:
    """Name a public value that nobody can know yet, such as the round of a beacon: the seed of a draw is made of it.

    Do it before the draw of the day before: at that moment a seed from your keys is chosen instead. Name a value that
    is made after the line is frozen, and tell people which one.
    """
    name = _one_line("--source", source)
    with _open_for_day(pack, database, day, at) as (app, now, chosen):
        with transaction(app.db):
            write_audit(app, "draw announce", day=chosen.isoformat())
            there = draws.of(app.db, app.pack.id, chosen)
            is_named = allocation(app.pack, chosen) == "draw" and service.announce(app, chosen, name, now)
        if not is_named:
            raise Exit(_not_named(app, chosen, there), FINDING)
        click.echo(
            f"{chosen}: the seed will be {name}. The line is frozen at {_utc(freezes_at(app.pack, chosen))}. "
            f"After that, type in the value: randevou draw reveal --day {chosen}"
        )


def _not_named(app: App, day: date, draw: draws.DrawRow | None) -> str:
    if allocation(app.pack, day) != "draw":
        return _not_there(app, day)
    if draw and draw.seed_kind == service.ANNOUNCED:
        return f"The seed of the draw of {day} is named already, and stays: {draw.seed_name}."
    chosen, frozen = (draw and _utc(draw.chosen_at)), _utc(freezes_at(app.pack, day))
    why = f"Its seed was chosen at {chosen}, and its hash is known" if chosen else f"The line was frozen at {frozen}"
    return f"Too late for the draw of {day}. {why}. Name a seed before the draw of the day before."


@draw.command(epilog="Example: randevou draw reveal --day 2026-11-27 --value 8fc2c1d4")
@pack_option
@database_option
@named_day_option
@click.option("--value", required=True, prompt="The value, as it was published", help="The value, as it was published.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@at_option
def reveal(pack: str | None, database: str | None, day: str, value: str, yes: bool, at: str | None) -> None:
    """Type in the value that was announced for a draw. It cannot be changed; the next tick makes the draw with it.

    The seed is the SHA-256 of the announced source, a line feed and the value, in UTF-8.
    """
    public = _one_line("--value", value)
    with _open_for_day(pack, database, day, at) as (app, now, chosen):
        with transaction(app.db):
            write_audit(app, "draw reveal", day=chosen.isoformat())
        found = draws.of(app.db, app.pack.id, chosen)
        if why := _not_revealed(app, chosen, found, now):
            raise Exit(why, FINDING)
        assert found
        confirm(f"{found.seed_name}: {public}. This cannot be changed. Save?", yes=yes)
        with transaction(app.db):
            saved = service.reveal(app, chosen, public)
        found = draws.of(app.db, app.pack.id, chosen)
        if found is None or not saved:
            raise Exit(f"Another program has revealed the value of {chosen} meanwhile.", FINDING)
        click.echo(f"{chosen}: the seed is {found.seed}. The next tick makes the draw with it, or: randevou draw run")


def _not_revealed(app: App, day: date, draw: draws.DrawRow | None, now: datetime) -> str:
    """Return why no value can be typed in for a draw, or ""."""
    if draw is None or draw.seed_kind != service.ANNOUNCED:
        return (
            f"No public value is named for the draw of {day}: randevou draw announce names one, a day before or more."
        )
    if draw.seed:
        return f"The value of the draw of {day} is known already, and stays: {draw.record.get('value')}."
    if draw.frozen_at is None:
        return f"Too early: the line for {day} is frozen at {_utc(freezes_at(app.pack, day))}, by the tick after that."
    due = due_day(app.pack, now)
    return (
        f"The draw of {day} is over: it was not made, and all who wait are in the next one."
        if due and due > day
        else ""
    )


def _one_line(flag: str, text: str) -> str:
    """Return a text without spaces around it; a usage error if it is empty, longer than a line, or several lines."""
    line = text.strip()
    if not line or len(line) > LONGEST or not line.isprintable():
        raise click.UsageError(f"{flag} is one line of 1 to {LONGEST} characters.")
    return line
