"""People who wait at the clinic, for the tests of the waiting list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.booking.timetable import in_utc
from bot.core.booking.waiting import Waiting
from bot.core.conversation.answers import Answers
from bot.core.conversation.state import Conversation
from bot.core.programme.pack import Pack
from bot.services.booking import waiting as waiting_list
from bot.storage.database import transaction
from bot.storage.tables import conversations, outbox, people, slots, waiting

WEDNESDAY = datetime(2026, 11, 25, tzinfo=ZoneInfo("America/Tijuana"))


def full(pack: Pack) -> Pack:
    """The clinic with a seat for each person, and none on offer: tests open some by hand."""
    return replace(pack, seat_per="person", capacities=())


def waits(app: App, now: datetime, party: int = 1, sites: Sequence[str] = ("clinic",), **answers: str) -> str:
    """Somebody who has answered everything, found nothing free and asked to be told."""
    asked = {"urgent": "none", "topic": "asylum", "interpreter": "none", "private_room": "no", **answers}
    asked |= {"alone": "adult"} if party == 1 else {}
    given = {
        "operator": "met", "consent": "digest", "party": party,
        **{f"q:{id}": answer for id, answer in asked.items()}, "sites": list(sites),
    }  # fmt: skip
    conversation = Conversation(app.pack.id, app.pack.revision, "en", answers=Answers.from_data(given))
    with transaction(app.db):
        person = people.create(app.db, app.seal, now)
        people.assign_address(app.db, app.seal, person, f"terminal:{person}")
        people.save_consent(app.db, app.seal, person, app.pack.id, "digest", now)
        conversations.save(app.db, app.seal, person, conversation, now)
        waiting_list.wait(app, person, now.date() + timedelta(days=14), now)
    return person


def opened(app: App, seats: int, day: datetime = WEDNESDAY, hour: int = 10, site: str = "clinic") -> datetime:
    """Staff set the seats of an hour by hand; return the hour."""
    place = app.pack.site(site)
    assert place
    starts_at = in_utc(place, date(day.year, day.month, day.day), day.replace(hour=hour).time())
    with transaction(app.db):
        slots.set_capacity(app.db, app.pack.id, place, starts_at, seats)
    return starts_at


def request(app: App, person: str) -> Waiting | None:
    return waiting.of(app.db, app.seal, person, app.pack.id)


def state(app: App, person: str) -> str:
    found = request(app, person)
    return found.state if found else ""


def told(app: App, now: datetime) -> list[str]:
    """Those for whom a notice is due, in the order in which they were told; it counts as sent."""
    due = outbox.due(app.db, app.seal, app.pack.id, now.astimezone(UTC)).replies
    with transaction(app.db):
        for one in due:
            outbox.delete(app.db, one.id)
    return [one.person for one in due if one.notice]


def held(app: App) -> tuple[int, int]:
    """The seats that count as taken, and the sum of what is booked and kept."""
    taken = app.db.execute("SELECT coalesce(sum(taken), 0) FROM slots").fetchone()[0]
    rows = app.db.execute("SELECT seats FROM booking UNION ALL SELECT seats FROM waiting").fetchall()
    return taken, sum(row["seats"] for row in rows)
