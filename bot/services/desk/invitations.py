"""Invitations: a link that works once, with which a helper chooses a passphrase that nobody else knows."""

import secrets
from datetime import datetime

from bot.app import App
from bot.core.desk.acts import Role
from bot.core.desk.staff_name import read_name
from bot.services.desk import staff_accounts
from bot.services.desk.sessions import write_audit
from bot.storage.database import transaction
from bot.storage.keys import passphrase
from bot.storage.tables import audit_log, desk_sessions, staff
from bot.storage.tables.audit_log import Actor
from bot.storage.tables.staff import Account


def invite(app: App, text: str, role: Role | None, by: Actor) -> str:
    """Return what the link of an invitation ends with; add the account if there is none of this name.

    A new account is a volunteer if no role is named. For an account that is there, the link changes its passphrase.
    Raises ValueError with the reason if the name cannot be used, or if the account has another role.
    """
    token = secrets.token_urlsafe(32)
    with transaction(app.db):
        name = read_name(text)
        found = staff.current(app.db, name)
        if found is None or found.account.name.casefold() != name.casefold():
            account = staff.add(app.db, staff_accounts.read_free_name(app, name), "", by.at, role or Role.VOLUNTEER)
        elif role and role != found.account.role:
            raise ValueError(f"{name} is {found.account.role}; change that with: randevou staff role {name} {role}")
        else:
            account = found.account
        staff.invite(app.db, app.seal, account.id, token, by.at)
        what = f"staff:{account.id}"
        audit_log.write(app.db, app.seal, by, "staff invite", what, staff=account.name, role=account.role)
    return token


def invited(app: App, token: str, now: datetime) -> Account | None:
    """Return whom a link invites, as long as it can be used; to look does not use it."""
    return staff.invited(app.db, app.seal, token, now)


def accept(app: App, token: str, secret: str, now: datetime) -> Account | None:
    """Save the passphrase of whom a link invites, once, and end the sessions that began with an older one.

    None if the link cannot be used; raises ValueError with the reason if the passphrase is refused.
    """
    account = staff.invited(app.db, app.seal, token, now)
    if account is None:
        return None
    staff_accounts.check_passphrase(account.name, secret)
    hash = passphrase.digest(secret)
    with transaction(app.db):
        if staff.invited(app.db, app.seal, token, now) is None:  # another process may have used it meanwhile
            return None
        staff.accept(app.db, account.id, hash)
        desk_sessions.end_of(app.db, account.id)
        write_audit(app, account, "desk invited", now)
    return account
