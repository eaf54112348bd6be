"""Accounts of the people who help at a desk: add them, end them, and prove who is there."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.app import App
from bot.core.desk.acts import Act, Role, may
from bot.core.desk.staff_name import fold, read_name
from bot.storage.database import transaction
from bot.storage.keys import passphrase
from bot.storage.tables import audit_log, failed_attempts, staff
from bot.storage.tables.staff import Account

SHORTEST, LONGEST = 15, 256
"""Characters of a passphrase. NIST SP 800-63B asks for at least 15 where nothing else proves who somebody is."""
FEWEST = 6
"""Different characters of a passphrase at least: one key held down is not a secret."""


class Claim(NamedTuple):
    """The name that somebody gives, and the passphrase they type."""

    name: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class Refused:
    """At least one name or passphrase is wrong; `hours` until they can be tried again, 0 if at once."""

    hours: int = 0


def read_free_name(app: App, text: str) -> str:
    """Return the name that a new account will have; raise ValueError with the reason if it cannot have this one."""
    name = read_name(text)
    other = staff.alike(app.db, name)
    if other is None:
        return name
    if other.ended is None:
        raise ValueError(f"{name} looks like {other.name}, which is an account; choose a name that looks different")
    raise ValueError(
        f"{name} looks like {other.name}, an account that ended on {other.ended:%Y-%m-%d}; the audit may name it "
        f"until {other.ended + staff.KEPT:%Y-%m-%d}, so choose a name that looks different"
    )


def add(app: App, text: str, secret: str, by: audit_log.Actor, role: Role = Role.VOLUNTEER) -> Account:
    """Add an account with this name and passphrase; raise ValueError with the reason if one of them is refused."""
    name = read_free_name(app, text)
    check_passphrase(name, secret)
    hash = passphrase.digest(secret)
    with transaction(app.db):
        read_free_name(app, name)  # another process may have added it while the hash was made
        account = staff.add(app.db, name, hash, by.at, role)
        audit_log.write(app.db, app.seal, by, "staff add", f"staff:{account.id}", staff=name, role=role)
    return account


def change_role(app: App, text: str, role: Role, by: audit_log.Actor) -> Account | None:
    """Give the account of a name another role, and return it; None if no current account has the name."""
    with transaction(app.db):
        found = staff.current(app.db, read_name(text))
        if found is None:
            return None
        staff.set_role(app.db, found.account.id, role)
        what = f"staff:{found.account.id}"
        audit_log.write(app.db, app.seal, by, "staff role", what, staff=found.account.name, role=role)
    return found.account


def remove(app: App, text: str, by: audit_log.Actor) -> Account | None:
    """End the account of a name, and return it; None if no current account has it."""
    with transaction(app.db):
        found = staff.current(app.db, read_name(text))
        if found is None:
            return None
        staff.end(app.db, found.account.id, by.at)
        what = f"staff:{found.account.id}"
        audit_log.write(app.db, app.seal, by, "staff remove", what, staff=found.account.name)
    return found.account


def prove(app: App, claims: Sequence[Claim], act: Act, now: datetime) -> tuple[Account, ...] | Refused:
    """Return the accounts of these people if every name and every passphrase is right, and their roles may do this.

    A wrong name, an ended account, a wrong passphrase and a wrong role get the same answer after the same work. Every
    try counts as failed before the slow hash is made, so that tries at the same time are limited, too; a right one
    clears the count. Raises ValueError for a text that is not a name.
    """
    names = [read_name(claim.name) for claim in claims]
    counted = [f"staff:{fold(name)}" for name in names]
    with transaction(app.db):
        if hours := max(failed_attempts.closed_hours(app.db, app.seal, what, now) for what in counted):
            return Refused(hours)
        for what in counted:
            failed_attempts.add_failure(app.db, app.seal, what, now)
        named = [staff.current(app.db, name) for name in names]
    found = [kept if kept and may(kept.account.role, act) else None for kept in named]
    right = [
        passphrase.matches(kept.passphrase_hash if kept else None, claim.passphrase)
        for kept, claim in zip(found, claims, strict=True)
    ]
    with transaction(app.db):
        for what, fits in zip(counted, right, strict=True):
            if fits:
                failed_attempts.clear_failures(app.db, app.seal, what)
        hours = max(failed_attempts.closed_hours(app.db, app.seal, what, now) for what in counted)
    accounts = tuple(kept.account for kept in found if kept)
    return accounts if all(right) else Refused(hours)


def check_passphrase(name: str, secret: str) -> None:
    """Raise ValueError with the reason if this is no good passphrase for an account of this name."""
    plain = unicodedata.normalize("NFKC", secret).casefold()
    if not SHORTEST <= len(plain) <= LONGEST:
        raise ValueError(
            f"the passphrase has {len(plain)} characters and needs {SHORTEST} to {LONGEST}: a machine can try all "
            "shorter ones. Four words that have nothing to do with each other are easy to remember"
        )
    if len(set(plain)) < FEWEST:
        raise ValueError(f"the passphrase has fewer than {FEWEST} different characters: it would be tried first")
    if len(plain.replace(name.casefold(), "")) < SHORTEST // 2:
        raise ValueError("the passphrase is mostly the name: it would be tried first")
