"""The number of people who stay together: what is offered and heard, at the question and at the ticket."""

from dataclasses import replace
from typing import NamedTuple

from bot.core.conversation.choices import MORE, NO, PERSON, YES
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text, Texts
from bot.core.understanding import near_misses, numbers_and_dates

FIRST = 5
"""The largest size offered before "More"."""


class Size(NamedTuple):
    """A number of people, and whether it was said in so many words; otherwise it is asked back."""

    people: int
    sure: bool


def heard(text: str, conversation: Conversation, world: World) -> Size | None:
    """Return the number of people that a text means; None if it means none."""
    number = numbers_and_dates.number(text, world.vocabulary, conversation.language)
    if number is not None:
        return Size(number, sure=True) if number >= 1 else None
    near = near_misses.people(text, world.vocabulary, conversation.language) or 0
    return Size(near, sure=False) if 1 <= near <= world.pack.party_maximum else None


def choices(world: World) -> tuple[Choice, ...]:
    """Return the sizes that are offered first."""
    most = world.pack.party_maximum
    sizes = [Choice("1", Text("party.one", "Just me"))]
    sizes += [Choice(str(n), str(n)) for n in range(2, min(FIRST, most) + 1)]
    return (*sizes, replace(MORE, aside=True)) if most > FIRST else tuple(sizes)


def more(world: World) -> Reply:
    """Offer the larger sizes, up to the largest party."""
    most = world.pack.party_maximum
    sizes = range(FIRST + 1, min(most, FIRST + world.channel.choices) + 1)
    text = Text("party.how_many", "Write how many you are, up to {most}.", most=most)
    return Reply(text, choices=tuple(Choice(str(n), str(n)) for n in sizes))


def is_that_right(size: int) -> Reply:
    """Ask back a number that was not said in so many words."""
    text = Texts(
        "party.confirm",
        "{n} person in all, you included. Is that right?",
        "{n} people in all, you included. Is that right?",
        size,
    )
    return Reply(text, choices=(YES, NO))


def too_many(world: World) -> Reply:
    """Send a party that is too large to a person: it is never split."""
    text = Text(
        "party.too_many",
        "One appointment here has room for {most} people at most, and we do not split a group. "
        "A person can find a way for all of you, free.",
        most=world.pack.party_maximum,
    )
    again = Choice("again", Text("party.again", "Correct the number"))
    return Reply(text, choices=(PERSON, again))
