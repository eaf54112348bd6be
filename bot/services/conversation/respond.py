"""Answer a message: the only place where steps meet the store."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.app import App
from bot.core.conversation import consistency
from bot.core.conversation.effects import GiveConsent, HoldCode, Recover, SwitchPerson
from bot.core.conversation.events import Arrived, Consented, Look, Recovered, Tapped
from bot.core.conversation.flow import advance, current, holds_secret
from bot.core.conversation.state import Conversation, Turn, World
from bot.core.conversation.steps import come_back
from bot.core.language.message import Choice, Incoming, Outgoing, Reply, say
from bot.core.language.text import Text
from bot.logs import describe
from bot.services import rate_limits
from bot.services.conversation.perform import perform
from bot.services.privacy import erasure, recovery
from bot.services.privacy.shared_phone import AWAY
from bot.storage.database import StoreError, savepoint, transaction
from bot.storage.keys.person_keys import KeyGoneError
from bot.storage.tables import bookings, conversations, outbox, people, pins, received, shown_messages

log = logging.getLogger("randevou")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a message: replies to say now and not kept, and what the channel carries to the next message.

    Replies to somebody whose conversation is kept are in the outbox instead.
    """

    step: str
    language: str
    replies: tuple[Outgoing, ...] = ()
    carry: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """A conversation at hand, and the person it is kept for; None: nothing may be kept yet."""

    conversation: Conversation
    person: str | None


def respond(app: App, incoming: Incoming, now: datetime) -> Answer:
    """Answer one message. When this returns, what it did is on the disk, and the message may be acknowledged."""
    return respond_all(app, [incoming], now)[0]


@dataclass(frozen=True, slots=True)
class Closed:
    """A message that needs no answer any more: what was not kept has been said, or it cannot be read (a fault)."""

    channel: str
    id: str
    fault: str = ""


def respond_all(app: App, batch: Sequence[Incoming], now: datetime, closed: Sequence[Closed] = ()) -> list[Answer]:
    """Answer a batch in one transaction, so that a rush costs one fsync a batch; note what is closed.

    Raises StoreError if the store cannot keep it: then nothing of the batch happened, and it comes again. An
    error of our own sets that one message aside and spares the others.
    """
    now = now.astimezone(UTC)
    with transaction(app.db):
        for one in closed:
            received.first_time(app.db, one.channel, one.id, now)
            if one.fault:
                received.set_aside(app.db, one.channel, one.id, one.fault)
        return [_answer_or_set_aside(app, incoming, now) for incoming in batch]


def _answer_or_set_aside(app: App, incoming: Incoming, now: datetime) -> Answer:
    channel = incoming.channel.name
    if not received.first_time(app.db, channel, incoming.id, now):
        return Answer("", "")
    room = rate_limits.room_for(app, incoming, now)
    if room == "still full":
        received.delete(app.db, channel, incoming.id)
        return Answer("", incoming.hint, (), incoming.carry)
    try:
        answer = _answer_without_the_erased(app, incoming, now) if room == "room" else _no_room(app, incoming)
    except StoreError:
        raise
    except Exception as error:
        log.error("a message is set aside by a fault of ours (%s); see randevou faults", describe(error))
        received.set_aside(app.db, channel, incoming.id, type(error).__name__)
        return _our_fault(app, incoming)
    if answer.replies:  # said from memory: should we fall before it is said, it is answered when it comes again
        received.delete(app.db, channel, incoming.id)
    return answer


def _answer_without_the_erased(app: App, incoming: Incoming, now: datetime) -> Answer:
    """A crash between the two commits of an erasure leaves rows without a key: whoever meets them deletes them."""
    try:
        with savepoint(app.db):
            return _answer(app, incoming, now)
    except KeyGoneError:
        erasure.sweep(app)
    with savepoint(app.db):
        return _answer(app, incoming, now)


def _answer(app: App, incoming: Incoming, now: datetime) -> Answer:
    world = app.world(now, incoming.channel, incoming.hint)
    case_ = _recall(app, incoming, world)
    secret = holds_secret(incoming.event, case_.conversation)
    turn = advance(case_.conversation, incoming.event, world)
    replies = list(turn.replies)
    while turn.effect is not None:
        case_ = _Case(turn.conversation, case_.person)
        match turn.effect:
            case GiveConsent(digest):
                case_ = _start_keeping(app, incoming.address, case_, digest, now)
                turn = advance(case_.conversation, Consented(), world)
            case SwitchPerson(number):
                case_ = _switch(app, incoming.address, number, case_, world)
                turn = advance(case_.conversation, Look(), world)
                replies = []
            case HoldCode(code):
                turn = advance(turn.conversation, recovery.hold(app, incoming.address, code, now), world)
            case Recover(words):
                found = recovery.recover(app, incoming.address, words, now)
                if isinstance(found, Recovered):
                    case_, replies = _take_up(app, found.person, case_, world), []
                turn = advance(case_.conversation, found, world)
            case effect:
                assert case_.person is not None, f"{effect} before consent"
                outcome = perform(app, effect, case_.person, incoming.address, now)
                turn = advance(turn.conversation, outcome, world)
        replies += turn.replies
    if secret and replies:
        replies[0] = replace(replies[0], unsay=True)
    return _keep_or_carry(app, case_, turn, replies, world, incoming)


