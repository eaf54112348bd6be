"""A rush: four processes, one slot of 80 seats, 160 families tapping Confirm at once."""

import multiprocessing
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import TERMINAL, Talk
from bot.core.booking.slot import ResourceTaken, SeatRequest, TooFewSeats, slot_id
from bot.core.booking.timetable import in_utc
from bot.core.conversation.answers import Answers
from bot.core.conversation.effects import Book, FindSlots
from bot.core.conversation.events import Booked, NotBooked, Tapped
from bot.core.conversation.shown import Shown
from bot.core.conversation.state import Conversation
from bot.core.programme.pack import Pack
from bot.services.booking.book import book
from bot.settings import read_settings
from bot.storage import sqlite
from bot.storage.database import transaction
from bot.storage.tables import bookings, conversations, people, slots
from tests.forking import FORK

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
PROCESSES, FAMILIES, SEATS = 4, 160, 80


def open_at(database: Path) -> App:
    return App.open(read_settings({}, database=str(database)))


def everyone_is_at_the_summary(app: App) -> int:
    """Families of 2 to 5, each with the last free slot chosen and the summary on the screen."""
    site = app.pack.sites[0]
    day = app.world(NOW, TERMINAL).today + timedelta(days=3)
    starts_at = in_utc(site, day, site.times[0])
    with transaction(app.db):
        slots.set_capacity(app.db, app.pack.id, site, starts_at, SEATS)
        chosen = slots.find(app.db, app.pack.id, FindSlots((site.id,), SeatRequest(1, 1), starts_at, starts_at))[0]
        for n in range(FAMILIES):
            person = people.create(app.db, app.seal, NOW)
            people.assign_address(app.db, app.seal, person, f"terminal:{n}")
            people.save_consent(app.db, app.seal, person, app.pack.id, "digest", NOW)
            conversations.save(
                app.db, app.seal, person, at_the_summary(app.pack, slot_id(chosen, site), 2 + n % 4), NOW
            )
    return chosen.id


def at_the_summary(pack: Pack, slot: str, family: int) -> Conversation:
    place = {"state": "MX-BCN", "inside": "yes", "method": "state"}
    answers = {
        "practice": "understood", "operator": "met", "consent": "digest", "party": family,
        "q:vulnerable": "yes", "place": place, "sites": [pack.sites[0].id], "day": slot[-16:-6], "slot": slot,
    }  # fmt: skip
    told = pack.determination({"party": family, "vulnerable": "yes"}, NOW.date()).told
    conversation = Conversation(pack.id, pack.revision, "en", answers=Answers.from_data(answers), told=told)
    return replace(conversation, shown=(Shown("confirm", "Book it"),))


def tap_confirm(database: Path, first: int, gate: Barrier, results: "multiprocessing.Queue[str]") -> None:
    """One process: forty families, one after the other, as fast as it can."""
    app = open_at(database)
    gate.wait()
    for n in range(first, FAMILIES, PROCESSES):
        try:
            talk = Talk(app, f"terminal:{n}", lambda: NOW)
            keys = [outgoing.key for outgoing in talk.hear(Tapped("confirm"))]
            results.put("booked" if "ticket.booked" in keys else "told" if "slot.taken" in keys else repr(keys))
        except Exception as error:
            results.put(f"error: {error!r}")
    app.close()


@pytest.mark.slow
def test_every_family_gets_seats_for_all_or_none_until_the_seats_are_gone(tmp_path: Path) -> None:
    app = open_at(tmp_path / "rush.db")
    slot = everyone_is_at_the_summary(app)
    outcomes = in_processes(tap_confirm, tmp_path / "rush.db", FAMILIES)
    taken = app.db.execute("SELECT taken FROM slots WHERE id = ?", (slot,)).fetchone()[0]
    rows = app.db.execute("SELECT person FROM booking").fetchall()
    booked = [bookings.of(app.db, app.seal, row["person"], app.pack.id) for row in rows]
    assert outcomes == {"booked": len(booked), "told": FAMILIES - len(booked)}
    assert sum(held.people for held in booked if held) == taken
    assert SEATS - 5 < taken <= SEATS
    app.close()


WITH_INTERPRETER = Book("clinic", datetime(2026, 11, 25, 18, tzinfo=UTC), SeatRequest(1, 1, {"interpreter:ht": 1}))


def want_the_interpreter(database: Path, first: int, gate: Barrier, results: "multiprocessing.Queue[str]") -> None:
    """One process: people who want the same interpreter at the same hour."""
    app = App.open(read_settings({}, database=str(database), pack="legal-clinic"))
    gate.wait()
    for _ in range(first, FAMILIES, PROCESSES):
        with transaction(app.db):
            outcome = book(app, WITH_INTERPRETER, people.create(app.db, app.seal, NOW), None, NOW)
        results.put("booked" if isinstance(outcome, Booked) else repr(outcome))
    app.close()


