"""Protects a case on a phone, and moves it to another phone: PIN, spoken code, and the words of a desk."""

from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.core.booking.code import read_code
from bot.core.conversation.effects import CheckPin, HoldPin, RemovePin, SetPin
from bot.core.conversation.events import (
    CodeHeld,
    Event,
    NotRecovered,
    PinDiffers,
    PinHeld,
    PinRemoved,
    PinRight,
    PinSet,
    PinWrong,
    Recovered,
    TooManyAttempts,
)
from bot.core.conversation.phone import AWAY
from bot.services import rate_limits
from bot.services.booking.codes import new_code
from bot.storage.database import transaction
from bot.storage.tables import (
    audit_log,
    bookings,
    desk_cards,
    failed_attempts,
    outbox,
    people,
    pins,
    recovery_requests,
    request_codes,
    shown_messages,
    wrong_codes,
)
from bot.storage.tables.staff import Account

COUNTS = timedelta(minutes=15)
"""How long the words of a desk are valid."""
DESK = "desk"
"""The channel of a case at a desk; without any, its person ended the help there."""


def about_pin(app: App, effect: HoldPin | SetPin | CheckPin | RemovePin, person: str, now: datetime) -> Event:
    """Carry out what a person asks about their PIN."""
    match effect:
        case HoldPin(pin):
            pins.save_unconfirmed(app.db, app.seal, person, pin)
            return PinHeld()
        case SetPin(pin):
            return PinSet() if pins.confirm(app.db, app.seal, person, pin) else PinDiffers()
        case RemovePin():
            pins.delete(app.db, person)
            return PinRemoved()
        case CheckPin(pin):
            return _try(app, person, pin, now)


def _try(app: App, person: str, pin: str, now: datetime) -> PinRight | PinWrong | TooManyAttempts:
    """Try a PIN. Failed attempts are counted in the table, so that a restart gives no new ones."""
    what = f"pin:{person}"
    if hours := failed_attempts.closed_hours(app.db, app.seal, what, now):
        return TooManyAttempts(hours)
    if pins.matches(app.db, app.seal, person, pin):
        failed_attempts.clear_failures(app.db, app.seal, what)
        return PinRight()
    left = failed_attempts.add_failure(app.db, app.seal, what, now)
    return PinWrong(left) if left else TooManyAttempts(failed_attempts.closed_hours(app.db, app.seal, what, now))


def hold(app: App, address: str, code: str, now: datetime) -> CodeHeld | TooManyAttempts:
    """Store which code was named at an address, whether or not it exists."""
    if hours := failed_attempts.closed_hours(app.db, app.seal, f"address:{address}", now):
        return TooManyAttempts(hours)
    recovery_requests.save(app.db, app.seal, address, code, now)
    return CodeHeld()


def recover(app: App, address: str, secret: str, now: datetime) -> Recovered | NotRecovered | TooManyAttempts:
    """Move the case of the code that was named to this address, if the secret is its PIN or the words of a desk.

    An unknown code, a wrong PIN and no PIN at all take the same time and look the same. Failed attempts count for the
    address and for the code. Words of a desk are too many to guess: they count for the address alone, so that
    guessing cannot lock out the owner of a code.
    """
    code = recovery_requests.code_hash_at(app.db, app.seal, address, now - AWAY)
    from_desk = read_code(secret) is not None
    counted = [f"address:{address}", *([f"code:{code}"] if code and not from_desk else [])]
    if hours := max(failed_attempts.closed_hours(app.db, app.seal, what, now) for what in counted):
        return TooManyAttempts(hours)
    person = _holder(app, code)
    right = _opens(app, person, secret, from_desk, now)
    if person is None or not right:
        left = min([failed_attempts.add_failure(app.db, app.seal, what, now) for what in counted])
        hours = max(failed_attempts.closed_hours(app.db, app.seal, what, now) for what in counted)
        return NotRecovered(left) if left else TooManyAttempts(hours)
    opened = _opened_at_desk(app, person, address)
    _move(app, person, address)
    for what in (f"code:{code}", f"pin:{person}"):
        failed_attempts.clear_failures(app.db, app.seal, what)
    return Recovered(person, from_desk, opened)


def _holder(app: App, code_hash: str) -> str | None:
    """Return the person whose appointment or request has a code; both are looked up, so that it takes the same time."""
    booked = bookings.holder(app.db, app.pack.id, code_hash)
    asked = request_codes.holder(app.db, app.pack.id, code_hash)
    return booked or asked


def _opens(app: App, person: str | None, secret: str, from_desk: bool, now: datetime) -> bool:
    if not from_desk:
        return pins.matches(app.db, app.seal, person, secret)
    right = recovery_requests.use_desk_words(app.db, app.seal, person, secret, now)
    if right and person:
        pins.delete(app.db, person)
    return right


def _opened_at_desk(app: App, person: str, address: str) -> datetime | None:
    """Return when a helper opened a case last, if it comes from a desk to a phone.

    The phone that it left for the desk reads nothing of it: somebody else may hold that phone.
    """
    comes_from, goes_to = people.channel_of(app.db, app.seal, person), people.channel(address)
    if goes_to == DESK or comes_from not in (DESK, "") or not desk_cards.was_helped(app.db, person):
        return None
    return max((at for _, at in audit_log.opened_by(app.db, app.seal, person)), default=None)


def _move(app: App, person: str, address: str) -> None:
    """Move a case to this address, away from every other; delete what was on its way to the old chat."""
    people.move_to_address(app.db, app.seal, person, address)
    outbox.delete_all(app.db, person)
    shown_messages.delete_all(app.db, person)
    recovery_requests.delete(app.db, app.seal, address)


def issue(
    app: App, code: str, helpers: tuple[Account, Account], now: datetime, by: audit_log.Actor
) -> str | TooManyAttempts | None:
    """Make words that open the case of this code once, on any phone, for 15 minutes; None if no case has this code.

    The helpers have proved who they are. ValueError if they are not two: one alone could take any case. The audit
    names both of them and the case.
    """
    first, second = helpers
    if first.id == second.id:
        raise ValueError("two different helpers must agree")
    with transaction(app.db):
        if hours := rate_limits.codes_closed_hours(app, now):
            return TooManyAttempts(hours)
        person = _holder(app, app.seal.hash("code", code))
        wrong_codes.add(app.db, app.seal, code, now, wrong=person is None)
        if person is None:
            return None
        words = new_code(app)
        who = audit_log.pseudonym(app.seal, person)
        audit_log.write(app.db, app.seal, by, "desk words", who, first=first.name, second=second.name)
        recovery_requests.save_desk_words(app.db, app.seal, person, words, now.astimezone(UTC) + COUNTS)
    return words
