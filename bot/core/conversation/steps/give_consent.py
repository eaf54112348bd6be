"""Say what is stored, for how long and who sees it; nothing is stored before "I agree".

Nobody can agree in a language whose notice does not say what the English says now.
"""

from dataclasses import replace
from hashlib import sha256

from bot.core.conversation import privacy_notice
from bot.core.conversation.choices import LANGUAGE, ONLY_INFORMATION
from bot.core.conversation.effects import GiveConsent
from bot.core.conversation.events import Event, Look, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.outdated import is_current
from bot.core.language.text import Text

AGREE = Choice("agree", Text("consent.agree", "I agree"))
MORE = Choice("more", Text("consent.more", "Tell me more"))
NOT_IN_THIS_LANGUAGE = Text(
    "consent.not_in_this_language",
    "You cannot agree in this language until these words are translated again. In another language you can.",
)


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask for consent; an agreement stores the digest of the exact words."""
    notice, catalog = privacy_notice.consent_notice(world), world.catalogs[conversation.language]
    current = is_current(catalog, notice)
    match event:
        case Tapped("agree") if current:
            said = catalog.say(notice)
            digest = sha256(said.encode()).hexdigest()
            return Turn(conversation.answered(consent=digest), effect=GiveConsent(digest))
        case Tapped("more"):
            return Turn(conversation, (_more(world, current=current),))
        case Tapped("no"):
            return Turn(replace(conversation, aside="information"))
        case Look() | Tapped("agree"):
            ask = Text("consent.ask", "Do you agree?") if current else NOT_IN_THIS_LANGUAGE
            choices = (AGREE if current else LANGUAGE, MORE, ONLY_INFORMATION)
            return Turn(conversation, (Reply(notice, lines=(ask,), choices=choices),))
    return None


def _more(world: World, *, current: bool) -> Reply:
    how, *rest = privacy_notice.details(world)
    return Reply(how, lines=tuple(rest), choices=(AGREE if current else LANGUAGE, ONLY_INFORMATION))
