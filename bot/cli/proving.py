"""How a verb asks helpers who they are: each of them types a passphrase."""

from collections.abc import Sequence
from datetime import datetime

import click

from bot.app import App
from bot.cli.common import FINDING, TRY_AGAIN, Exit, ask_secret, write_audit
from bot.core.desk.acts import Act
from bot.services.desk import staff_accounts
from bot.services.desk.staff_accounts import Claim, Refused
from bot.storage.database import transaction
from bot.storage.tables.staff import Account


def prove(app: App, names: Sequence[str], act: Act, action: str, now: datetime) -> tuple[Account, ...]:
    """Return the accounts of these names, after each helper has typed the passphrase, if their roles may do this.

    Otherwise the command ends, and `action` is in the audit as refused.
    """
    claims = [Claim(name, ask_secret(f"Passphrase of {name}")) for name in names]
    try:
        found = staff_accounts.prove(app, claims, act, now)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from None
    if isinstance(found, Refused):
        with transaction(app.db):
            write_audit(app, action, verdict="refused")
        if found.hours:
            raise Exit(f"Too many wrong passphrases for one of these names. Try again in {found.hours} h.", TRY_AGAIN)
        raise Exit("A name or a passphrase is wrong.", FINDING)
    return found
