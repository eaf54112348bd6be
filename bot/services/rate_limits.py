"""Limits for one chat and one person, so that a flood slows down no other chat, and for guesses of codes."""

from datetime import datetime, timedelta

from bot.app import App
from bot.core.conversation.choices import HELP
from bot.core.conversation.incoming import Incoming
from bot.core.language.message import Choice, Outgoing, Reply, say
from bot.core.language.text import Text
from bot.storage.tables import conversations, people, rate_limits, wrong_codes
from bot.storage.tables.rate_limits import Limit, Room

CHAT = Limit(20, 2)
"""Messages of one chat: as many as a whole booking needs, and then one every two seconds. A person who reads the
answers never meets this limit, nor does a volunteer who books for one family after another on one phone."""
URGENT = Limit(10, 2)
"""Messages of a chat that sends too much, if they call for help or close the chat."""
BOOKINGS = 10
"""Times a day that one person may take or move a seat: only people who trade in seats do it more often."""
WRONG_CODES = 100
"""Different codes without an appointment that may be tried within a day, at all desks together.

With 20,300 standing appointments, one guess in 337,000 hits any of them (2**32.7 codes have no rude word): at this
limit that takes 9 years. An evening of 300 people of whom 5 % misread their code uses less than one of the 100: the
check digits refuse all misread codes but one in 97, and these do not count. If every one counted, it would use 15.
"""
FROM_ANYWHERE = 50
"""How many of them end the answers of a page that anyone can open: the rest is for the desks alone."""
DAY = timedelta(days=1)
"""The longest time that a row of a limit is kept."""
CALM = Text(
    "limit.messages",
    "That was a lot at once, and I cannot follow. Nothing is lost. Wait a minute, then write again.",
)


def room_for(app: App, incoming: Incoming, now: datetime, *, urgent: bool = False) -> Room:
    """Return whether a message may be answered now. Channels that only this machine can reach have no limit.

    Only a keyed hash of the chat is stored, before consent, too, and only until its bucket is empty again.
    """
    if not incoming.channel.open:
        return "room"
    if urgent:
        return rate_limits.take(app.db, app.seal.hash("bucket", f"urgent:{incoming.address}"), URGENT, now)
    most = max(1, app.pack.number("chat_messages", app.pack.day(now), CHAT.most))
    return rate_limits.take(app.db, app.seal.hash("bucket", incoming.address), Limit(most, CHAT.seconds), now)


def may_book(app: App, person: str, now: datetime) -> bool:
    """Return whether a person may take or move a seat once more today. Giving one back is never refused."""
    most = max(1, app.pack.number("bookings_a_day", app.pack.day(now), BOOKINGS))
    a_day = Limit(most, DAY.total_seconds() / most)
    return rate_limits.take(app.db, app.seal.hash("bucket", f"book:{person}"), a_day, now) == "room"


def codes_closed_hours(app: App, now: datetime, most: int = WRONG_CODES) -> int:
    """Return the hours until a typed code may be tried again, if too many wrong ones were tried today; 0 if at once.

    Without this limit, everything that says whether a code exists would help to find codes.
    """
    return wrong_codes.closed_hours(app.db, most, now)


def say_wait(app: App, incoming: Incoming, language: str) -> Outgoing:
    """Say once that there is no room, in the language that is stored, or in this one; show nothing of the case."""
    person = people.at(app.db, app.seal, incoming.address)
    kept = conversations.load(app.db, app.seal, person, app.pack.id) if person else None
    catalog = app.catalogs.get(kept.conversation.language if kept else language) or next(iter(app.catalogs.values()))
    again = Choice("continue", Text("choice.continue", "Continue"))
    return say(Reply(CALM, choices=(again, HELP)), catalog)
