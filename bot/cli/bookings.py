"""`randevou bookings`: list the bookings for the people who run a programme."""

import click

from bot.cli.common import (
    by_site_clock,
    counted,
    database_option,
    json_option,
    open_app,
    pack_option,
    print_json,
    print_rows,
    write_audit,
)
from bot.storage.database import transaction
from bot.storage.tables import bookings as stored_bookings
from bot.storage.tables import identities


@click.group(epilog="Example: randevou bookings list --json")
def bookings() -> None:
    """The bookings, with no data about people."""


@bookings.command("list", epilog="Example: randevou bookings list --json")
@pack_option
@database_option
@json_option
def list_bookings(pack: str | None, database: str | None, as_json: bool) -> None:
    """List bookings: site, time, seats and state, without code or person."""
    with open_app(pack, database) as app, transaction(app.db):
        rows = [by_site_clock(app, row) for row in stored_bookings.listing(app.db, app.pack.id)]
        write_audit(app, "bookings list", rows=len(rows))
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, "No bookings.")


@bookings.command(epilog="Example: randevou bookings review")
@pack_option
@database_option
@json_option
def review(pack: str | None, database: str | None, as_json: bool) -> None:
    """List pairs of bookings whose people gave nearly the same details: ids and counts.

    Such a pair is only for a person to look at: nobody is refused because of it.
    """
    with open_app(pack, database) as app:
        with transaction(app.db):
            rows = [pair._asdict() for pair in identities.similar_bookings(app.db, app.pack.id)]
            bare = identities.count_without_details(app.db, app.seal.keys, app.pack.id)
            write_audit(app, "bookings review", rows=len(rows))
        if as_json:
            print_json({"alike": rows, "without_details": bare})
        elif not app.pack.identity:
            click.echo("This pack asks for no details, so bookings cannot be compared.")
        else:
            print_rows(rows, "No two bookings are alike.")
            click.echo(f"{counted(len(rows), 'pair')} to look at; {counted(bare, 'booking')} without details.")
