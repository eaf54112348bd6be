"""Say what is stored, for how long and who sees it; nothing is stored before "I agree"."""

from dataclasses import replace
from hashlib import sha256

from bot.core.conversation import privacy_notice
from bot.core.conversation.choices import ONLY_INFORMATION
from bot.core.conversation.effects import GiveConsent
from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

AGREE = Choice("agree", Text("consent.agree", "I agree"))
MORE = Choice("more", Text("consent.more", "Tell me more"))


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask for consent; an agreement stores the digest of the exact words."""
    match event:
        case Tapped("agree"):
            said = world.catalogs[conversation.language].say(privacy_notice.consent_notice(world))
            digest = sha256(said.encode()).hexdigest()
            return Turn(conversation.answered(consent=digest), effect=GiveConsent(digest))
        case Tapped("more"):
            return Turn(conversation, (_more(world),))
        case Tapped("no"):
            return Turn(replace(conversation, aside="information"))
        case Look():
            ask = Text("consent.ask", "Do you agree?")
            asked = Reply(privacy_notice.consent_notice(world), lines=(ask,), choices=(AGREE, MORE, ONLY_INFORMATION))
            return Turn(conversation, (asked,))
    return None


def _more(world: World) -> Reply:
    how, *rest = privacy_notice.details(world)
    return Reply(how, lines=tuple(rest), choices=(AGREE, ONLY_INFORMATION))
