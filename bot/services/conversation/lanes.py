"""Lanes: several bots may serve one database, and each person is answered by the bot that they wrote to last."""

from bot.app import App
from bot.core.conversation.incoming import Incoming
from bot.storage.database import transaction
from bot.storage.tables import outbox, people, received, shown_messages


def adopt(app: App, channel: str, lane: str, former: str) -> None:
    """Give what is there from before lanes to the first bot that starts; `former` is the channel in `received` then."""
    with transaction(app.db):
        received.adopt(app.db, former, lane)
        outbox.adopt(app.db, channel, lane)
        people.adopt_addresses(app.db, app.seal, channel, lane)


def follow(app: App, person: str, incoming: Incoming) -> None:
    """Let everything for a person go by the lane they write through now; a bot cannot clear the messages of another."""
    if people.change_lane(app.db, app.seal, person, incoming.address, incoming.lane):
        outbox.move(app.db, person, incoming.lane)
        shown_messages.delete_all(app.db, person)
