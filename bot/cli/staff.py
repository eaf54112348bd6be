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
from bot.cli.server_lock import noted_address
from bot.core.desk.acts import MEANING, Act, Role, may
from bot.services.desk import invitations, staff_accounts
from bot.settings import read_settings
from bot.storage.database import transaction
from bot.storage.tables import staff as stored

ROLES = click.Choice([role.value for role in Role])
role_option = click.option("--role", type=ROLES, help="What the account may do. Default for a new one: volunteer.")


@click.group(epilog="Example: randevou staff invite ana --role volunteer")
def staff() -> None:
    """The accounts of the people who help at a desk. What each role may do: `randevou staff roles`."""


@staff.command(epilog="Example: randevou staff invite ana --role volunteer")
@click.argument("name")
@role_option
@click.option(
    "--address", help="Where the server is, as the helper opens it. Default: where `randevou serve` said that it is."
)
@pack_option
@database_option
def invite(name: str, role: str | None, address: str | None, pack: str | None, database: str | None) -> None:
    """Print a link with which a helper chooses a passphrase that nobody else knows.

    It works once, within 24 hours. For an account that is there, it changes the passphrase and ends all its sessions.
    """
    if address and not address.startswith(("http://", "https://")):
        raise click.BadParameter(f"{address!r} does not begin with http:// or https://.", param_hint="--address")
    with open_app(pack, database, may_create=True) as app:
        try:
            token = invitations.invite(app, name, Role(role) if role else None, actor())
        except ValueError as error:
            raise click.UsageError(f"Nobody was invited: {error}.") from None
    address = address or noted_address(read_settings(database=database).database)
    click.echo(f"{address.rstrip('/')}/desk/invited/{token}")
    click.echo(f"{name} opens this link once, within 24 hours, in a window that nobody else looks at.", err=True)


@staff.command(epilog="Example: randevou staff role ana coordinator")
@click.argument("name")
@click.argument("role", type=ROLES)
@pack_option
@database_option
def role(name: str, role: str, pack: str | None, database: str | None) -> None:
    """Give an account another role. It counts from the next page that the helper opens."""
    with open_app(pack, database) as app:
        try:
            account = staff_accounts.change_role(app, name, Role(role), actor())
        except ValueError as error:
            raise click.UsageError(f"{name!r} is not a name: {error}.") from None
    if account is None:
        raise Exit(f"There is no current account {name}. List them with: randevou staff list", FINDING)
    click.echo(f"{account.name} is {role}.")


@staff.command(epilog="Example: randevou staff roles")
@json_option
def roles(as_json: bool) -> None:
    """Print what each role may do."""
    rows = [{"act": MEANING[act], **{role: "yes" if may(role, act) else "" for role in Role}} for act in Act]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, "")


@staff.command(epilog="Example: randevou staff add ana")
@click.argument("name")
@role_option
@pack_option
@database_option
def add(name: str, role: str | None, pack: str | None, database: str | None) -> None:
    """Add an account. The helper types a passphrase twice; nobody else may know it.

    From a pipe, the passphrase is one line. Only a slow hash of it (Argon2id) is kept.
    """
    with open_app(pack, database, may_create=True) as app:
        try:
            staff_accounts.read_free_name(app, name)
            secret = ask_secret(f"New passphrase of {name}", twice=True)
            account = staff_accounts.add(app, name, secret, actor(), Role(role or Role.VOLUNTEER))
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
    """List the accounts: their roles, since when, and until when if they have ended (UTC)."""
    with open_app(pack, database) as app, transaction(app.db):
        rows = [account._asdict() for account in stored.everyone(app.db)]
        write_audit(app, "staff list", rows=len(rows))
    if as_json:
        print_json(rows)
    else:
        days = ("since", "ended")
        shown = [
            {"name": row["name"], "role": row["role"], **{day: str(row[day] or "")[:10] for day in days}}
            for row in rows
        ]
        print_rows(shown, "No accounts. Add one with: randevou staff invite NAME")


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
