"""The whole privacy notice of a programme, from the register: what, why, how long, who sees it, and which rights."""

from collections.abc import Sequence

from bot.core.conversation import labels, privacy_notice
from bot.core.conversation.choices import CORRECT, FORGET, KNOW, ONLY_INFORMATION
from bot.core.conversation.contacts import contact_lines
from bot.core.conversation.section import Section
from bot.core.conversation.state import World
from bot.core.language.outdated import notes
from bot.core.language.text import Text
from bot.core.programme.data_register import DataClass


def whole_notice(register: Sequence[DataClass], world: World) -> tuple[Section, ...]:
    """Return every class of data about people, with the numbers of the pack; it begins like the notice in the chat.

    Its last section says so where the language of the reader (`world.hint`) has earlier words.
    """
    whole = _sections(register, world)
    lines = [line for section in whole for line in (section.heading, *section.lines)]
    catalog = world.catalogs.get(world.hint)
    outdated = notes(catalog, lines[0].key, *lines) if catalog else ()
    return (*whole, *(Section(note, ()) for note in outdated))


def _sections(register: Sequence[DataClass], world: World) -> tuple[Section, ...]:
    pack = world.pack
    title = Text("privacy.title", "What {operator} keeps about you", operator=pack.operator)
    told = tuple(text for entry in register if (text := entry.told(pack)))
    return (
        Section(
            title,
            (
                *labels.practice(world),
                pack.about_operator,
                privacy_notice.consent_notice(world),
                *privacy_notice.details(world),
            ),
        ),
        Section(Text("privacy.what", "What, why, and for how long"), told),
        Section(Text("privacy.why", "Why we may keep it"), (_BASIS,)),
        Section(Text("privacy.who", "Who sees it"), who_sees(world)),
        Section(Text("privacy.rights", "What you can ask for"), (_KNOW, _CORRECT, _DELETE, _REFUSE)),
        Section(
            Text("privacy.complain", "If something is wrong, complain here"),
            contact_lines("complaint", world, world.hint),
        ),
        _channel(world),
        *(() if pack.identity else (Section(_UNKNOWN, (_NO_NAME, _CODE)),)),
    )


def _channel(world: World) -> Section:
    if world.channel.name == "web":
        return Section(Text("privacy.web", "What your browser keeps"), (_COOKIE, _PHONE))
    return Section(Text("privacy.channel", "What Telegram keeps"), (_TELEGRAM, _ORDER, _PHONE))


def who_sees(world: World) -> tuple[Text, ...]:
    """Return who can look at what is kept."""
    return (Text("privacy.seen_by", "Only {who_sees} can look at it.", who_sees=world.pack.who_sees), _DESK, _SERVER)


DRAFTED = Text(
    "privacy.drafted", "A machine drafted these words. No native speaker has read them yet: ask us if one is not clear."
)
"""A line for every language whose words no native speaker has reviewed."""
_BASIS = Text(
    "privacy.basis",
    "Because you agreed: you can take that back at any time by deleting everything, and it costs you nothing but the "
    "appointment. Two things we keep to run this safely: that a message was handled, and what our staff did.",
)
_DESK = Text(
    "privacy.desk", "With your code, the desk sees the day, the time, the place and the seats. Not your answers."
)
_SERVER = Text(
    "privacy.server",
    "The people who run the server have the keys and could open what is locked. We cannot promise what a court may "
    "order.",
)
_KNOW = Text("privacy.know", "To know: write help, then tap “{button}”. It is all that is kept.", button=KNOW.label)
_CORRECT = Text("privacy.correct", "To correct: on that page, tap “{button}”.", button=CORRECT.label)
_DELETE = Text(
    "privacy.delete",
    "To delete: write /forget, /olvidar, /bliye or /oublier, or tap “{button}”. Nobody asks why. An appointment is "
    "cancelled, too.",
    button=FORGET.label,
)
_REFUSE = Text(
    "privacy.refuse",
    "To refuse: tap “{button}”. You can read everything, and nothing is kept.",
    button=ONLY_INFORMATION.label,
)
_TELEGRAM = Text(
    "privacy.telegram",
    "Telegram is a company of its own. It keeps this chat on its servers, knows your phone number and your internet "
    "address, and when you wrote. A chat with a bot is not a secret chat.",
)
_ORDER = Text(
    "privacy.telegram_order",
    "Telegram says that it can give your phone number and internet address to authorities that order it. We can "
    "neither see nor prevent that.",
)
_COOKIE = Text(
    "privacy.cookie",
    "A cookie with a random number, after you agree: by it this page finds your case again. It says nothing about you. "
    "On a shared phone it goes when the browser is closed. Your code and PIN still open your case.",
)
_PHONE = Text(
    "privacy.phone", "Messages, pictures and files on the phone stay there: whoever has the phone can read them."
)
_UNKNOWN = Text("privacy.identity", "We do not know who you are")
_NO_NAME = Text(
    "privacy.no_name",
    "We do not ask for your name or papers. So your code is all that is known of you: keep it, and show it to nobody "
    "who asks for money.",
)
_CODE = Text(
    "privacy.two_phones",
    "If you write from two phones, you are two people to us: we cannot see it. And we cannot tell whether whoever "
    "brings a code is the one who booked.",
)
