"""`randevou clock`: the clock of the machine, and whether data may be deleted by it."""

import click

from bot.cli.common import (
    FINDING,
    Exit,
    actor,
    confirm,
    counted,
    database_option,
    moment,
    open_app,
    pack_option,
    write_audit,
)
from bot.services import clock as service
from bot.services.privacy import retention
from bot.services.tick import tick
from bot.storage.database import transaction


@click.group(epilog="Example: randevou clock accept")
def clock() -> None:
    """The clock of this machine: is it certain enough to delete by, and confirm it if it is right."""


@clock.command(epilog="Example: randevou clock show")
@pack_option
@database_option
def show(pack: str | None, database: str | None) -> None:
    """Show the time of the machine and the last moment seen. The exit code is 1 if the clock is in doubt."""
    with open_app(pack, database) as app:
        now, seen = moment(None, app.pack.zone), service.last_seen(app)
        with transaction(app.db):
            write_audit(app, "clock show")
        click.echo(f"machine: {now:%Y-%m-%d %H:%M} UTC")
        click.echo(f"last moment seen: {f'{seen:%Y-%m-%d %H:%M} UTC' if seen else 'none yet'}")
        if doubt := service.doubt(app, now):
            raise Exit(str(doubt), FINDING)


@clock.command(epilog="Example: randevou clock accept")
@pack_option
@database_option
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def accept(pack: str | None, database: str | None, yes: bool) -> None:
    """Confirm that the clock of this machine is right, and do what was held back: delete, close, remind.

    Compare the time with another clock first. The command shows what will be deleted, and asks.
    """
    with open_app(pack, database) as app:
        if service.is_rehearsal(app):
            raise Exit("This is a rehearsal file: its time is what --at says.", FINDING)
        now = moment(None, app.pack.zone)
        with transaction(app.db):
            over = len({one.person for one in retention.expired(app, now)})
        click.echo(
            f"The machine says: {now:%Y-%m-%d %H:%M} UTC. "
            f"By this clock, the term of {counted(over, 'person', 'people')} has ended."
        )
        confirm("Is this the true time? Then they are erased, and this cannot be undone.", yes=yes)
        service.accept(app, now, actor())
        done = tick(app, now, actor(), confirmed=True)
    click.echo(
        f"Accepted. {counted(done.reminders, 'reminder')}, {counted(done.past, 'appointment')} over, "
        f"{counted(done.erased, 'person', 'people')} erased."
    )
