"""What is kept, for how long and who sees it; nothing is stored before "I agree"."""

from dataclasses import replace
from hashlib import sha256

from bot.core.conversation import Conversation, Turn, World
from bot.core.events import Event, GiveConsent, Look, Tapped
from bot.core.language import Text
from bot.core.message import Choice, Reply

AGREE = Choice("agree", Text("consent.agree", "I agree"))
MORE = Choice("more", Text("consent.more", "Tell me more"))
ONLY_INFORMATION = Choice("no", Text("consent.no", "No, only information"))


def notice(world: World) -> Text:
    """What a person agrees to."""
    place = (
        Text("consent.keep_place", "your answers, your state (not the exact place) and your appointment")
        if world.pack.areas
        else Text("consent.keep", "your answers and your appointment")
    )
    return Text(
        "consent.notice",
        "What we keep: {kept}. Not your name. We delete it {days} days after the appointment, or when you tap "
        "Delete. Only {who_sees} can see it. {channel} and this phone keep the chat too. Do you agree?",
        kept=place,
        days=world.pack.keep_days,
        who_sees=world.pack.who_sees,
        channel=Text("channel.terminal", "This terminal") if world.channel.name == "terminal" else world.channel.name,
    )


def step(conversation: Conversation, event: Event, world: World) -> Turn | None:
    """Ask for consent; agreeing keeps the digest of the very words that were agreed to."""
    match event:
        case Tapped("agree"):
            said = world.catalogs[conversation.language].say(notice(world))
            digest = sha256(said.encode()).hexdigest()
            return Turn(conversation.answered("consent", digest), effect=GiveConsent(digest))
        case Tapped("more"):
            return Turn(conversation, (Reply(_more(world), choices=(AGREE, ONLY_INFORMATION)),))
        case Tapped("no"):
            return Turn(replace(conversation, aside="information"))
        case Look():
            return Turn(conversation, (Reply(notice(world), choices=(AGREE, MORE, ONLY_INFORMATION)),))
    return None


def _more(world: World) -> Text:
    return Text(
        "consent.details",
        "Your answers are locked with a key that only this programme has. An unfinished conversation is deleted after "
        "{drafts} days without a word from you. Nothing goes to any government. Ask at any time what we know about "
        "you, or delete it: write help.",
        drafts=world.pack.keep_drafts_days,
    )
