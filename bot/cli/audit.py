"""`randevou audit`: who did what, and whether anybody has changed what stands there."""

import re

import click

from bot.cli.common import (
    FINDING,
    Exit,
    database_option,
    json_option,
    moment,
    note,
    opened,
    pack_option,
    print_json,
    print_rows,
)
from bot.storage.database import transaction
from bot.storage.tables import audit_log as stored


@click.group(epilog="Example: randevou audit verify")
def audit() -> None:
    """What staff, commands and the clock did: list it, and check that nobody has changed it."""


@audit.command("list", epilog="Example: randevou audit list --since 2026-11-25")
@pack_option
@database_option
@click.option(
    "--since", help="Only from this time on: ISO with its offset, or a date, which is noon in the pack's zone."
)
@json_option
def list_audit(pack: str | None, database: str | None, since: str | None, as_json: bool) -> None:
    """List who viewed or changed what, and when (UTC); looking is written down, too."""
    with opened(pack, database, there=True) as app, transaction(app.db):
        rows = stored.listing(app.db, moment(since, app.pack.zone, "--since") if since else None)
        note(app, "audit list", rows=len(rows))
    if as_json:
        print_json(rows)
    else:
        print_rows([{**row, "detail": _said(row["detail"])} for row in rows], "Nothing was done.")


def _said(detail: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in detail.items())


@audit.command(epilog="Example: randevou audit verify --seen 412:3f9ac04e5b7d2218")
@pack_option
@database_option
@click.option(
    "--seen", default="", help="What an earlier `audit verify` printed at its end: that row must be there still."
)
def verify(pack: str | None, database: str | None, seen: str) -> None:
    """Check the chain; exit 1 and name the first row that was changed, taken out or put in.

    It ends with the number and hash of the last row. Write them down elsewhere: with --seen they show later that
    nobody has put an older copy in place of the log.
    """
    if seen and not re.fullmatch(r"\d{1,12}:[0-9a-f]{16,64}", seen, re.ASCII):
        raise click.UsageError(f"--seen {seen!r} is none. Write it as it was printed, like 412:3f9ac04e5b7d2218.")
    with opened(pack, database, there=True) as app, transaction(app.db):
        found = stored.verify(app.db, app.seal, seen)
        note(app, "audit verify", rows=found.rows, bad=int(bool(found.fault)))
    if found.fault:
        raise Exit(f"The audit is not as it was written: {found.fault}.", FINDING)
    click.echo(f"{found.rows} rows, none changed; the last was {found.last}")
