"""Ask how many people must stay together: a number, no names."""

from dataclasses import replace

from bot.core.conversation.choices import MORE, NO, PERSON, YES
from bot.core.conversation.events import Event, Look, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text, Texts
from bot.core.programme.eligibility import PARTY
from bot.core.understanding import near_misses, numbers_and_dates

FIRST = 5
"""The largest size offered before "More"."""


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask for the size of the party; a party that is too large is sent to a person, and is never split."""
    most = world.pack.party_maximum
    match event:
        case Tapped("more"):
            return Turn(conversation, (_more(most, world.channel.choices),))
        case Tapped(choice) if choice.isdecimal():
            size = int(choice)
        case Tapped("yes") if _asked_back(conversation):
            size = int(conversation.picked[0])
        case Said(text):
            heard = numbers_and_dates.number(text, world.vocabulary, conversation.language)
            if heard is None:
                heard = near_misses.people(text, world.vocabulary, conversation.language) or 0
                return _is_that_right(heard, conversation) if 1 <= heard <= most else None
            if heard < 1:
                return None
            size = heard
        case Look() if _asked_back(conversation):
            return _is_that_right(int(conversation.picked[0]), conversation)
        case Look() | Tapped("again" | "no"):
            return Turn(replace(conversation, picked=()), (_ask(conversation, facts, world),))
        case _:
            return None
    if size > most:
        return Turn(conversation, (_too_many(most),))
    return Turn(conversation.answered(party=size))


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply:
    most = world.pack.party_maximum
    sizes = [Choice("1", Text("party.one", "Just me"))]
    sizes += [Choice(str(n), str(n)) for n in range(2, min(FIRST, most) + 1)]
    if most > FIRST:
        sizes.append(replace(MORE, aside=True))
    question = Text(
        "party.question",
        "How many people must stay together? Count yourself, every child and every baby. "
        "One appointment for the whole group. We do not ask for names.",
    )
    return Reply(question, lead=facts.progress(PARTY), choices=tuple(sizes))


def _asked_back(conversation: Conversation) -> bool:
    return len(conversation.picked) == 1 and conversation.picked[0].isdecimal()


def _is_that_right(size: int, conversation: Conversation) -> Turn:
    """Ask back a number that was not said in so many words."""
    text = Texts(
        "party.confirm",
        "{n} person in all, you included. Is that right?",
        "{n} people in all, you included. Is that right?",
        size,
    )
    return Turn(replace(conversation, picked=(str(size),)), (Reply(text, choices=(YES, NO)),))


def _more(most: int, room: int) -> Reply:
    sizes = range(FIRST + 1, min(most, FIRST + room) + 1)
    text = Text("party.how_many", "Write how many you are, up to {most}.", most=most)
    return Reply(text, choices=tuple(Choice(str(n), str(n)) for n in sizes))


def _too_many(most: int) -> Reply:
    text = Text(
        "party.too_many",
        "One appointment here has room for {most} people at most, and we do not split a group. "
        "A person can find a way for all of you, free.",
        most=most,
    )
    again = Choice("again", Text("party.again", "Correct the number"))
    return Reply(text, choices=(PERSON, again))
