"""`randevou staff`: the accounts of the people who help at a desk."""

import click

from bot.cli.common import (
    FINDING,
    Exit,
    actor,
    ask_secret,
    database_option,
    json_option,
    open_app,
    pack_option,
    print_json,
    print_rows,
    write_audit,
)
from bot.services.desk import staff_accounts
from bot.storage.database import transaction
from bot.storage.tables import staff as stored


@click.group(epilog="Example: randevou staff add ana")
def staff() -> None:
    """The accounts of the people who help at a desk. Two of them together can open a case: `randevou recover`."""


@staff.command(epilog="Example: randevou staff add ana")
@click.argument("name")
@pack_option
@database_option
def add(name: str, pack: str | None, database: str | None) -> None:
    """Add an account. The helper types a passphrase twice; nobody else may know it.

    From a pipe, the passphrase is one line. Only a slow hash of it (Argon2id) is kept.
    """
    with open_app(pack, database) as app:
        try:
            staff_accounts.read_free_name(app, name)
            account = staff_accounts.add(app, name, ask_secret(f"New passphrase of {name}", twice=True), actor())
        except ValueError as error:
            raise click.UsageError(f"No account was added: {error}.") from None
    click.echo(
        f"Added {account.name}. The name is kept until {stored.KEPT.days} days after `randevou staff remove`, "
        "because the audit may name it so long."
    )


@staff.command("list", epilog="Example: randevou staff list")
@pack_option
@database_option
@json_option
def list_staff(pack: str | None, database: str | None, as_json: bool) -> None:
    """List the accounts: since when, and until when if they have ended (UTC)."""
    with open_app(pack, database) as app, transaction(app.db):
        rows = [account._asdict() for account in stored.everyone(app.db)]
        write_audit(app, "staff list", rows=len(rows))
    if as_json:
        print_json(rows)
    else:
        shown = [
            {"name": row["name"], "since": f"{row['since']:%Y-%m-%d}", "ended": f"{row['ended'] or '':.10}"}
            for row in rows
        ]
        print_rows(shown, "No accounts. Add one with: randevou staff add NAME")


@staff.command(epilog="Example: randevou staff remove ana")
@click.argument("name")
@pack_option
@database_option
def remove(name: str, pack: str | None, database: str | None) -> None:
    """End an account at once: its passphrase is deleted. The name stays readable in the audit."""
    with open_app(pack, database) as app:
        try:
            account = staff_accounts.remove(app, name, actor())
        except ValueError as error:
            raise click.UsageError(f"{name!r} is not a name: {error}.") from None
    if account is None:
        raise Exit(f"There is no current account {name}. List them with: randevou staff list", FINDING)
    click.echo(f"{account.name} has ended.")
