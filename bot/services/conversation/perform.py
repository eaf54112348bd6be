"""The one place where effects are carried out; the outcome is the next event."""

from dataclasses import replace

from bot.core.conversation.effects import (
    AskForPlace,
    Book,
    Cancel,
    CheckPin,
    CountCases,
    Decline,
    DeclineOffer,
    Effect,
    EndHelp,
    Erase,
    FindSites,
    FindSlots,
    GiveConsent,
    HoldCode,
    HoldPin,
    KnowStatus,
    LeaveGroup,
    Recall,
    Recover,
    RemovePin,
    SealDetail,
    SetPin,
    StopWaiting,
    SwitchPerson,
    Wait,
    WithdrawRequest,
)
from bot.core.conversation.events import (
    Cancelled,
    Cases,
    Consented,
    DetailSealed,
    Erased,
    Event,
    HelpEnded,
    Look,
    Recalled,
    Recovered,
)
from bot.services.booking import requests as line
from bot.services.booking.book import book, cancel, leave_group
from bot.services.booking.find_slots import find_sites, find_slots
from bot.services.booking.waiting import serve, wait
from bot.services.conversation.session import Session
from bot.services.conversation.switch_person import switch, take_up
from bot.services.privacy import erasure, recovery
from bot.services.privacy.end_help import end_help
from bot.storage.tables import (
    audit_log,
    bookings,
    desk_cards,
    identities,
    outbox,
    people,
    requests,
    shown_messages,
    waiting,
)

LOOKS = FindSlots | FindSites | Book
"""Effects that look for seats."""
FREES = Book | Cancel | LeaveGroup | Erase | Decline | StopWaiting
"""Effects that may give back the seats of a booking, or those that are kept."""


def perform(session: Session, effect: Effect) -> tuple[Session, Event]:
    """Carry out one effect, inside the transaction of the turn; return the case at hand after it, and the outcome."""
    app, world = session.app, session.world
    match effect:
        case GiveConsent(digest):
            return _begin_keeping(session, digest), Consented()
        case SwitchPerson(number):
            return switch(session, number), Look()
        case HoldCode(code):
            return session, recovery.hold(app, session.address, code, world.now)
        case Recover(words):
            found = recovery.recover(app, session.address, words, world.now)
            return (take_up(session, found.person) if isinstance(found, Recovered) else session), found
    assert session.person is not None, f"{effect} before consent"
    return _with_those_who_wait(session, effect, session.person)


def _with_those_who_wait(session: Session, effect: Effect, person: str) -> tuple[Session, Event]:
    """Carry out an effect; what it might take, or gives back, goes first to those who wait for it."""
    app, now, before = session.app, session.world.now, session.conversation.waiting
    has_seats = session.conversation.booking or session.waits
    if isinstance(effect, LOOKS):
        serve(app, now)
        session = _with_request(session, person)
    if isinstance(effect, FindSlots) and session.conversation.waiting != before:
        return session, Look()  # what is kept for the person comes before what they could find
    outcome = _for_person(session, effect, person)
    if isinstance(effect, FREES) and has_seats:
        serve(app, now)
    return _with_request(session, person, asks=isinstance(effect, Wait | AskForPlace)), outcome


def _with_request(session: Session, person: str, *, asks: bool = False) -> Session:
    """Return the session with the request of the person as it is now, if they wait or ask to."""
    conversation, app = session.conversation, session.app
    if conversation.waiting is None and conversation.request is None and not asks:
        return session
    waits = waiting.of(app.db, app.seal, person, app.pack.id)
    request = None if waits else requests.of(app.db, app.seal, person, app.pack.id)
    return replace(session, conversation=replace(conversation, waiting=waits, request=request))


def _for_person(session: Session, effect: Effect, person: str) -> Event:
    """Carry out an effect that leaves the case at hand what it is."""
    app, now, held = session.app, session.world.now, session.conversation.booking
    match effect:
        case FindSlots():
            return line.found_for(app, find_slots(app, effect, held), effect, person, held, session.waits, now)
        case FindSites(asked):
            return find_sites(app, asked, held)
        case Book():
            return book(app, effect, person, held, now, session.asked_at, waits=session.waits)
        case Cancel():
            cancel(app, person, held)
            return Cancelled()
        case Wait(until):
            wait(app, person, until, now, session.written)
            return Look()
        case Decline():
            waiting.decline(app.db, app.seal, person, app.pack.id)
            return Look()
        case StopWaiting():
            waiting.leave(app.db, person, app.pack.id, "withdrawn")
            return Look()
        case AskForPlace() | WithdrawRequest() | DeclineOffer() | KnowStatus():
            return line.about_request(app, effect, person, session.conversation.request, now, session.written)
        case LeaveGroup(request):
            return leave_group(app, person, request, held, now)
        case Recall():
            return _recall(session, person)
        case Erase():
            return _erase(session, person)
        case EndHelp():
            end_help(app, person, now)
            return HelpEnded()
        case SealDetail(question, kind, values):
            return DetailSealed(question, " ".join(identities.hash_detail(app.seal.keys, app.pack.id, kind, values)))
        case CountCases():
            return Cases(len(people.all_at(app.db, app.seal, session.address)))
        case HoldPin() | SetPin() | CheckPin() | RemovePin():
            return recovery.about_pin(app, effect, person, now)
    raise AssertionError(f"no service performs {effect}")


def _begin_keeping(session: Session, digest: str) -> Session:
    """Store the conversation from now on, for the person who uses this address or for a new one."""
    app, now = session.app, session.world.now
    person = people.current_at(app.db, app.seal, session.address) or people.create(app.db, app.seal, now)
    people.assign_address(app.db, app.seal, person, session.address)
    people.save_consent(app.db, app.seal, person, session.conversation.pack, digest, now)
    return replace(session, conversation=replace(session.conversation, case=person), person=person)


def _erase(session: Session, person: str) -> Event:
    app = session.app
    erasure.erase(app, person)
    by, whom = audit_log.Actor("person", session.world.now), audit_log.pseudonym(app.seal, person)
    audit_log.write(app.db, app.seal, by, "person erase", whom)
    return Erased()


def _recall(session: Session, person: str) -> Event:
    app = session.app
    agreed = people.consent(app.db, app.seal, person, app.pack.id)
    assert agreed is not None
    return Recalled(
        agreed.at,
        len(people.all_at(app.db, app.seal, session.address)),
        people.created_at(app.db, person),
        bookings.all_of(app.db, app.seal, person, app.pack.id),
        waiting=outbox.count(app.db, person),
        on_screen=shown_messages.count(app.db, person),
        logged=audit_log.count_about(app.db, app.seal, person),
        opened=tuple(audit_log.opened_by(app.db, app.seal, person)),
        paper=desk_cards.paper_of(app.db, person),
        helped=desk_cards.is_helped(app.db, person),
        elsewhere=len(people.packs_of(app.db, person) - {app.pack.id}),
    )