def _recall(app: App, incoming: Incoming, world: World) -> _Case:
    """The conversation that this message belongs to: carried by the channel, kept in the store, or new."""
    person = people.current_at(app.db, app.seal, incoming.address)
    kept = conversations.load(app.db, app.seal, person, world.pack.id) if person else None
    if kept is None and incoming.carry:
        return _Case(_carried(incoming.carry, world), None)
    if person is None and (person := people.at(app.db, app.seal, incoming.address)):
        kept = conversations.load(app.db, app.seal, person, world.pack.id)
    if person is None or kept is None:
        return _Case(Conversation(world.pack.id, world.pack.revision), None)
    conversation, at = kept
    conversation = _with_what_is_held(app, person, conversation)
    if conversation.revision != world.pack.revision:
        conversation = consistency.after_new_revision(conversation, world)
    if world.now - at > AWAY and not isinstance(incoming.event, Arrived):
        return _Case(advance(replace(conversation, aside=""), Arrived(), world).conversation, person)
    return _Case(conversation, person)


def _with_what_is_held(app: App, person: str, conversation: Conversation) -> Conversation:
    held = bookings.of(app.db, app.seal, person, conversation.pack)
    return replace(conversation, booking=held[0] if held else None, protected=pins.is_set(app.db, app.seal, person))


def _start_keeping(app: App, address: str, case_: _Case, digest: str, now: datetime) -> _Case:
    person = people.current_at(app.db, app.seal, address) or people.create(app.db, app.seal, now)
    people.assign_address(app.db, app.seal, person, address)
    people.save_consent(app.db, person, case_.conversation.pack, digest, now)
    return _Case(case_.conversation, person)


def _switch(app: App, address: str, number: int, case_: _Case, world: World) -> _Case:
    """Another person takes the phone; the case at hand stays locked."""
    _lay_down(app, case_, world)
    everyone = people.all_at(app.db, app.seal, address)
    if not 1 <= number <= len(everyone):
        people.release_address(app.db, app.seal, address)
        return _Case(Conversation(world.pack.id, world.pack.revision), None)
    person = everyone[number - 1]
    people.assign_address(app.db, app.seal, person, address)
    kept = conversations.load(app.db, app.seal, person, world.pack.id)
    if kept is None:
        return _Case(Conversation(world.pack.id, world.pack.revision), None)
    found = _with_what_is_held(app, person, kept[0])
    aside = come_back.PIN if found.protected else ""
    return _Case(replace(found, locked=found.protected, aside=aside), person)


def _lay_down(app: App, case_: _Case, world: World) -> None:
    """Lock the case at hand; what was on its way to it is not for whoever comes now."""
    if case_.person:
        locked = replace(case_.conversation, locked=True, aside="")
        conversations.save(app.db, app.seal, case_.person, locked, world.now)
        outbox.delete_all(app.db, case_.person)


def _take_up(app: App, person: str, case_: _Case, world: World) -> _Case:
    """A case that has just been brought to this address, after the one at hand was laid down."""
    _lay_down(app, case_, world)
    moved = recovery.taken_up(app, person, case_.conversation.language)
    return _Case(_with_what_is_held(app, person, moved), person)


def _keep_or_carry(
    app: App, case_: _Case, turn: Turn, replies: list[Reply], world: World, incoming: Incoming
) -> Answer:
    conversation = turn.conversation
    step, language = current(conversation, world), conversation.language
    if case_.person and conversation.consented:
        version = conversations.save(app.db, app.seal, case_.person, conversation, world.now)
        outbox.delete_notices(app.db, case_.person, world.pack.id)
        if conversation.locked:  # what was asked for before, and is not yet there, would be shown to whoever comes
            outbox.delete_all(app.db, case_.person)
        shown_messages.add(app.db, case_.person, [incoming.message] if incoming.message else [], world.now)
        tapped = incoming.message if len(replies) == 1 and isinstance(incoming.event, Tapped) else ""
        channel = people.channel(incoming.address)
        for reply in replies:
            about = incoming.message if reply.unsay else tapped
            outbox.add(app.db, app.seal, case_.person, channel, world.pack.id, version, reply, world.now, about)
        return Answer(step, language)
    catalog = app.catalogs.get(language) or next(iter(app.catalogs.values()))
    said = tuple(
        say(reply, catalog, clears=(incoming.message,) if reply.unsay and incoming.message else ()) for reply in replies
    )
    return Answer(step, catalog.language, said, _carry(conversation))


def _carry(conversation: Conversation) -> str:
    """What a channel brings back while nothing is kept: short enough for a button."""
    state = [conversation.language, list(conversation.answers), conversation.aside, conversation.misses]
    return json.dumps(state, separators=(",", ":"))


def _carried(carry: str, world: World) -> Conversation:
    """The conversation that a channel carried, with the choices that were on the screen."""
    language, answers, aside, misses = json.loads(carry)
    conversation = Conversation(
        world.pack.id,
        world.pack.revision,
        language if language in world.catalogs else "",
        answers={key: "carried" for key in answers if key in ("practice", "operator")},
        aside=aside,
    )
    return replace(advance(conversation, Look(), world).conversation, misses=misses)


def _no_room(app: App, incoming: Incoming) -> Answer:
    """More came of one chat than can be answered: said once, then nothing until there is room; no row is kept of it."""
    carried = json.loads(incoming.carry)[0] if incoming.carry else ""
    calm = rate_limits.calm_words(app, incoming, carried or incoming.hint)
    return Answer("", calm.language, (calm,), incoming.carry)


def _our_fault(app: App, incoming: Incoming) -> Answer:
    """Said from memory, in the best language known: this turn could not be kept."""
    language = incoming.hint if incoming.hint in app.catalogs else next(iter(app.catalogs))
    text = Text("fault.ours", "Something went wrong on our side. Nothing is lost. Try again, or come back later.")
    again = Choice("continue", Text("fault.again", "Try again"))
    reply = say(Reply(text, choices=(again,)), app.catalogs[language])
    return Answer("", language, (reply,), incoming.carry)
