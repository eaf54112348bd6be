"""Replies to an answer that cannot be used: kind, with the same choices, and never the same words twice in a row."""

from dataclasses import replace

from bot.core.booking.code import read_code
from bot.core.conversation.choices import DANGER, LISTEN, PERSON
from bot.core.conversation.contacts import people_lines
from bot.core.conversation.events import Event, Tapped
from bot.core.conversation.page import CLOSED
from bot.core.conversation.pin import read_pin
from bot.core.conversation.shown import choices
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.conversation.versions import is_of_a_case
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.programme.contact import HELP
from bot.core.programme.pack import Pack
from bot.core.understanding import answers, several_answers


def again(
    conversation: Conversation,
    world: World,
    text: Text,
    *,
    lead: tuple[Text, ...] = (),
    lines: tuple[Text, ...] = (),
    more: tuple[Choice, ...] = (),
) -> Turn:
    """Return a remark about the last message, with the same choices under the same numbers, and more after them."""
    same, where = choices(conversation.shown, world.english), asked_where(conversation)
    there = {choice.id for choice in same}
    added = [choice for choice in more if choice.id not in there]
    offered = (*(one for one in same if not one.aside), *added, *(one for one in same if one.aside))
    return Turn(conversation, (Reply(text, lead=lead, lines=lines, choices=offered, location=where, typed=True),))


def asked_where(conversation: Conversation) -> bool:
    """Return whether the last message asked for a place, so that a position could be shared."""
    return any(choice.id == "states" or choice.id.startswith("MX-") for choice in conversation.shown)


def not_understood(
    text: str,
    conversation: Conversation,
    world: World,
    question: tuple[Reply, ...],
    likely: tuple[Choice, ...],
    private: bool,
) -> Turn:
    """Answer a text that was not understood; four different answers take turns. A private text is not said back.

    Where it may be about something (`likely`), it is not said back, either.
    """
    if is_story(text, conversation, world):
        return _to_a_story(conversation, world, likely)
    missed = replace(conversation, misses=conversation.misses + 1)
    if missed.locked and missed.misses == 1:  # after a break, any first words are taken as a greeting
        return Turn(missed)
    match (missed.misses - 1) % 4:
        case 0 if likely:
            either = Text(
                "not_understood.likely",
                "I did not understand that. You can answer the question, or tap what you need.",
            )
            return again(missed, world, either, more=likely)
        case 0:
            return again(missed, world, _how_to_answer(missed, world), lead=(_missed(text, missed, private=private),))
        case 1:
            second = Text(
                "not_understood.second",
                "Sorry, I still do not understand. You can also say: back, help, a person, start over.",
            )
            return again(missed, world, second, more=likely)
        case 2:
            person = Text(
                "not_understood.person",
                "I am a machine and I miss many words. A person can help you: write “a person”.",
            )
            return again(missed, world, person, more=likely) if likely else Turn(missed, (Reply(person), *question))
    people = Text("not_understood.people", "These people understand what I do not, and answer free:")
    return again(missed, world, people, lines=people_lines(HELP, world, conversation.language), more=likely)


def _missed(text: str, missed: Conversation, *, private: bool) -> Text:
    """Say what was not understood, but not where it may be private."""
    if private or missed.locked or read_pin(text) or read_code(text):
        return Text("not_understood.private", "I did not understand that.")
    return Text("not_understood.first", "I did not understand “{text}”.", text=answers.quotable(text))


STORY = 7
"""The fewest words of a story: more than an answer, and often told by a person who needs help."""
STORY_BUTTONS = 5
"""The most buttons that are added after a story: three that are always there, and what it may be about."""


def is_story(text: str, conversation: Conversation, world: World) -> bool:
    """Return whether a text is long, counts more than people, and is the first one that was not understood."""
    if conversation.misses or conversation.aside == CLOSED or len(text.split()) < STORY:
        return False
    return not several_answers.says_only_counts(text, world.vocabulary, conversation.language)


