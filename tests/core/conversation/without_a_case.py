"""Find the messages that a phone can show while no case is open on it, by walking through the conversation itself."""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

from bot.core.conversation.all_pages import COMMANDS
from bot.core.conversation.answers import Answers
from bot.core.conversation.effects import CheckPin, CountCases, Effect, HoldCode, Recover
from bot.core.conversation.events import (
    Arrived,
    Cases,
    CodeHeld,
    Event,
    Look,
    NotRecovered,
    PinWrong,
    Said,
    Sent,
    Tapped,
    TooManyAttempts,
)
from bot.core.conversation.flow import advance
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Channel
from tests.conftest import NOW, app_on, our_pack

TYPED = ("kjh", "4821", "BABA BABA 000 BABI", "yes")
OUTCOMES: dict[type[Effect], tuple[Event, ...]] = {
    CountCases: (Cases(2),),
    CheckPin: (PinWrong(2), TooManyAttempts(2)),
    HoldCode: (CodeHeld(), TooManyAttempts(2)),
    Recover: (NotRecovered(2), TooManyAttempts(2)),
}
"""Every outcome that opens nothing; an event that opens or begins a case ends the walk."""


@cache
def keys_without_a_case() -> frozenset[str]:
    """Return the keys of all messages to a stranger, and to a person in front of a locked case of the practice pack.

    The walk takes many seconds, so the tests that need it are the xdist_group "without-a-case".
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(app_on(Path(folder) / "randevou.db", our_pack("border-appointments"))) as app,
    ):
        return _walk(app.world(NOW, Channel("terminal", choices=12)))


def _walk(world: World) -> frozenset[str]:
    pack, revision = world.pack.id, world.pack.revision
    answers = Answers(practice="understood", operator="met", consent="digest").in_order(())
    locked = Conversation(pack, revision, "en", answers=answers, locked=True)
    begun = [Conversation(pack, revision), locked, Conversation(pack, revision, "en", answers=answers, locked=True,
                                                                protected=True)]  # fmt: skip
    said: set[str] = set()
    seen: set[object] = set()
    while begun:
        before = begun.pop()
        for turn in _turns(before, world):
            after = turn.conversation
            if after.consented and not after.locked:
                continue  # a case is open from here on
            said |= {reply.text.key for reply in turn.replies}
            under = (*after.answers.order, after.aside, min(after.misses, 4), after.protected)
            place = (after.language, after.locked, after.over or under)  # a page over the talk shows nothing of it
            if place not in seen and turn.effect is None:
                seen.add(place)
                begun.append(after)
    return frozenset(said)


def _turns(conversation: Conversation, world: World) -> Iterator[Turn]:
    taps = {choice.id for choice in conversation.shown} | COMMANDS | {"gone"}
    events = [Arrived(), Look(), Sent("photo"), *map(Said, TYPED), *map(Tapped, sorted(taps))]
    for event in events:
        turn = advance(conversation, event, world)
        yield turn
        for outcome in OUTCOMES.get(type(turn.effect), ()) if turn.effect else ():
            yield advance(turn.conversation, outcome, world)
