"""Answer messages: load the conversation, run the steps, carry out effects, and save the result."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.app import App
from bot.core.conversation.choices import HELP
from bot.core.conversation.events import Said, Tapped
from bot.core.conversation.flow import advance
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.over import lies_over
from bot.core.conversation.page import CLOSED
from bot.core.conversation.repair import old_button
from bot.core.conversation.secret import holds_secret
from bot.core.conversation.stale import is_late
from bot.core.conversation.state import Conversation
from bot.core.language.message import Choice, Outgoing, Reply, say
from bot.core.language.text import Text
from bot.logs import describe
from bot.services import rate_limits
from bot.services.booking.requests import follow_answers
from bot.services.conversation import lanes
from bot.services.conversation.carry import carried_language, carry
from bot.services.conversation.perform import perform
from bot.services.conversation.session import Session, open_session
from bot.services.privacy import erasure
from bot.storage.database import StoreError, savepoint, transaction
from bot.storage.keys.person_keys import KeyGoneError
from bot.storage.tables import conversations, outbox, received, shown_messages

URGENT = (HELP.id, CLOSED)
"""The buttons that act at any time, beside the pages for a call for help."""
OUR_FAULT = Text("fault.ours", "Something went wrong on our side. Nothing is lost. Try again, or come back later.")
MOST_EFFECTS = 20
"""The most effects in one turn; no turn needs so many, so more of them mean a loop in the steps."""
log = logging.getLogger("randevou")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a message: replies to say at once ("from memory"), which are not stored.

    Replies to a person whose conversation is stored are in the outbox instead. `carry` is the conversation of a person
    who has not consented: the channel keeps it until the next message.
    """

    step: str
    language: str
    replies: tuple[Outgoing, ...] = ()
    carry: str = ""
    notice: Outgoing | None = None
    """What the tap itself is answered with, where the channel can: it changed nothing, and no message follows."""
    traceless: bool = False
    """Whether no row may tell that this message came."""
    unsaid: tuple[Reply, ...] = ()
    """The replies in no language: a channel may say them in a second one."""


def respond(app: App, incoming: Incoming, now: datetime) -> Answer:
    """Answer one message. When this returns, the result is on the disk, and the message may be acknowledged."""
    return respond_all(app, [incoming], now)[0]


@dataclass(frozen=True, slots=True)
class Closed:
    """A message that needs no further answer: its reply was said from memory, or it cannot be read (a fault)."""

    lane: str
    id: str
    fault: str = ""


def respond_all(app: App, batch: Sequence[Incoming], now: datetime, closed: Sequence[Closed] = ()) -> list[Answer]:
    """Answer a batch in one transaction, so that many messages cost one fsync; save the closed ones as handled.

    Raise StoreError if the database cannot save the batch: then nothing of it is saved, and the channel delivers it
    again. An error in our own code sets only that one message aside.
    """
    now = now.astimezone(UTC)
    with transaction(app.db):
        for one in closed:
            received.first_time(app.db, one.lane, one.id, now)
            if one.fault:
                received.set_aside(app.db, one.lane, one.id, one.fault)
        return [_answer_or_set_aside(app, incoming, now) for incoming in batch]


def _answer_or_set_aside(app: App, incoming: Incoming, now: datetime) -> Answer:
    lane = incoming.lane
    if incoming.repeats and not received.first_time(app.db, lane, incoming.id, now):
        return Answer("", "")
    room = rate_limits.room_for(app, incoming, now)
    if room != "room" and _is_urgent(app, incoming, now):
        room = rate_limits.room_for(app, incoming, now, urgent=True)
    if room == "still full":
        received.delete(app.db, lane, incoming.id)
        return Answer("", incoming.hint, (), incoming.carry)
    try:
        answer = _answer_without_the_erased(app, incoming, now) if room == "room" else _no_room(app, incoming)
    except StoreError:
        raise
    except Exception as error:
        log.error("a message is set aside by a fault of ours (%s); see randevou faults", describe(error))
        received.first_time(app.db, lane, incoming.id, now)
        received.set_aside(app.db, lane, incoming.id, type(error).__name__)
        return _our_fault(app, incoming)
    if answer.replies:  # said from memory: if a crash comes first, the message is delivered and answered again
        received.delete(app.db, lane, incoming.id)
    return answer


def _is_urgent(app: App, incoming: Incoming, now: datetime) -> bool:
    """Return whether a message calls for help or closes the chat: it is answered even if the chat sends too much."""
    if isinstance(incoming.event, Tapped) and incoming.event.choice in URGENT:
        return True
    world = app.world(now, incoming.channel, incoming.hint)
    return lies_over(incoming.event, open_session(app, incoming, world).conversation, world) is not None


def _answer_without_the_erased(app: App, incoming: Incoming, now: datetime) -> Answer:
    """Answer. If a crash during an erasure left rows without a key, delete them and answer again."""
    try:
        with savepoint(app.db):
            return _answer(app, incoming, now)
    except KeyGoneError:
        erasure.sweep(app)
    with savepoint(app.db):
        return _answer(app, incoming, now)


