"""`randevou tick` and `randevou faults`: run the clock once, and list what was set aside after an error."""

import click

from bot.cli.common import (
    FINDING,
    TRY_AGAIN,
    Exit,
    actor,
    at_option,
    confirm,
    counted,
    database_option,
    json_option,
    moment,
    open_app,
    pack_option,
    print_json,
    print_rows,
    warn_of_value,
    write_audit,
)
from bot.services import clock
from bot.services.booking.affected import standing
from bot.services.tick import ending_contacts
from bot.services.tick import tick as run_tick
from bot.storage.database import transaction
from bot.storage.tables import outbox, received


@click.command(epilog="Example: randevou tick")
@pack_option
@database_option
@at_option
@click.option("--yes", is_flag=True, help="Erase at the end of their term however many people it is: do not ask.")
def tick(pack: str | None, database: str | None, at: str | None, yes: bool) -> None:
    """Run the clock once: fill the slot table, send reminders, delete data at the end of its term. Safe to repeat.

    A contact that somebody must check again within 30 days, and a draw that lacks its public value, are warnings on
    standard error.
    Nothing is done while the clock of the machine is in doubt (exit code 75): see `randevou clock`.
    """
    with open_app(pack, database, may_create=True, at=at, plays=True) as app:
        now = moment(at, app.pack.zone)
        if at is None and (doubt := clock.check(app, now)):
            raise Exit(str(doubt), TRY_AGAIN)
        with transaction(app.db):
            write_audit(app, "tick", **({} if at is None else {"as_of": f"{now:%Y-%m-%dT%H:%MZ}"}))
        done = run_tick(app, now, actor(), confirmed=yes)
        if done.waiting:
            confirm(f"{counted(done.waiting, 'person', 'people')} at the end of the term. Erase?", yes=False)
            done = run_tick(app, now, actor(), confirmed=True)
        stands = standing(app, now)
        warn_of_value(app, now)
        for warning in ending_contacts(app, now):
            click.echo(f"Warning: {warning}", err=True)
    gone = done.deleted
    rows = gone.bookings + gone.handled + gone.unsent + gone.on_screen
    if done.offered:
        click.echo(f"By the draw {counted(done.offered, 'group')} got a place on offer")
    click.echo(
        f"{counted(done.reminders, 'reminder')}, "
        f"{counted(done.told, 'person', 'people')} told that an appointment will not take place, "
        f"{counted(done.past, 'appointment')} over, {counted(done.erased, 'person', 'people')} erased, "
        f"{counted(rows, 'other row')} deleted at the end of the term"
    )
    for one in stands:
        click.echo(str(one))


@click.command(epilog="Example: randevou faults")
@pack_option
@database_option
@json_option
def faults(pack: str | None, database: str | None, as_json: bool) -> None:
    """List messages set aside after an error, received or to send: when, and the kind of error.

    The exit code is 1 if there are any.
    """
    with open_app(pack, database) as app, transaction(app.db):
        rows = [
            {"what": what, "at": fault.at.isoformat(), "fault": fault.kind}
            for what, found in (("heard", received.faults(app.db)), ("to say", outbox.faults(app.db)))
            for fault in found
        ]
        write_audit(app, "faults", rows=len(rows))
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, "No message is set aside.")
    if rows:
        raise SystemExit(FINDING)
