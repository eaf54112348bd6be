"""Sessions at the desk: sign in, lock, sign out, and close the evening. Each of these is in the audit."""

import re
import secrets
from datetime import datetime

from bot.app import App
from bot.core.desk.acts import Act, audited, may
from bot.services.desk import staff_accounts
from bot.services.desk.staff_accounts import Claim, Refused
from bot.storage.database import transaction
from bot.storage.tables import audit_log, desk_cards, desk_sessions, received
from bot.storage.tables.audit_log import Actor
from bot.storage.tables.desk_sessions import Session
from bot.storage.tables.staff import Account

NUMBER = re.compile(r"[0-9]{4,6}")
"""The short number that opens the lock within an evening; it is chosen at the sign-in."""
FORMS = "desk form"
"""The lane under which the forms of the desk are noted as handled."""


def sign_in(app: App, claim: Claim, number: str, now: datetime, instead_of: str = "") -> str | Refused:
    """Begin a session and return what its cookie holds, if the name and the passphrase are right.

    A wrong passphrase and a text that no account can have as its name get the same answer.
    """
    try:
        found = staff_accounts.prove(app, [claim], Act.HOME, now)
    except ValueError:
        found = Refused()
    if isinstance(found, Refused):
        with transaction(app.db):
            audit_log.write(app.db, app.seal, Actor("person", now), "desk sign-in", verdict="refused")
        return found
    return begin(app, found[0], number, now, instead_of)


def begin(app: App, account: Account, number: str, now: datetime, instead_of: str = "") -> str:
    """Begin a session of an account, and return what its cookie holds; the session of an older cookie ends."""
    token = secrets.token_urlsafe(32)
    with transaction(app.db):
        if older := desk_sessions.find(app.db, app.seal, instead_of, now):
            desk_sessions.end(app.db, older.id)
        desk_sessions.begin(app.db, app.seal, token, account.id, number, now)
        write_audit(app, account, "desk sign-in", now)
    return token


def first_time(app: App, form: str, now: datetime) -> bool:
    """Note a form as handled; return whether it was new."""
    with transaction(app.db):
        return received.first_time(app.db, FORMS, form, now)


def find(app: App, token: str, now: datetime) -> Session | None:
    """Return the session of a cookie, if it has not ended."""
    return desk_sessions.find(app.db, app.seal, token, now)


def enter(app: App, token: str, act: Act, form: str, now: datetime) -> Session | None:
    """Return the session of a cookie that asks for an act, after the act is written to the audit.

    None without a session, and for a form that was handled before. A session that is locked, or whose role may not do
    this, is returned, too: the caller asks `may_now` before it does anything.
    """
    with transaction(app.db):
        session = desk_sessions.find(app.db, app.seal, token, now)
        if session is None or (form and not received.first_time(app.db, FORMS, form, now)):
            return None
        if may_now(session, act):
            if not session.locked:
                desk_sessions.use(app.db, session.id, now)
            write_audit(app, session.account, audited(act), now)
        elif not session.locked:
            write_audit(app, session.account, audited(act), now, verdict="refused")
    return session


def may_now(session: Session, act: Act) -> bool:
    """Return whether the role of a session may do this, and its lock, too."""
    return may(session.account.role, act) and (not session.locked or act in (Act.LOCK, Act.UNLOCK, Act.SIGN_OUT))


def lock(app: App, session: Session) -> None:
    """Lock a session, until its short number is typed."""
    with transaction(app.db):
        desk_sessions.lock(app.db, session.id)


def unlock(app: App, session: Session, number: str, now: datetime) -> bool:
    """Return whether this is the short number of a session, and open its lock then."""
    with transaction(app.db):
        return desk_sessions.unlock(app.db, app.seal, session.id, number, now)


def sign_out(app: App, session: Session) -> None:
    """End a session."""
    with transaction(app.db):
        desk_sessions.end(app.db, session.id)


def sign_out_everywhere(app: App, account: int) -> None:
    """End all sessions of an account."""
    with transaction(app.db):
        desk_sessions.end_of(app.db, account)
        desk_cards.clear_table(app.db, account)


def close_for_all(app: App) -> None:
    """End the sessions of everybody."""
    with transaction(app.db):
        desk_sessions.end_all(app.db)
        desk_cards.clear_table(app.db)


def write_audit(app: App, account: Account, action: str, now: datetime, person: str = "", **detail: str) -> None:
    """Write what an account does to the audit, with the person of the case, if it is one. The caller has a transaction.

    `action` is `audited(act)`.
    """
    about = audit_log.pseudonym(app.seal, person) if person else f"staff:{account.id}"
    audit_log.write(app.db, app.seal, Actor(f"staff:{account.id}", now), action, about, staff=account.name, **detail)