def _answer(app: App, incoming: Incoming, now: datetime) -> Answer:
    world = app.world(now, incoming.channel, incoming.hint)
    session = open_session(app, incoming, world)
    opened = session.conversation
    if opened.over and opened.over.message:  # to clear it with the others, even after a restart
        incoming = replace(incoming, earlier=(*incoming.earlier, opened.over.message))
    if incoming.channel.notices and is_late(incoming.event, opened):
        language = opened.language
        return Answer(
            "",
            language,
            (),
            incoming.carry,
            say(Reply(old_button(incoming.event, opened, world)), app.catalogs[language]),
        )
    secret = holds_secret(incoming.event, opened)
    turn = advance(opened, incoming.event, world)
    replies, beside = list(turn.replies), turn.beside
    for _ in range(MOST_EFFECTS):
        if turn.effect is None:
            break
        before = session.person
        session, outcome = perform(replace(session, conversation=turn.conversation), turn.effect)
        if before and session.person != before:
            replies = []  # what was said to one person is not shown to the next one
        turn = advance(session.conversation, outcome, world, turn.facts)
        replies += turn.replies
    if turn.effect is not None:
        raise RuntimeError(f"{type(turn.effect).__name__} is requested again and again: the steps are a loop")
    assert turn.facts is not None, "advance derives them"
    if beside and (turn.conversation.over or turn.conversation == replace(opened, over=None)):
        return _say_over(replace(session, conversation=turn.conversation), turn.facts.step, replies, opened, incoming)
    session, step = replace(session, conversation=turn.conversation), turn.facts.step
    if secret and replies:
        replies[0] = replace(replies[0], clear_input=True)
    if session.person and session.conversation.consented:
        follow_answers(app, session.person, turn.facts)
        return _keep(session, session.person, step, replies, incoming)
    return _say_at_once(session, step, replies, incoming)


def _say_over(session: Session, step: str, replies: list[Reply], opened: Conversation, incoming: Incoming) -> Answer:
    """Say from memory what a call for help, or the end of it, is answered with: no row tells of it."""
    conversation, over = session.conversation, session.conversation.over
    if over:
        called_by = opened.over.message if opened.over and not isinstance(incoming.event, Said) else incoming.message
        conversation = replace(conversation, over=replace(over, message=called_by))
    in_place = bool(opened.over) and isinstance(incoming.event, Tapped) and len(replies) == 1
    if in_place:
        replies = [replace(replies[0], in_place=True)]
    answer = _say_at_once(replace(session, conversation=conversation), step, replies, incoming)
    return replace(answer, traceless=True)


def _keep(session: Session, person: str, step: str, replies: list[Reply], incoming: Incoming) -> Answer:
    """Store the conversation, and its replies until they are sent."""
    app, world, conversation = session.app, session.world, session.conversation
    unsent = conversations.save(app.db, app.seal, person, conversation, world.now)
    lanes.follow(app, person, session.lane, incoming)
    if unsent:
        outbox.delete_notices(app.db, person, world.pack.id)
        outbox.send_now(app.db, person, world.pack.id, world.now)
        if conversation.locked:  # unsent replies must not be shown to another person
            outbox.delete_all(app.db, person)
    shown_messages.add(app.db, person, _messages(incoming), world.now)
    tapped = incoming.message if len(replies) == 1 and isinstance(incoming.event, Tapped) else ""
    for reply in replies:
        about = incoming.message if reply.clear_input else tapped
        outbox.add(app.db, app.seal, person, incoming.lane, world.pack.id, conversation.asked, reply, world.now, about)
    return Answer(step, conversation.language)


def _say_at_once(session: Session, step: str, replies: list[Reply], incoming: Incoming) -> Answer:
    """Say the replies from memory, and let the channel keep the conversation: without consent nothing is stored."""
    conversation, catalogs = session.conversation, session.app.catalogs
    language = conversation.over.language if conversation.over else conversation.language
    catalog = catalogs.get(language) or next(iter(catalogs.values()))
    said = tuple(
        say(
            reply,
            catalog,
            version=conversation.asked if conversation.consented else 0,
            replaces=incoming.message if reply.in_place else "",
            clears=_cleared(reply, incoming),
        )
        for reply in replies
    )
    return Answer(step, catalog.language, said, carry(conversation), unsaid=tuple(replies))


def _cleared(reply: Reply, incoming: Incoming) -> tuple[str, ...]:
    if reply.hide:
        return _messages(incoming)
    return (incoming.message,) if reply.clear_input and incoming.message else ()


def _messages(incoming: Incoming) -> tuple[str, ...]:
    """Return the messages in the chat that are not stored: what the channel remembers, and last the one answered."""
    earlier = tuple(message for message in dict.fromkeys(incoming.earlier) if message != incoming.message)
    return (*earlier, incoming.message) if incoming.message else earlier


def _no_room(app: App, incoming: Incoming) -> Answer:
    """Say once that one chat sends too much; after that, say nothing until there is room. Store nothing."""
    calm = rate_limits.say_wait(app, incoming, carried_language(incoming.carry) or incoming.hint)
    return Answer("", calm.language, (calm,), incoming.carry)


def _our_fault(app: App, incoming: Incoming) -> Answer:
    """Say from memory that the fault is ours, in the language of the phone: this turn could not be stored."""
    language = incoming.hint if incoming.hint in app.catalogs else next(iter(app.catalogs))
    again = Choice("continue", Text("fault.again", "Try again"))
    reply = say(Reply(OUR_FAULT, choices=(again,)), app.catalogs[language])
    return Answer("", language, (reply,), incoming.carry)
