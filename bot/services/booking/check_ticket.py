"""Checks whether a ticket is ours and still valid. The answer is one of three words and tells nothing about anyone."""

from datetime import datetime
from typing import Literal

from bot.app import App
from bot.core.booking.code import write_code
from bot.core.booking.qr_text import Claim, read_claim, write_claim
from bot.core.booking.slot import Booking
from bot.storage.database import transaction
from bot.storage.keys import ticket_keys
from bot.storage.tables import audit_log, bookings, rate_limits
from bot.storage.tables.rate_limits import Limit

Verdict = Literal["valid", "changed", "not valid"]
"""Valid now; ours, but moved, cancelled or over since; unknown, or mistyped."""
CHECKS_A_DESK = Limit(30, 2)
"""Checks that one desk may make. A queue at a desk moves slower; to guess one given code of 2**32.7 takes 400 years."""
UNKNOWN = Claim(write_code(0))
"""Looked up when the text holds no code, so that every answer takes the same time."""


def ticket_text(app: App, booking: Booking) -> str:
    """Return the text in the QR picture of a booking."""
    number, seal = ticket_keys.sign(app.db, app.seal.keys, app.pack.id, booking.code, booking.sequence)
    claim = Claim(booking.code, booking.sequence, number, seal)
    return write_claim(claim, practice=app.pack.demonstration)


def check(app: App, text: str, now: datetime, by: audit_log.Actor) -> Verdict | None:
    """Check a code, or the text of a QR picture, against the bookings of this pack. None: too many checks, wait.

    The audit keeps who asked and the answer, never the code. Of the checks that must wait it keeps the first.
    """
    with transaction(app.db):
        room = rate_limits.take(app.db, app.seal.hash("bucket", "desk"), CHECKS_A_DESK, now)
        verdict = _verdict(app, text) if room == "room" else None
        if room != "still full":
            said = (verdict or "wait").replace(" ", "-")
            audit_log.write(app.db, app.seal, by, "check", f"pack:{app.pack.id}", verdict=said)
    return verdict


def _verdict(app: App, text: str) -> Verdict:
    """Decide with the same look-ups for every text, so that the time tells nothing."""
    found = read_claim(text)
    claim = found or UNKNOWN
    sealed = ticket_keys.is_valid(app.seal.keys, app.pack.id, claim.code, claim.sequence, claim.key, claim.seal)
    known, sequence = bookings.code_status(app.db, app.seal, app.pack.id, claim.code)
    if claim.seal:  # a ticket of ours is `changed`, not unknown, after a cancellation
        known = sealed and text.strip().upper() == write_claim(claim, practice=app.pack.demonstration)
    stands = sequence == claim.sequence if claim.seal else sequence >= 0
    if found is None or not known:
        return "not valid"
    return "valid" if stands else "changed"
