"""Another person takes the phone, or a case comes to it from another phone: the case at hand is locked first."""

from dataclasses import replace

from bot.core.conversation.answers import after_consent
from bot.core.conversation.handover import moved_here, started_here, taken_over
from bot.core.conversation.state import Conversation
from bot.services.conversation.session import Session, new_conversation, with_bookings
from bot.storage.tables import bookings, conversations, outbox, people


def switch(session: Session, number: int) -> Session:
    """Open the case of another person at this address, counted from 1, or begin a new one (0)."""
    _lock(session)
    app, address = session.app, session.address
    everyone = people.all_at(app.db, app.seal, address)
    stranger = replace(session, conversation=new_conversation(session.world), person=None, lane="")
    if not 1 <= number <= len(everyone):
        people.release_address(app.db, app.seal, address)
        return stranger
    person = everyone[number - 1]
    people.assign_address(app.db, app.seal, person, address)
    kept = conversations.case_of(app.db, app.seal, person, session.world.pack.id)
    if kept is None:
        return stranger
    found = with_bookings(app, taken_over(kept.conversation, session.world), session.world.now)
    return replace(session, conversation=found, person=person, lane=kept.lane)


def take_up(session: Session, person: str) -> Session:
    """Open a case that has just been moved to this address."""
    _lock(session)
    app = session.app
    kept = conversations.case_of(app.db, app.seal, person, app.pack.id)
    found = moved_here(kept.conversation) if kept else _rest_of_a_group(session, person)
    conversation = with_bookings(app, found, session.world.now)
    return replace(session, conversation=conversation, person=person, lane=kept.lane if kept else "")


def _lock(session: Session) -> None:
    """Lock the case at hand, and delete what was on its way to it: another person would read it."""
    app = session.app
    if session.person:
        locked = replace(session.conversation, locked=True, aside="")
        conversations.save(app.db, app.seal, session.person, locked, session.world.now)
        outbox.delete_all(app.db, session.person)


def _rest_of_a_group(session: Session, person: str) -> Conversation:
    """Start the conversation of the rest of a group that a person left: they have a booking, and have none yet."""
    app = session.app
    agreed = people.consent(app.db, app.seal, person, app.pack.id)
    held = bookings.of(app.db, app.seal, person, app.pack.id)
    assert agreed is not None
    first = after_consent(agreed.notice, held.people if held else 0)
    started = started_here(app.pack.id, app.pack.revision, session.conversation.language, first)
    return replace(started, case=person, booking=held)
