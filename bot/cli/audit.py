"""`randevou audit`: list who did what, and check that the log was not changed."""

import re

import click

from bot.cli.common import (
    FINDING,
    Exit,
    counted,
    database_option,
    json_option,
    moment,
    open_app,
    pack_option,
    print_json,
    print_rows,
    write_audit,
)
from bot.storage.database import transaction
from bot.storage.tables import audit_log as stored


@click.group(epilog="Example: randevou audit verify")
def audit() -> None:
    """The log of what staff, commands and the clock did: list it, and check that nobody changed it."""


@audit.command("list", epilog="Example: randevou audit list --since 2026-11-25")
@pack_option
@database_option
@click.option(
    "--since", help="Only rows since this time: ISO with its offset; a date alone means noon in the pack's time zone."
)
@json_option
def list_audit(pack: str | None, database: str | None, since: str | None, as_json: bool) -> None:
    """List who viewed or changed what, and when (UTC). This listing is written to the log, too."""
    with open_app(pack, database) as app, transaction(app.db):
        rows = stored.listing(app.db, moment(since, app.pack.zone, "--since") if since else None)
        write_audit(app, "audit list", rows=len(rows))
    if as_json:
        print_json([row._asdict() for row in rows])
    else:
        print_rows([{**row._asdict(), "detail": _format_detail(row.detail)} for row in rows], "No rows.")


def _format_detail(detail: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in detail.items())


@audit.command(epilog="Example: randevou audit verify --seen 412:3f9ac04e5b7d2218")
@pack_option
@database_option
@click.option(
    "--seen", default="", help="What an earlier `audit verify` printed at its end: check that this row still exists."
)
def verify(pack: str | None, database: str | None, seen: str) -> None:
    """Check the chain of rows. Exit with 1 and name the first row that was changed, removed or inserted.

    The output ends with the number and hash of the last row. Write them down in another place: with --seen they show
    later that nobody replaced the log with an older copy.
    """
    if seen and not re.fullmatch(r"\d{1,12}:[0-9a-f]{16,64}", seen, re.ASCII):
        raise click.UsageError(
            f"--seen {seen!r} is not a row with its hash. Write it as it was printed, like 412:3f9ac04e5b7d2218."
        )
    with open_app(pack, database) as app, transaction(app.db):
        found = stored.verify(app.db, app.seal, seen)
        write_audit(app, "audit verify", rows=found.rows, bad=int(bool(found.fault)))
    if found.fault:
        raise Exit(f"The audit is not as it was written: {found.fault}.", FINDING)
    click.echo(f"{counted(found.rows, 'row')}, none changed; the last was {found.last}")
