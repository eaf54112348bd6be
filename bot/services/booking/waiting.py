"""The waiting list: free seats are kept for the people who asked to be told, in the order of asking."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.booking.slot import SeatRequest, Slot
from bot.core.booking.waiting import KeptSeats, Waiting, waiting_hours
from bot.core.conversation.effects import FindSlots
from bot.core.conversation.facts import earliest_and_latest
from bot.core.conversation.state import World
from bot.core.conversation.waiting_list import search
from bot.core.language.message import Channel
from bot.services import notices
from bot.services.booking.resources import missing, with_room
from bot.storage.keys.master_key import SealError
from bot.storage.keys.person_keys import KeyGoneError
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import conversations, slots, waiting


def wait(app: App, person: str, until: date, now: datetime, written: datetime | None = None) -> None:
    """Put a person on the waiting list, or let them wait on in their place; in the transaction of the caller.

    `written` is when the person asked on paper.
    """
    waiting.add(app.db, app.seal, person, app.pack.id, until, now, written)
    request = waiting.of(app.db, app.seal, person, app.pack.id)
    if request and request.state == "lapsed":
        waiting.give_back(app.db, person, app.pack.id, "waiting")


def pass_on(app: App, now: datetime) -> None:
    """End the requests that are over, then keep free seats for the next people; in the transaction of the caller.

    It deletes nothing, and goes by a clock that is certain.
    """
    if missing_commits(app.db) is not None:
        return
    today = app.world(now, Channel("tick")).today
    for person, state in waiting.in_order(app.db, app.pack.id):
        request = _read(app, person)
        if request is None:
            continue
        if request.kept and request.kept.until <= now:
            waiting.give_back(app.db, person, app.pack.id, "lapsed")
            _tell(app, person, request.kept.slot, now)
        elif state in ("waiting", "lapsed") and request.until < today:
            waiting.give_back(app.db, person, app.pack.id, "over")
            if state == "waiting":  # the others were told that nothing is kept for them any more
                notices.notify(app, person, app.pack.zone, now)
    _serve_all(app, now)


def serve(app: App, now: datetime) -> None:
    """Keep free seats for the people who wait, in the transaction of a turn.

    A pack without a waiting list keeps no more: what it kept before it had none, the tick gives back.
    """
    if waiting_hours(app.pack, app.pack.day(now)):
        _serve_all(app, now)


def _serve_all(app: App, now: datetime) -> None:
    """Keep free seats for the people who wait, in the order of asking, and let each of them know.

    A group that is larger than the free seats is passed over and keeps its place. Nothing is kept in a database that
    is older than it was: somebody may have left the list since.
    """
    line = waiting.in_order(app.db, app.pack.id)
    if not line or missing_commits(app.db) is not None:
        return
    world = app.world(now, Channel("tick"))
    for person, state in reversed(line):
        if state == "kept" and (request := _read(app, person)) and not _stands(app, person, request, world):
            waiting.give_back(app.db, person, app.pack.id, "waiting")
    found_none: list[FindSlots] = []
    for person, state in waiting.in_order(app.db, app.pack.id):
        if state == "waiting" and _is_any_free(app, world):
            _serve(app, person, world, found_none)


def _serve(app: App, person: str, world: World, found_none: list[FindSlots]) -> None:
    """Keep the first place that a person can use and did not decline. `found_none` are searches that found nothing."""
    asked, request = _search(app, person, world), _read(app, person)
    hours = waiting_hours(app.pack, world.today)
    if asked is None or request is None or not hours or asked in found_none:
        return
    free = with_room(app, slots.find(app.db, app.pack.id, asked), asked.request)
    if not free:
        found_none.append(asked)
    slot = next((slot for slot in free if slot.id not in request.declined), None)
    if slot is None:
        return
    taken = slots.take(app.db, app.pack.id, slot.site, slot.starts_at, asked.request.seats)
    assert isinstance(taken, Slot), "it was free in this transaction"
    until = min(_after_hours(world.now, hours, app.pack.site_booked(slot.site).zone), slot.starts_at)
    waiting.keep(app.db, app.seal, person, app.pack.id, KeptSeats(slot, asked.request, until))
    _tell(app, person, slot, world.now)


def _tell(app: App, person: str, slot: Slot, now: datetime) -> None:
    notices.notify(app, person, app.pack.site_booked(slot.site).zone, now, slot.starts_at)


def _stands(app: App, person: str, request: Waiting, world: World) -> bool:
    """Return whether kept seats are still there, and still what the person asks for."""
    kept = request.kept
    if kept is None or kept.slot.starts_at <= world.now:
        return False
    asked = _search(app, person, world)
    if asked and (kept.slot.site not in asked.sites or kept.request != asked.request):
        return False
    nothing_more = SeatRequest(0, 0, dict.fromkeys(kept.request.needs, 0), kept.request.limits)
    there = slots.take(app.db, app.pack.id, kept.slot.site, kept.slot.starts_at, 0)
    return isinstance(there, Slot) and missing(app, there, nothing_more) is None


def _is_any_free(app: App, world: World) -> bool:
    everywhere = tuple(site.id for site in app.pack.sites)
    most = slots.most_room(app.db, app.pack.id, FindSlots(everywhere, SeatRequest(1, 1), *earliest_and_latest(world)))
    return most is not None and most > 0


def _search(app: App, person: str, world: World) -> FindSlots | None:
    """Return what a person looks for, by their answers; None while an answer is missing."""
    try:
        saved = conversations.load(app.db, app.seal, person, app.pack.id)
    except KeyGoneError:
        raise
    except SealError:
        return None
    return saved and search(saved.conversation, world)


def _read(app: App, person: str) -> Waiting | None:
    """Return the request of a person; None if it is damaged: `keys check` names it."""
    try:
        return waiting.of(app.db, app.seal, person, app.pack.id)
    except KeyGoneError:
        raise
    except SealError:
        return None


def _after_hours(start: datetime, hours: int, zone: str) -> datetime:
    """Return when so many hours between 8 and 20 o'clock have passed, by the clock of a zone."""
    moment, left = notices.next_in_hours(start, zone), timedelta(hours=hours)
    while True:
        there = moment.astimezone(ZoneInfo(zone))
        end = datetime.combine(there.date(), notices.LAST, there.tzinfo).astimezone(start.tzinfo)
        if left <= end - moment:
            return moment + left
        left -= end - moment
        moment = notices.next_in_hours(end, zone)
