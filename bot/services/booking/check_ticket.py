"""Checks whether a ticket is ours and still valid. The answer is one of three words and tells nothing about anyone."""

from datetime import datetime
from typing import Literal

from bot.app import App
from bot.core.booking.code import write_code
from bot.core.booking.qr_text import Claim, read_claim, write_claim
from bot.core.booking.slot import Booking
from bot.services import rate_limits
from bot.storage.database import transaction
from bot.storage.keys import ticket_keys
from bot.storage.tables import audit_log, bookings, wrong_codes

Verdict = Literal["valid", "changed", "not valid"]
"""Valid now; ours, but moved, cancelled or over since; unknown, or mistyped."""
UNKNOWN = Claim(write_code(0))
"""Looked up when the text holds no code, so that every answer takes the same time."""


def ticket_text(app: App, booking: Booking) -> str:
    """Return the text in the QR picture of a booking."""
    number, seal = ticket_keys.sign(app.db, app.seal.keys, app.pack.id, booking.code, booking.sequence)
    claim = Claim(booking.code, booking.sequence, number, seal)
    return write_claim(claim, practice=app.pack.demonstration)


def check(
    app: App, text: str, now: datetime, by: audit_log.Actor, most: int = rate_limits.WRONG_CODES
) -> Verdict | None:
    """Check a code, or the text of a QR picture, against the bookings of this pack. None: `most` were wrong, wait.

    Only a code without a mark waits: a mark cannot be guessed, and a text that is not a code is never right. The audit
    keeps who asked and the answer, never the code.
    """
    found = read_claim(text)
    guessable = found is not None and not found.seal
    with transaction(app.db):
        closed = rate_limits.codes_closed_hours(app, now, most)
        verdict = _verdict(app, text, found)
        wrong = guessable and not closed and verdict == "not valid"
        wrong_codes.add(app.db, app.seal, (found or UNKNOWN).code, now, wrong=wrong)
        answer = None if guessable and closed else verdict
        audit_log.write(
            app.db, app.seal, by, "check", f"pack:{app.pack.id}", verdict=(answer or "wait").replace(" ", "-")
        )
    return answer


def _verdict(app: App, text: str, found: Claim | None) -> Verdict:
    """Decide with the same look-ups for every text, so that the time tells nothing."""
    claim = found or UNKNOWN
    sealed = ticket_keys.is_valid(app.seal.keys, app.pack.id, claim.code, claim.sequence, claim.key, claim.seal)
    known, sequence = bookings.code_status(app.db, app.seal, app.pack.id, claim.code)
    if claim.seal:  # a ticket of ours is `changed`, not unknown, after a cancellation
        known = sealed and text.strip().upper() == write_claim(claim, practice=app.pack.demonstration)
    stands = sequence == claim.sequence if claim.seal else sequence >= 0
    if found is None or not known:
        return "not valid"
    return "valid" if stands else "changed"
