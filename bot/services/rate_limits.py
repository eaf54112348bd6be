"""How much one chat and one person may do in a while, so that a flood drowns nobody; told once, then silence."""

from datetime import datetime, timedelta

from bot.app import App
from bot.core.conversation.choices import HELP
from bot.core.language.message import Choice, Incoming, Outgoing, Reply, say
from bot.core.language.text import Text
from bot.storage.tables import conversations, people, rate_limits
from bot.storage.tables.rate_limits import Limit, Room

CHAT = Limit(20, 2)
"""Messages of one chat: a whole booking, typed as fast as anybody can, and then one every two seconds. Whoever reads
what comes back never meets it, and nor does a volunteer who books for one family after another on one phone."""
BOOKINGS = 10
"""Times a day that one person may take or move a seat: nobody changes plans so often; whoever trades in seats does."""
DAY = timedelta(days=1)
"""The longest that anything of a limit is kept."""
CALM = Text(
    "limit.messages",
    "That was a lot at once, and I cannot follow. Nothing is lost. Wait a minute, then write again.",
)


def room_for(app: App, incoming: Incoming, now: datetime) -> Room:
    """Whether a message may be answered now. Channels to which only this machine has access know no limit.

    Of the chat only a keyed hash is kept, before consent, too, and that until its bucket is as good as new.
    """
    if not incoming.channel.open:
        return "room"
    most = max(1, app.pack.number("chat_messages", now.date(), CHAT.most))
    return rate_limits.take(app.db, app.seal.hash("bucket", incoming.address), Limit(most, CHAT.seconds), now)


def may_book(app: App, person: str, now: datetime) -> bool:
    """Whether a person may take or move a seat once more today. Giving one back is never refused."""
    most = max(1, app.pack.number("bookings_a_day", now.date(), BOOKINGS))
    a_day = Limit(most, DAY.total_seconds() / most)
    return rate_limits.take(app.db, app.seal.hash("bucket", f"book:{person}"), a_day, now) == "room"


def calm_words(app: App, incoming: Incoming, language: str) -> Outgoing:
    """What is said once when there is no room, in the language that is kept, or in this one; it shows no case."""
    person = people.at(app.db, app.seal, incoming.address)
    kept = conversations.load(app.db, app.seal, person, app.pack.id) if person else None
    catalog = app.catalogs.get(kept[0].language if kept else language) or next(iter(app.catalogs.values()))
    again = Choice("continue", Text("choice.continue", "Continue"))
    return say(Reply(CALM, choices=(again, HELP)), catalog)
