"""The case at hand while one message is answered."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.app import App
from bot.core.conversation import consistency
from bot.core.conversation.events import Arrived
from bot.core.conversation.flow import advance
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.state import Conversation, World
from bot.services.booking.affected import with_cause
from bot.services.conversation.carry import carried, carried_over
from bot.services.privacy.shared_phone import AWAY
from bot.storage.tables import bookings, conversations, people, pins


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation, the address it is held at, and the person it is kept for."""

    app: App
    world: World
    address: str
    conversation: Conversation
    person: str | None = None
    """None before consent: nothing may be stored."""
    asked_at: datetime | None = None
    """When the last turn of this conversation was stored."""


def open_session(app: App, incoming: Incoming, world: World) -> Session:
    """Find the conversation that a message belongs to: carried by the channel, kept in the store, or new."""
    session = _open(app, incoming, world)
    over = carried_over(incoming.carry, world)
    return replace(session, conversation=replace(session.conversation, over=over)) if over else session


def _open(app: App, incoming: Incoming, world: World) -> Session:
    new = Session(app, world, incoming.address, new_conversation(world))
    person = people.current_at(app.db, app.seal, incoming.address)
    kept = conversations.load(app.db, app.seal, person, world.pack.id) if person else None
    if kept is None and incoming.carry:
        return replace(new, conversation=carried(incoming.carry, world))
    if person is None and (person := people.at(app.db, app.seal, incoming.address)):
        kept = conversations.load(app.db, app.seal, person, world.pack.id)
    if person is None or kept is None:
        return new
    conversation = with_booking_and_pin(app, person, kept.conversation, world.now)
    if conversation.revision != world.pack.revision:
        conversation = consistency.after_new_revision(conversation, world)
    if world.now - kept.at > AWAY and not isinstance(incoming.event, Arrived):
        conversation = advance(conversation, Arrived(), world).conversation
    return replace(new, conversation=conversation, person=person, asked_at=kept.at)


def new_conversation(world: World) -> Conversation:
    """Return a conversation in which nothing has been said yet."""
    return Conversation(world.pack.id, world.pack.revision)


def with_booking_and_pin(app: App, person: str, conversation: Conversation, now: datetime) -> Conversation:
    """Return the conversation with whose it is, and what other tables keep: the booking, and whether a PIN is set."""
    if booking := bookings.of(app.db, app.seal, person, conversation.pack):
        booking = with_cause(app, booking, now)
    return replace(conversation, case=person, booking=booking, protected=pins.is_set(app.db, app.seal, person))
