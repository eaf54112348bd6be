"""`randevou tick` and `randevou faults`."""

import click

from bot.cli.common import (
    FINDING,
    actor,
    at_option,
    database_option,
    json_option,
    moment,
    note,
    opened,
    pack_option,
    print_json,
    print_rows,
)
from bot.services.tick import tick as run_tick
from bot.storage.database import transaction
from bot.storage.tables import outbox, received


@click.command(epilog="Example: randevou tick --at 2026-11-25")
@pack_option
@database_option
@at_option
def tick(pack: str | None, database: str | None, at: str | None) -> None:
    """Run the clock once: fill the slot table, remind, delete what was kept long enough. Safe to repeat."""
    with opened(pack, database) as app:
        done = run_tick(app, moment(at, app.pack.zone), actor())
    gone = done.forgotten
    rows = gone.bookings + gone.handled + gone.unsent + gone.on_screen
    click.echo(
        f"{done.reminders} reminders, {done.past} appointments past, {done.erased} people erased, "
        f"{rows} rows of others that had been kept long enough"
    )


@click.command(epilog="Example: randevou faults")
@pack_option
@database_option
@json_option
def faults(pack: str | None, database: str | None, as_json: bool) -> None:
    """List what was set aside for a fault, in and out: when, and the kind of error; exit 1 if there is any."""
    with opened(pack, database, there=True) as app, transaction(app.db):
        rows = [
            {"what": what, "at": at, "fault": fault}
            for what, found in (("heard", received.faults(app.db)), ("to say", outbox.faults(app.db)))
            for at, fault in found
        ]
        note(app, "faults", rows=len(rows))
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, "Nothing is set aside.")
    if rows:
        raise SystemExit(FINDING)
