"""What is stored about a person, for how long and who sees it: said before consent, and whenever somebody asks."""

from bot.core.booking.request import KEPT, allocation
from bot.core.conversation.state import World
from bot.core.language.text import Text

CHANNELS = {
    "terminal": Text("channel.terminal", "This terminal"),
    "web": Text("channel.web", "This browser"),
    "desk": Text("channel.desk", "The laptop of this desk"),
}
"""How the channels that are no company are called."""


def consent_notice(world: World) -> Text:
    """Return the notice that a person agrees to."""
    place = (
        Text("consent.keep_place", "your answers, your state (not the exact place) and your appointment")
        if world.pack.areas
        else Text("consent.keep", "your answers and your appointment")
    )
    if world.pack.identity:
        place = Text("consent.keep_mark", "{kept}, and a mark made from some details", kept=place)
    return Text(
        "consent.notice",
        "What we keep: {kept}. Not your name. We delete it {days} days after the appointment, or when you tap "
        "Delete. Only {who_sees} can see it. {channel} and this phone keep the chat too.",
        kept=place,
        days=world.pack.keep_days,
        who_sees=world.pack.who_sees,
        channel=CHANNELS.get(world.channel.name, world.channel.name),
    )


def details(world: World) -> tuple[Text, ...]:
    """Return how the data is stored, what a person can do about it, and how a person is identified."""
    how = Text(
        "consent.details",
        "Your answers are locked with a key that only this programme has. An unfinished conversation is deleted after "
        "{drafts} days without a word from you. Ask at any time what we know about you, or delete it: write help.",
        drafts=world.pack.keep_drafts_days,
    )
    line = (REQUEST_KEPT,) if allocation(world.pack, world.today) == "draw" else ()
    return how, *line, *given_to_nobody(world), _identification(world)


REQUEST_KEPT = Text(
    "consent.request",
    "If you ask for a place in the draw, we keep your request and the date since which you wait for {days} days after "
    "your last message, or until you delete your data: the line can be long.",
    days=KEPT.days,
)
"""The term of a request: it is longer than that of an unfinished conversation."""


def given_to_nobody(world: World) -> tuple[Text, ...]:
    """Return that no government gets the data, if the pack says that its operator is independent."""
    if world.pack.operator_kind != "independent":
        return ()
    return (Text("consent.no_government", "Nothing goes to any government."),)


def _identification(world: World) -> Text:
    """Return how a person is identified, and what the bot cannot know about them."""
    if world.pack.identity:
        return Text(
            "consent.identity",
            "You give some details, so that one person has one appointment. We do not keep them, only a mark made from "
            "them, and notice if the same ones come again. Nobody is refused for details that are only similar.",
        )
    return Text(
        "consent.no_identity",
        "We ask for no name and no papers. So we know you only by your code: anyone who shows it can use it. We cannot "
        "see if one person asks twice, and cannot put your name on it.",
    )
