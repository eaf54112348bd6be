"""The draw of an opening day: choose its seed, freeze the line, and give what is free; each of them once, ever."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from bot.app import App
from bot.core.booking.allocation import Decision, Passed, Placed, Request, allocate
from bot.core.booking.draw_day import coming_day, draws_at, due_day, freezes_at
from bot.core.booking.slot import SeatRequest
from bot.services.booking import offers
from bot.services.booking.draw_seats import SeatsOfDay, limits_left, seats_to_give
from bot.storage.database import transaction
from bot.storage.keys.master_key import SealError
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import audit_log, draws, requests
from bot.storage.tables.draws import DrawRow, EntryRow, OutcomeRow

KEPT, ANNOUNCED = "kept", "announced"
"""The kinds of seed: made from a key that the operator keeps, its hash known before; or a public value to come."""
PORTION = 5000
"""Requests read at once: between two portions, messages are answered."""
TICKET = 16
"""Bytes of a ticket."""


class Progress(NamedTuple):
    """How far a draw is: of so many requests so many are read, and so many groups have an offer."""

    read: int
    of: int
    offered: int = 0


@dataclass(slots=True)
class _Entry:
    """A request in a draw: whose it is and, once its turn has come, what it asks for."""

    row: EntryRow
    request: Request
    group: SeatRequest | None = None
    lacks: bool = False
    """Whether no day of it has, by the pack, the interpreter or the room that it needs."""


def portions(app: App, now: datetime, by: audit_log.Actor) -> Iterator[Progress]:
    """Do what is due for the draws, in steps between which messages are answered; safe to repeat, and to break off.

    The caller is sure of the clock. In a database that is older than it was nobody gets an offer: the draw may have
    been made in what was lost.
    """
    if missing_commits(app.db) is not None:
        return
    now = now.astimezone(UTC)
    due = due_day(app.pack, now)
    if days := [day for day in (due, coming_day(app.pack, now)) if day]:
        with transaction(app.db):
            for day in days:
                _prepare(app, day, now)
    draw = draws.of(app.db, app.pack.id, due) if due else None
    if draw and not draw.drawn_at and (seed := _seed(app, draw)):
        yield from _make(app, draw, seed, now, by)


def _prepare(app: App, day: date, now: datetime) -> None:
    """Choose the seed of a draw and, at its time, freeze the line for it."""
    if draws.of(app.db, app.pack.id, day) is None:
        name = sha256(_kept_seed(app, day)).hexdigest()
        draws.choose_seed(app.db, app.pack.id, day, KEPT, name, now)
    freezes = freezes_at(app.pack, day)
    draw = draws.of(app.db, app.pack.id, day)
    if draw and freezes <= now:
        draws.freeze(app.db, draw, freezes, now)


# Seeds


def announce(app: App, day: date, name: str, now: datetime) -> bool:
    """Choose for a draw a public value that nobody knows yet, such as the round of a beacon, by its name.

    Return False if its seed was chosen before, or if the time of its freeze has come: the value may be known by then.
    """
    if draws.of(app.db, app.pack.id, day) or freezes_at(app.pack, day) <= now:
        return False
    draws.choose_seed(app.db, app.pack.id, day, ANNOUNCED, name, now)
    return True


def reveal(app: App, day: date, value: str) -> bool:
    """Save the announced value, which is public by now; return False if the draw does not wait for one.

    The seed is the SHA-256 of the announced name, a line feed and the value, all in UTF-8.
    """
    draw = draws.of(app.db, app.pack.id, day)
    if draw is None or draw.seed_kind != ANNOUNCED:
        return False
    return draws.reveal(app.db, draw, value, sha256(f"{draw.seed_name}\n{value}".encode()).hexdigest())


def without_value(app: App, now: datetime) -> DrawRow | None:
    """Return the draw that is due and waits for its public value, which somebody must type in before the next one."""
    due = due_day(app.pack, now)
    draw = draws.of(app.db, app.pack.id, due) if due else None
    return draw if draw and draw.seed_kind == ANNOUNCED and not draw.seed and not draw.drawn_at else None


def _kept_seed(app: App, day: date) -> bytes:
    """Return the seed that the operator's keys make for a day: the same one after a restart or from an old copy."""
    return bytes.fromhex(app.seal.keys.hash_with_shared(draws.KEY, f"seed:{app.pack.id}:{day}"))


def _seed(app: App, draw: DrawRow) -> bytes:
    """Return the seed of a draw; empty while its public value is not known."""
    return _kept_seed(app, draw.day) if draw.seed_kind == KEPT else bytes.fromhex(draw.seed)


# The draw


def _make(app: App, draw: DrawRow, seed: bytes, now: datetime, by: audit_log.Actor) -> Iterator[Progress]:
    """Read who takes part, then decide and offer in one transaction: a crash leaves a draw that is made, or not."""
    of = draws.entries(app.db, draw)
    before = draws.last_made(app.db, app.pack.id)
    secret = bytes.fromhex(app.seal.keys.hash_with_shared(draws.KEY, f"tickets:{draw.pack}:{draw.day}"))
    entries: dict[bytes, _Entry] = {}
    for rows in draws.read_entries(app.db, draw, before, PORTION):
        for row in rows:
            ticket = sha256(secret + row.request.to_bytes(8)).digest()[:TICKET]
            since = app.pack.day(row.since).toordinal()
            entries[ticket] = _Entry(row, Request(ticket, since, 0, (), first=row.first))
        yield Progress(len(entries), of)
    with transaction(app.db):
        there = draws.still_in(app.db, draw)
        taking_part = {ticket: entry for ticket, entry in entries.items() if entry.row.request in there}
        offered = _give(app, draw, seed, taking_part, now, by)
    yield Progress(of, of, offered)


