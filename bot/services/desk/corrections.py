"""Corrections at the desk: an appointment or seats of it are given back in two minutes, so that a slip is undone."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from bot.app import App
from bot.core.booking.code import read_code
from bot.core.booking.slot import Booking
from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.events import Booked
from bot.core.conversation.facts import Facts
from bot.core.conversation.flow import advance
from bot.core.conversation.pages.change_group import with_fewer
from bot.core.conversation.state import GivenBack
from bot.core.conversation.steps.hear_of_cancellation import WHY
from bot.core.desk.acts import Act, Role, audited
from bot.core.language.message import Channel
from bot.services import notices
from bot.services.booking import book
from bot.services.booking.waiting import serve
from bot.services.conversation import lanes
from bot.services.desk.sessions import write_audit
from bot.storage.database import transaction
from bot.storage.keys.master_key import SealError
from bot.storage.tables import audit_log, bookings, conversations, delayed_acts, failed_attempts, pins
from bot.storage.tables.audit_log import Actor
from bot.storage.tables.delayed_acts import DelayedAct
from bot.storage.tables.staff import Account

WAITS = timedelta(minutes=2)
"""How long an act can be undone."""
REASONS = tuple(WHY)
"""Why something is given back: the person asked for it, they have it twice, or it was booked by mistake."""
Fault = Literal["code", "closed", "pin", "reason", "people", "asks", "waits"]


def cancel_later(app: App, account: Account, code: str, reason: str, now: datetime) -> Fault | None:
    """Let the appointment with a code be given back in two minutes; return why it is not."""
    return _later(app, account, code, reason, now)


def fewer_later(app: App, account: Account, code: str, reason: str, people: int, now: datetime) -> Fault | None:
    """Let the appointment with a code be for fewer people in two minutes; return why it is not."""
    return _later(app, account, code, reason, now, people) if people > 0 else "people"


def _later(app: App, account: Account, code: str, reason: str, now: datetime, people: int = 0) -> Fault | None:
    """Note an act that is done in two minutes; return why it is not.

    Who has a PIN does it with that, and no helper can do so for them. Codes that do not exist are limited per account.
    """
    tries = f"desk-code:{account.id}"
    with transaction(app.db):
        if reason not in REASONS:
            return "reason"
        if failed_attempts.closed_hours(app.db, app.seal, tries, now):
            return "closed"
        read = read_code(code)
        found = bookings.by_code(app.db, app.seal, read) if read else None
        if found is None or (found.pack, found.state) != (app.pack.id, "booked") or found.starts_at <= now:
            failed_attempts.add_failure(app.db, app.seal, tries, now)
            return "code"
        if pins.has_one(app.db, app.seal, found.person):
            return "pin"
        held = bookings.of(app.db, app.seal, found.person, app.pack.id)
        assert held
        if people >= held.people:
            return "people"
        if people and _with_fewer(app, found.person, people, now) is None:
            return "asks"
        if not delayed_acts.add(app.db, held.id, account.id, reason, now + WAITS, people):
            return "waits"
        act = Act.FEWER if people else Act.CANCEL
        write_audit(app, account, audited(act), now, found.person, reason=reason, people=str(people or ""))
    return None


def waiting(app: App, account: Account) -> list[tuple[DelayedAct, str]]:
    """Return the acts that an account can undo, each with the last part of its code."""
    may_undo = [act for act in delayed_acts.listing(app.db, app.pack.id) if _may_undo(account, act)]
    held = [(act, _held(app, act)) for act in may_undo]
    return [(act, booking.code.split()[-1]) for act, booking in held if booking]


def undo(app: App, account: Account, booking: int, now: datetime) -> bool:
    """Undo an act; return whether it was in time: an act that still waits can be undone."""
    with transaction(app.db):
        act = delayed_acts.find(app.db, booking)
        if act is None or not _may_undo(account, act):
            return False
        delayed_acts.delete(app.db, booking)
        write_audit(app, account, audited(Act.UNDO), now, act.person)
    return True


def _may_undo(account: Account, act: DelayedAct) -> bool:
    """Return whether an account may undo an act: a coordinator what anybody began, all others their own."""
    return act.staff == account.id or account.role is Role.COORDINATOR


def carry_out(app: App, now: datetime) -> None:
    """Carry out the acts that are due, each in one transaction: it is done, or it still waits.

    Only the tick calls this, since it has checked the clock: what is given back cannot be taken again.
    """
    for act in delayed_acts.listing(app.db, app.pack.id):
        if act.due <= now:
            with transaction(app.db):
                _carry_out(app, act, now)


def _carry_out(app: App, act: DelayedAct, now: datetime) -> None:
    """Do it, and let the person know, wherever their chat is."""
    delayed_acts.delete(app.db, act.booking)
    held = _held(app, act)
    if held is None:
        return
    if act.people:
        done = _book_fewer(app, act, held, now)
    else:
        book.cancel(app, act.person, held)
        _tell(app, act, held)
        done = True
    serve(app, now)
    if done and lanes.lane_of(app, act.person) != "desk":  # there the helper says it
        zone = app.pack.site_booked(held.slot.site).zone
        notices.notify(app, act.person, zone, now, held.slot.starts_at)
    about = audit_log.pseudonym(app.seal, act.person)
    verdict = "done" if done else "not-done"
    name = audited(Act.FEWER if act.people else Act.CANCEL)
    by = Actor(f"staff:{act.staff}", now)
    audit_log.write(app.db, app.seal, by, name, about, staff=act.name, reason=act.reason, verdict=verdict)


def _book_fewer(app: App, act: DelayedAct, held: Booking, now: datetime) -> bool:
    """Change the booking as its person would; return False if something has to be asked first by now."""
    kept = conversations.load(app.db, app.seal, act.person, app.pack.id)
    changed = _with_fewer(app, act.person, act.people, now)
    if kept is None or changed is None or changed.slot is None:
        return False
    outcome = book.book(app, changed.book(*changed.slot), act.person, held, now)
    if not isinstance(outcome, Booked):
        return False
    turn = advance(changed.conversation, outcome, changed.world, changed)
    told = replace(turn.conversation, given_back=_given_back(act, held))
    conversations.save(app.db, app.seal, act.person, told, kept.at)  # the person was not here since then
    return True


def _with_fewer(app: App, person: str, people: int, now: datetime) -> Facts | None:
    kept = conversations.case_of(app.db, app.seal, person, app.pack.id)
    return with_fewer(people, kept.conversation, app.world(now, Channel("tick"))) if kept else None


def _tell(app: App, act: DelayedAct, held: Booking) -> None:
    """Let the person read at their next visit who cancelled, and why."""
    kept = conversations.case_of(app.db, app.seal, act.person, app.pack.id)
    if kept is None:
        return
    told = replace(kept.conversation.staying().without(DAY, SLOT), in_calendar=False, given_back=_given_back(act, held))
    conversations.save(app.db, app.seal, act.person, told, kept.at)  # the person was not here since then


def _given_back(act: DelayedAct, held: Booking) -> GivenBack:
    return GivenBack(act.name, act.reason, held.slot.site, held.slot.starts_at.isoformat(), act.people)


def _held(app: App, act: DelayedAct) -> Booking | None:
    """Return the appointment that an act is about; None if it does not open or is another one now."""
    with suppress(SealError):
        held = bookings.of(app.db, app.seal, act.person, app.pack.id)
        return held if held and held.id == act.booking else None
    return None
