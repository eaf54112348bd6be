"""The case at hand while one message is answered."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.app import App
from bot.core.booking.request import Request
from bot.core.booking.waiting import Waiting
from bot.core.conversation import consistency
from bot.core.conversation.events import Arrived
from bot.core.conversation.flow import advance
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.phone import away
from bot.core.conversation.state import Conversation, World
from bot.services.booking import offers
from bot.services.booking.affected import with_cause
from bot.services.conversation.carry import carried, carried_over
from bot.storage.tables import bookings, conversations, people, requests


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
    lane: str = ""
    """The lane by which the person wrote last, if they did."""

    written: datetime | None = None
    """When the person wrote it on paper; None for what comes from the person."""

    @property
    def waits(self) -> Waiting | Request | None:
        """Return the place of the person on the waiting list, or in the line for the draws."""
        return self.conversation.waiting or self.conversation.request


def open_session(app: App, incoming: Incoming, world: World) -> Session:
    """Find the conversation that a message belongs to: carried by the channel, kept in the store, or new."""
    session = _open(app, incoming, world)
    over = carried_over(incoming.carry, world) if incoming.carry else None
    return replace(session, conversation=replace(session.conversation, over=over)) if over else session


def _open(app: App, incoming: Incoming, world: World) -> Session:
    new = Session(app, world, incoming.address, new_conversation(world), written=incoming.written)
    kept = conversations.case_at(app.db, app.seal, incoming.address, world.pack.id)
    if kept is None and incoming.carry:
        return replace(new, conversation=carried(incoming.carry, world))
    if kept is None and (last := people.at(app.db, app.seal, incoming.address)):
        kept = conversations.case_of(app.db, app.seal, last, world.pack.id)
    if kept is None:
        return new
    conversation = kept.conversation
    if conversation.revision != world.pack.revision:
        conversation = consistency.after_new_revision(conversation, world)
    if world.now - kept.at > away(conversation, world.channel) and not isinstance(incoming.event, Arrived):
        conversation = advance(conversation, Arrived(), world).conversation
    conversation = _with_offer_begun(app, with_bookings(app, conversation, world.now), world.now)
    return replace(new, conversation=conversation, person=conversation.case, asked_at=kept.at, lane=kept.lane)


def _with_offer_begun(app: App, conversation: Conversation, now: datetime) -> Conversation:
    """Begin the window to answer an offer, if this is the first time that the person can read it."""
    request = conversation.request
    if request is None or request.offer is None or request.offer.until:
        return conversation
    offers.can_be_read(app, conversation.case, now)
    return replace(conversation, request=requests.of(app.db, app.seal, conversation.case, conversation.pack))


def new_conversation(world: World) -> Conversation:
    """Return a conversation in which nothing has been said yet."""
    return Conversation(world.pack.id, world.pack.revision)


def with_bookings(app: App, conversation: Conversation, now: datetime) -> Conversation:
    """Return the conversation with the reason why its booking will not take place, or with a past one.

    A past one is spoken of only when a locked case opens, and then on its page.
    """
    if booking := conversation.booking:
        judged = with_cause(app, booking, now)
        return conversation if judged == booking else replace(conversation, booking=judged)
    if not conversation.locked and conversation.aside != "past":
        return conversation
    return replace(conversation, past=bookings.of(app.db, app.seal, conversation.case, conversation.pack, "past"))
