"""Lanes: several bots may serve one database, and each person is answered by the bot that they wrote to last."""

from bot.app import App
from bot.core.conversation.incoming import Incoming
from bot.storage.database import transaction
from bot.storage.keys.master_key import SealError
from bot.storage.tables import conversations, outbox, people, received, shown_messages


def lane_of(app: App, person: str) -> str:
    """Return the lane that reaches a person in this pack; empty if none does."""
    channel = people.channel_of(app.db, app.seal, person)
    return (conversations.lane(app.db, person, app.pack.id) or channel) if channel else ""


def follow(app: App, person: str, before: str, incoming: Incoming) -> None:
    """Let everything for a person go by the lane they write through now; a bot cannot clear the messages of another.

    `before` is the lane that they wrote through until now, if they did.
    """
    if before == incoming.lane:
        return
    conversations.set_lane(app.db, person, app.pack.id, incoming.lane)
    if before:
        outbox.move(app.db, person, app.pack.id, incoming.lane)
        shown_messages.delete_all(app.db, person)


def adopt(app: App, channel: str, lane: str, former: str) -> None:
    """Give what is there from before lanes to the first bot that starts; `former` is the channel in `received` then."""
    with transaction(app.db):
        received.adopt(app.db, former, lane)
        outbox.adopt(app.db, app.pack.id, channel, lane)
        for person in conversations.without_lane(app.db, app.pack.id):
            try:
                found = people.channel_of(app.db, app.seal, person)
            except SealError:  # erased, or damaged; the others are not
                continue
            conversations.set_lane(app.db, person, app.pack.id, lane if found == channel else found)