@pytest.mark.slow
def test_one_of_all_gets_the_only_interpreter_of_an_hour_with_many_seats(tmp_path: Path) -> None:
    app = App.open(read_settings({}, database=str(tmp_path / "rush.db"), pack="legal-clinic"))
    site = app.pack.site("clinic")
    assert site
    with transaction(app.db):
        slots.set_capacity(app.db, app.pack.id, site, WITH_INTERPRETER.starts_at, FAMILIES)
    outcomes = in_processes(want_the_interpreter, tmp_path / "rush.db", FAMILIES)
    assert outcomes == {"booked": 1, repr(NotBooked(ResourceTaken("interpreter:ht"))): FAMILIES - 1}
    assert app.db.execute("SELECT sum(taken) FROM slots").fetchone()[0] == 1
    app.close()


PAIRS = 80
LAST_SEAT = Book("tijuana", datetime(2026, 11, 25, 21, tzinfo=UTC), SeatRequest(3, 3))


def grow_into_the_last_seat(database: Path, first: int, gate: Barrier, results: "multiprocessing.Queue[str]") -> None:
    """One process: pairs who all sit at one hour, and want to be three there."""
    app = open_at(database)
    gate.wait()
    for n in range(first, PAIRS, PROCESSES):
        with transaction(app.db):
            person = people.at(app.db, app.seal, f"terminal:{n}")
            assert person
            outcome = book(app, LAST_SEAT, person, bookings.of(app.db, app.seal, person, app.pack.id), NOW)
        results.put("three" if isinstance(outcome, Booked) else repr(outcome))
    app.close()


@pytest.mark.slow
def test_of_eighty_pairs_exactly_one_grows_into_the_last_seat_and_no_other_loses_its_own(tmp_path: Path) -> None:
    app = open_at(tmp_path / "rush.db")
    site = app.pack.site("tijuana")
    assert site
    with transaction(app.db):
        slots.set_capacity(app.db, app.pack.id, site, LAST_SEAT.starts_at, 2 * PAIRS + 1)
        for n in range(PAIRS):
            person = people.create(app.db, app.seal, NOW)
            people.assign_address(app.db, app.seal, person, f"terminal:{n}")
            assert isinstance(book(app, replace(LAST_SEAT, request=SeatRequest(2, 2)), person, None, NOW), Booked)
    outcomes = in_processes(grow_into_the_last_seat, tmp_path / "rush.db", PAIRS)
    assert outcomes == {"three": 1, repr(NotBooked(TooFewSeats(2))): PAIRS - 1}
    seats = [row["seats"] for row in app.db.execute("SELECT seats FROM booking ORDER BY seats")]
    assert (seats, app.db.execute("SELECT sum(taken) FROM slots").fetchone()[0]) == (
        [*[2] * (PAIRS - 1), 3],
        2 * PAIRS + 1,
    )
    app.close()


def check_then_insert(database: Path, first: int, gate: Barrier, results: "multiprocessing.Queue[str]") -> None:
    """The mistake that the guarded UPDATE prevents: look first, then write, each in its own transaction."""
    db = sqlite.connect(database, timeout=10, isolation_level=None)
    gate.wait()
    for _ in range(first, FAMILIES, PROCESSES):
        taken = db.execute("SELECT count(*) FROM naive").fetchone()[0]
        if taken < SEATS:
            db.execute("INSERT INTO naive DEFAULT VALUES")
        results.put("booked" if taken < SEATS else "told")
    db.close()


@pytest.mark.slow
def test_the_same_rush_overbooks_where_a_seat_is_looked_at_before_it_is_taken(tmp_path: Path) -> None:
    """The negative control: without it, a machine on which nothing races would make the test above pass."""
    for attempt in range(10):
        database = tmp_path / f"naive{attempt}.db"
        db = sqlite.connect(database)
        db.execute("PRAGMA journal_mode = wal")
        db.execute("CREATE TABLE naive (id INTEGER PRIMARY KEY)")
        db.close()
        if in_processes(check_then_insert, database, FAMILIES)["booked"] > SEATS:
            return
    pytest.fail("nothing raced in ten rushes, so the test above proves nothing here")


def in_processes(work: Callable[..., None], database: Path, results: int) -> Counter[str]:
    """Start the processes, let them go at once, and count what they say."""
    gate, said = FORK.Barrier(PROCESSES), FORK.Queue()
    running = [FORK.Process(target=work, args=(database, n, gate, said)) for n in range(PROCESSES)]
    for process in running:
        process.start()
    outcomes = Counter(said.get(timeout=120) for _ in range(results))
    for process in running:
        process.join()
    return outcomes
