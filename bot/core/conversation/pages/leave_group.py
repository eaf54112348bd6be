"""Leave a group privately: the person gets their own appointment on the same date, and the others are told nothing."""

from dataclasses import replace

from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.begun import has_begun, instead_of_a_change
from bot.core.conversation.choices import CONTINUE
from bot.core.conversation.effects import LeaveGroup
from bot.core.conversation.events import Event, LeftGroup
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.pin import SHARED_PHONE_ADVICE
from bot.core.conversation.refusals import why
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply | Turn:
    """Say what leaving means, and ask for confirmation."""
    if has_begun(conversation, world):
        return instead_of_a_change(conversation)
    booking = conversation.booking
    if not booking or booking.people < 2:
        return Reply(Text("leave.alone", "You are not in a group with others here."), choices=(CONTINUE,))
    text = Text(
        "leave.sure",
        "You can leave this group and keep the date. The others keep their place. We do not tell them why, or where "
        "you are. You get a code of your own. Leave the group?",
    )
    theirs = Text(
        "leave.code", "The others keep the code {code}: leave it with them if that is safe.", code=booking.code
    )
    yes = Choice("yes", Text("leave.yes", "Yes, leave the group"))
    no = Choice("no", Text("leave.no", "No, stay in it"))
    return Reply(text, lines=(theirs,), choices=(yes, no))


def _agreed(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Request that one person of the party leaves."""
    if has_begun(conversation, world):
        return instead_of_a_change(conversation)
    alone = Facts(replace(conversation, answers=conversation.answers.given(party=1)), world)
    return Turn(conversation, effect=LeaveGroup(alone.seat_request))


def _left(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Say what appointment the person has now."""
    if not isinstance(event, LeftGroup):
        return None
    conversation = replace(
        conversation, booking=event.booking, in_calendar=False, moving=False, earlier=None, told_earlier=""
    )
    alone = replace(conversation, answers=conversation.answers.given(party=1))
    alone = replace(alone, told=facts.after(alone).verdict.told)
    if conversation.booking:
        text = Text(
            "leave.done",
            "You have an appointment of your own now, on the same date. The others are told nothing.",
        )
        return Turn(alone, (Reply(text, lines=(SHARED_PHONE_ADVICE,)),))
    text = Text(
        "leave.full",
        "You have left the group; the others keep their place and are told nothing. That hour has no seat for you "
        "alone: choose another one.",
    )
    return Turn(alone.without(DAY, SLOT), (Reply(text, lines=why(event.why, 1)),))


PAGES = (Page("leave", _ask, _left, act=_agreed, outcomes=(LeftGroup,)),)