def _opened(app: App, entry: _Entry, days: Mapping[tuple[str, date], SeatsOfDay]) -> Request:
    """Return the request of an entry whose turn has come; one that does not open gets nothing.

    It asks for the days that have the interpreter or the room that it needs.
    """
    try:
        asked = requests.asked_by(app.db, app.seal, entry.row.request)
    except SealError:
        return entry.request
    entry.group = asked.group
    if needs := asked.group.needs:
        fitting = {at for at, day in days.items() if at[0] in asked.sites and day.has_resources(app, needs)}
        suit = asked.days or sorted({day for _, day in fitting})
        asked = asked._replace(
            sites=tuple(site for site in asked.sites if any((site, day) in fitting for day in suit)),
            days=tuple(day for day in suit if any((site, day) in fitting for site in asked.sites)),
        )
        entry.lacks = not asked.sites
    return replace(
        entry.request, seats=asked.group.seats, sites=asked.sites, days=asked.days, limits=asked.group.limits
    )


def _give(
    app: App, draw: DrawRow, seed: bytes, entries: dict[bytes, _Entry], now: datetime, by: audit_log.Actor
) -> int:
    """Decide, hold the seats, tell the people, and write down what was done; return how many groups have an offer."""
    found = draws.of(app.db, draw.pack, draw.day)
    if found is None or found.drawn_at:
        return 0  # another process was faster
    days = seats_to_give(app, now)
    share = app.pack.number("seniority_percent", draw.day, 0)
    limits = limits_left(app, {day.day for day in days.values()})
    decisions = allocate(
        (entry.request for entry in entries.values()),
        (day.site_day for day in days.values()),
        seed,
        share,
        limits,
        lambda request: _opened(app, entries[request.ticket], days),
    )
    held = {placed.ticket for placed in _held(app, days, decisions, entries, draw.day, now)}
    decisions = tuple(_settled(decision, held, entries) for decision in decisions)
    offered = [entries[ticket] for ticket in held]
    draws.finish(app.db, draw, seed.hex(), _record(app, draw, decisions, entries, now), now)
    _note_passed(app, draw, decisions, entries)
    draws.save_outcomes(app.db, draw.pack, _outcomes(draw.day, entries.values(), offered))
    if entries:
        counts = {"asked": len(entries), "offered": len(offered)}
        audit_log.write(app.db, app.seal, by, "draw run", f"pack:{draw.pack}", day=draw.day.isoformat(), **counts)
    return len(offered)


def _settled(decision: Decision, held: Collection[bytes], entries: Mapping[bytes, _Entry]) -> Decision:
    """Return a decision as it came out: without a free interpreter or room, a group that had a place has none."""
    lacks = entries[decision.ticket].lacks if isinstance(decision, Passed) else decision.ticket not in held
    return Passed(decision.ticket, "needs") if lacks else decision


def _note_passed(app: App, draw: DrawRow, decisions: Iterable[Decision], entries: Mapping[bytes, _Entry]) -> None:
    """Note who was passed over for another reason than that every seat was given."""
    for passed in decisions:
        if isinstance(passed, Placed) or passed.reason == "full":
            continue
        entry = entries[passed.ticket]
        if entry.group:
            requests.note_passed(app.db, app.seal, entry.row.person, draw.pack, draw.day, passed.reason)
        if passed.reason == "next" or (passed.reason == "needs" and not entry.lacks):
            draws.mark_first(app.db, draw, entry.row.request)


def _held(
    app: App,
    days: dict[tuple[str, date], SeatsOfDay],
    decisions: Iterable[Decision],
    entries: dict[bytes, _Entry],
    opening_day: date,
    now: datetime,
) -> Iterator[Placed]:
    """Give each group its hour and make its offer. A group whose interpreter is free at no hour gets none."""
    placed = [decision for decision in decisions if isinstance(decision, Placed)]
    for at, day in days.items():
        here = [one for one in placed if (one.site, one.day) == at]
        groups = {one.ticket: group for one in here if (group := entries[one.ticket].group)}
        for one, slot in day.hours_for(app, here, groups):
            day.make_room(app, slot, one.seats)
            offers.make(app, entries[one.ticket].row.person, groups[one.ticket], slot, one.by, opening_day, now)
            yield one


def _record(
    app: App, draw: DrawRow, decisions: tuple[Decision, ...], entries: dict[bytes, _Entry], now: datetime
) -> dict[str, int | str | bool]:
    """Return what the record of a draw says: counts, and a digest of all decisions."""
    late = max(now - draws_at(app.pack, draw.day), timedelta())
    placed = [decision for decision in decisions if isinstance(decision, Placed)]
    said = "\n".join(" ".join(map(str, (one[0].hex(), *one[1:]))) for one in decisions)
    return {
        "asked": len(entries),
        "placed": len(placed),
        "seats": sum(one.seats for one in placed),
        "borrowed": sum(one.borrowed for one in placed),
        **{f"by_{share}": count for share, count in Counter(one.by for one in placed).items()},
        **Counter(f"passed_{one.reason}" for one in decisions if not isinstance(one, Placed)),
        "late_minutes": late.days * 1440 + late.seconds // 60,
        "digest": sha256(said.encode()).hexdigest(),
        **draw.record,
    }


def _outcomes(day: date, asked: Iterable[_Entry], offered: Iterable[_Entry]) -> list[OutcomeRow]:
    given = Counter(entry.row.size for entry in offered)
    sizes = Counter(entry.row.size for entry in asked)
    return [OutcomeRow(day, size, count, given[size], 0) for size, count in sizes.items()]
