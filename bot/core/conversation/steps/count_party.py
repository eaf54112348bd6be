"""Ask how many people must stay together: a number, no names."""

from dataclasses import replace

from bot.core.conversation import party_size
from bot.core.conversation.events import Event, Look, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Reply
from bot.core.language.text import Text
from bot.core.programme.eligibility import PARTY

QUESTION = Text(
    "party.question",
    "How many people must stay together? Count yourself, every child and every baby. "
    "One appointment for the whole group. We do not ask for names.",
)


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask for the size of the party; a party that is too large is sent to a person, and is never split."""
    match event:
        case Tapped("more"):
            return Turn(conversation, (party_size.more(world),))
        case Tapped(choice) if choice.isdecimal():
            size = int(choice)
        case Tapped("yes") if _asked_back(conversation):
            size = int(conversation.picked[0])
        case Said(text):
            heard = party_size.heard(text, conversation, world)
            if heard is None or not heard.sure:
                return _ask_back(heard.people, conversation) if heard else None
            size = heard.people
        case Look() if _asked_back(conversation):
            return _ask_back(int(conversation.picked[0]), conversation)
        case Look() | Tapped("again" | "no"):
            return Turn(replace(conversation, picked=()), (_ask(conversation, facts, world),))
        case _:
            return None
    if size > world.pack.party_maximum:
        return Turn(conversation, (party_size.too_many(world),))
    return Turn(conversation.answered(party=size))


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply:
    return Reply(QUESTION, lead=facts.progress(PARTY), choices=party_size.choices(world))


def _asked_back(conversation: Conversation) -> bool:
    return len(conversation.picked) == 1 and conversation.picked[0].isdecimal()


def _ask_back(size: int, conversation: Conversation) -> Turn:
    return Turn(replace(conversation, picked=(str(size),)), (party_size.is_that_right(size),))
