"""Requests for a place in the next draws: ask, withdraw, decline; and which seats a person may take without a draw."""

from datetime import date, datetime, timedelta

from bot.app import App
from bot.core.booking.draw_day import largest_group
from bot.core.booking.request import LastMonth, Offer, Request, Status, allocation, newcomers
from bot.core.booking.slot import Booking, ForTheLine, NeverEnough, Refusal, Slot, local
from bot.core.booking.waiting import KeptSeats, Waiting
from bot.core.conversation.effects import AskForPlace, Book, DeclineOffer, FindSlots, KnowStatus, WithdrawRequest
from bot.core.conversation.events import Event, Look, NotBooked, SlotsFound, StatusKnown
from bot.core.conversation.facts import Facts
from bot.services.booking.codes import new_code
from bot.storage.tables import drawn_slots, draws, requests, waiting
from bot.storage.tables.requests import Asked

FEWEST_DRAWS = 7
"""From fewer draws nothing is told: one lucky day would say too much."""
MONTH = timedelta(days=30)


def about_request(
    app: App,
    effect: AskForPlace | WithdrawRequest | DeclineOffer | KnowStatus,
    person: str,
    request: Request | None,
    now: datetime,
    written: datetime | None = None,
) -> Event:
    """Carry out one effect about the request of a person; in the transaction of the turn.

    `written` is when the person asked on paper.
    """
    match effect:
        case AskForPlace():
            return _ask(app, effect, person, written or now)
        case WithdrawRequest():
            requests.set_state(app.db, person, app.pack.id, "withdrawn")
        case DeclineOffer():
            requests.set_state(app.db, person, app.pack.id, "asked")
        case KnowStatus() if request:
            return _status(app, request, now)
    return Look()


def _ask(app: App, asked: AskForPlace, person: str, now: datetime) -> Event:
    """Put a person into the line, or change what they ask for; a group that can never fit is told so."""
    sites = [site for id in asked.sites if (site := app.pack.site(id))]
    most = largest_group(app.pack, sites, asked.request.limits, app.pack.day(now))
    if asked.request.seats > most:
        return NotBooked(NeverEnough(most))
    used = requests.state_of(app.db, person, app.pack.id) == "booked"  # the appointment is over
    wanted = Asked(asked.request, asked.sites, asked.days)
    while not requests.ask(app.db, app.seal, person, app.pack.id, wanted, now, new_code(app), new_date=used):
        pass
    return Look()


def seats_of(waits: Waiting | Request | None) -> KeptSeats | Offer | None:
    """Return the seats that are kept for a person in the line, or on offer to them."""
    if isinstance(waits, Request):
        return waits.offer
    return waits.kept if waits else None


def end_by_booking(app: App, person: str, waits: Waiting | Request, slot: Slot) -> None:
    """Take a person out of the line, since they booked a slot; seats in another one that were for them go back."""
    if isinstance(waits, Waiting):
        waiting.leave(app.db, person, app.pack.id, "booked", booked=slot.id)
        return
    if waits.offer and waits.drawn_on:
        draws.confirm(app.db, app.pack.id, waits.drawn_on, waits.group.people)
    requests.set_state(app.db, person, app.pack.id, "booked", booked=slot.id)


def is_promised(app: App, asked: Book, offered: KeptSeats | Offer | None) -> bool:
    """Return whether seats of this slot were on offer, and it takes place: nothing else is asked of them."""
    if not isinstance(offered, Offer):
        return False
    same = asked.request.seats <= offered.request.seats and set(asked.request.limits) <= set(offered.request.limits)
    return same and drawn_slots.is_open(app.db, offered.slot.id)


def follow_answers(app: App, person: str, facts: Facts) -> None:
    """Ask for what the answers of a person say now; who can go to none of the sites any more leaves the line."""
    conversation, request = facts.conversation, facts.conversation.request
    if request is None or request.state != "asked" or conversation.asking or conversation.moving:
        return
    can_go = {site.id for site in facts.sites} if facts.verdict.outcome == "listed" and not facts.outside else set()
    sites = tuple(site for site in request.sites if site in can_go)
    if not sites:
        requests.set_state(app.db, person, app.pack.id, "withdrawn")
    elif (sites, facts.seat_request) != (request.sites, request.group):
        asked = Asked(facts.seat_request, sites, request.days)
        requests.ask(app.db, app.seal, person, app.pack.id, asked, facts.world.now)


def _status(app: App, request: Request, now: datetime) -> StatusKnown:
    """Return what can be said to a person in the line."""
    today = app.pack.day(now)
    return StatusKnown(
        Status(
            request.since,
            requests.count(app.db, app.pack.id).get("asked", 0),
            sum(app.pack.per_day(site.id, today) for site in app.pack.sites),
            _last_month(app, request.group.people, today),
        )
    )


def _last_month(app: App, size: int, today: date) -> LastMonth | None:
    days = draws.outcomes(app.db, app.pack.id, size, since=today - MONTH)
    if len(days) < FEWEST_DRAWS:
        return None
    offered = [day.offered for day in days]
    return LastMonth(sum(day.asked for day in days) // len(days), min(offered), max(offered))


# Seats that a person may take without a draw


def may_book(
    app: App, asked: Book, person: str, held: Booking | None, waits: Waiting | Request | None, now: datetime
) -> Refusal | None:
    """Return None if a person may take these seats at once; where a pack draws, most seats are for the line."""
    if not is_for_the_line(app, person, held, now) or _is_theirs(app, asked, held or seats_of(waits)):
        return None
    return ForTheLine()


def found_for(
    app: App,
    found: SlotsFound,
    asked: FindSlots,
    person: str,
    held: Booking | None,
    waits: Waiting | Request | None,
    now: datetime,
) -> SlotsFound:
    """Return of some slots those that a person may take at once."""
    if not is_for_the_line(app, person, held, now):
        return found
    own = held or seats_of(waits)
    theirs = tuple(slot for slot in found.slots if _is_theirs(app, Book(slot.site, slot.starts_at, asked.request), own))
    return SlotsFound(theirs, None if theirs else ForTheLine() if found.slots else found.why)


def is_for_the_line(app: App, person: str, held: Booking | None, now: datetime) -> bool:
    """Return whether the free seats of the pack are for the line: a person with a void appointment comes before it."""
    today = app.pack.day(now)
    if allocation(app.pack, today) != "draw" or (held and held.void):
        return False
    return newcomers(app.pack, today) == "draw" or requests.is_line(app.db, app.seal, app.pack, today, but=person)


def _is_theirs(app: App, asked: Book, own: Booking | KeptSeats | Offer | None) -> bool:
    """Return whether these seats are another hour of the day that the person holds, or that is kept or on offer."""
    if own is None:
        return False
    site = app.pack.site_booked(own.slot.site)
    same_day = local(own.slot.starts_at, site).date() == local(asked.starts_at, site).date()
    return own.slot.site == asked.site and same_day and asked.request.seats <= own.request.seats