def _to_a_story(conversation: Conversation, world: World, likely: tuple[Choice, ...]) -> Turn:
    """Answer a story that was not understood: it is not said back, and danger and people are one tap away."""
    said = Text(
        "not_understood.story",
        "I did not understand that. If somebody is in danger, hurt or missing, tap “Danger now”.",
    )
    more = tuple(dict.fromkeys((DANGER, LISTEN, PERSON, *likely)))[:STORY_BUTTONS]
    return again(replace(conversation, misses=conversation.misses + 1), world, said, more=more)


def which_one(either: tuple[Choice, ...], conversation: Conversation) -> Turn:
    """Ask which of these choices a number meant."""
    return Turn(conversation, (Reply(Text("not_understood.either", "Which one do you mean?"), choices=either),))


def _how_to_answer(conversation: Conversation, world: World) -> Text:
    """Return how to answer; where the choices are numbers, any number up to the largest party may be written."""
    counted = [choice for choice in conversation.shown if not choice.aside]
    sizes = any(choice.id.isdecimal() for choice in counted)
    offered = world.pack.party_maximum if sizes else len(counted)
    if offered > 1:
        return Text("not_understood.tap", "Tap a button, or write a number from 1 to {n}.", n=offered)
    return Text("not_understood.write", "Please write it in another way.")


OLD_BUTTON = Text("button.old", "That button is from before. Please use the newest ones.")
"""The answer to a button that belongs to another question than the present one."""
GONE = Text("button.gone", "We know nothing of that any more: it is deleted after {days} days, as we said.")
"""The answer to a button of a deleted case. Nothing is stored of it: the button alone tells that it existed."""


def is_of_gone_case(event: Event, conversation: Conversation) -> bool:
    """Return whether a button is of a case that is gone. A person who has just deleted it needs no explanation."""
    expected = conversation.consented or conversation.aside == "erased"
    return isinstance(event, Tapped) and not expected and is_of_a_case(event)


def gone(pack: Pack) -> Text:
    """Return the answer to a button of a case that is deleted, with the terms after which a case is deleted."""
    terms = sorted({pack.keep_drafts_days, pack.keep_days})
    return GONE.filled(days="-".join(map(str, terms)))


def old_button(event: Event, conversation: Conversation, world: World) -> Text:
    """Return what is said to a button of an old message."""
    return gone(world.pack) if is_of_gone_case(event, conversation) else OLD_BUTTON


def not_read(kind: str, conversation: Conversation, world: World) -> Turn:
    """Answer a photo, a voice message, a document or a forwarded message: it is not opened and not stored."""
    if kind in SPOKEN:
        voice = Text(
            "sent.voice",
            "I cannot listen to voice messages, and I keep nothing of them. If you are in danger, tap “Danger now” or "
            "write 911. If you want to talk with a person, tap “A person”.",
        )
        return again(conversation, world, voice, lines=(_how_to_answer(conversation, world),), more=(DANGER, PERSON))
    return again(conversation, world, NOT_READ.get(kind, NOT_OPENED))


SPOKEN = ("voice", "audio", "video_note")
"""The kinds of messages in which a person may have called for help."""
NOT_OPENED = Text(
    "sent.not_read",
    "I can read only text and taps. I do not open photos, documents or voice messages, and I do not keep them.",
)
NOT_READ = {
    "edited": Text("sent.edited", "I cannot see changes in a message that you sent. Please write it again."),
    "forwarded": Text(
        "sent.forwarded", "I do not read what another person wrote, and I do not keep it. Use your own words, please."
    ),
    "contact": Text("sent.contact", "I do not need a telephone number, and I did not keep it."),
}
"""The answer for each kind of message that is not read."""


def no_place_needed(conversation: Conversation, world: World) -> Turn:
    """Answer a position that was not requested."""
    text = Text("location.not_needed", "I do not need your location now, and I did not keep it.")
    return again(conversation, world, text)
