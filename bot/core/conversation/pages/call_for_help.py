"""Answer a call for help, the same whatever was said: in danger, for a person who may hurt themselves, and to show.

These pages lie over the talk. They show nothing of a case, and what is said on them is never repeated.
"""

from bot.core.conversation.choices import (
    CLOSE,
    DANGER,
    MEANT_OTHER,
    NO,
    NUMBERS,
    PERSON,
    SAFE,
    SHOW,
    SHOW_ALONE,
    WHAT_STAYS,
    YES,
)
from bot.core.conversation.contacts import LISTENING, contact_lines, in_order, language_name, languages_said, reached
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.programme.contact import EMERGENCY, HELP, LEGAL, Contact

MORE_HELP = ("violence", "child", LEGAL)
"""The kinds of contacts behind "More numbers"."""
SHOWN_IN = "es"
"""The language of the message to show."""
TO_ALL = (
    Text("danger.now", "Your safety comes first."),
    Text(
        "danger.show",
        "If you cannot call, or speak no Spanish: tap “Message to show” and show it to someone you trust.",
    ),
    Text("danger.close", "If someone is looking at this phone, tap Close now; come back when it is safe."),
)
TO_A_CHILD = (
    Text("danger.now_child", "Your safety comes first."),
    Text(
        "danger.show_child",
        "If you cannot call, or speak no Spanish: tap “Message to show” and show it to a grown-up you trust.",
    ),
    Text("danger.close_child", "If someone is looking at this phone, tap Close now; come back when it is safe."),
)


def at_hand(conversation: Conversation, world: World) -> tuple[Text, ...]:
    """Return whom to call in danger, and the message to show, for a screen that must work without a network."""
    shown = _to_show(_message(conversation, world), conversation, world, ())
    return (*_emergency(conversation, world), shown.text, *shown.lines)


def _danger(conversation: Conversation, facts: Facts, world: World) -> Reply:
    text, show, close = TO_A_CHILD if _is_child(conversation, facts) else TO_ALL
    lines = (*_kept(conversation), *_emergency(conversation, world), show, close, WHAT_STAYS)
    return Reply(text, lines=lines, choices=(CLOSE, SHOW, NUMBERS, PERSON, SAFE))


def _listed(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Say first where help answers now, then ask whether the words at an open list were an answer to it, too."""
    text = Text("listed.now", "If you are in danger or very ill now, do not wait. Ask for help here:")
    asked = Text("list.named", "That is on the list. Is it true for you, or for someone with you?")
    return Reply(text, lines=(*_emergency(conversation, world), asked), choices=(YES, NO, DANGER))


def _emergency(conversation: Conversation, world: World) -> list[Text]:
    return [
        line
        for contact in in_order(world.pack.contacts_for(EMERGENCY, world.today), world, conversation.reads)
        for line in _lines(_call(contact, world), contact, conversation, world)
    ]


def _listen(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Say who listens; two numbers that begin alike stand on two lines."""
    people = [
        line
        for contact in in_order(world.pack.contacts_of(LISTENING, world.today), world, conversation.reads)
        for line in _lines(_listens(contact, world), contact, conversation, world)
    ]
    child = _is_child(conversation, facts)
    text = (
        Text("listen.now_child", "Thank you for telling me. You do not have to carry this alone.")
        if child
        else Text("listen.now", "Thank you for saying it. You do not have to carry this alone.")
    )
    program = Text("listen.program", "I am a program, not a person: I cannot come.")
    lines = (*people, _stay_with_someone(child, world), program, *_kept(conversation), WHAT_STAYS)
    return Reply(text, lines=lines, choices=(CLOSE, SHOW_ALONE, PERSON, MEANT_OTHER))


def _stay_with_someone(child: bool, world: World) -> Text:
    if not (number := _number(EMERGENCY, world)):
        return (
            Text("listen.go_child", "If you could hurt yourself now, go to a grown-up you trust and stay with them.")
            if child
            else Text("listen.go", "If you could hurt yourself now, go to someone you trust and stay with them.")
        )
    if child:
        return Text(
            "listen.call_child",
            "If you could hurt yourself now, call {number}, or go to a grown-up you trust and stay with them.",
            number=number,
        )
    return Text(
        "listen.call",
        "If you could hurt yourself now, call {number}, or go to someone you trust and stay with them.",
        number=number,
    )


def _show(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Show a message without a reason, a name or a code."""
    return _to_show(_message(conversation, world), conversation, world, (CLOSE, NUMBERS, PERSON, SAFE))


def _message(conversation: Conversation, world: World) -> Text:
    number, name = _number(EMERGENCY, world), language_name(conversation.reads, world)
    i_speak = Text("show.speaks", "I speak {language} and little Spanish.", language=name)
    speaks = "" if conversation.reads == SHOWN_IN else i_speak
    return (
        Text(
            "show.call",
            "I need help, please. {speaks} Can you call {number} for me, or take me to the person in charge of this "
            "place? Thank you.",
            speaks=speaks,
            number=number,
        )
        if number
        else Text(
            "show.take",
            "I need help, please. {speaks} Can you take me to the person in charge of this place? Thank you.",
            speaks=speaks,
        )
    )


def _stay(conversation: Conversation, facts: Facts, world: World) -> Reply:
    number = _number(LISTENING, world) or _number(EMERGENCY, world)
    message = (
        Text(
            "show.stay_call",
            "I am going through a very hard time and I do not want to be alone. Please stay with me and help me call "
            "{number}. Thank you.",
            number=number,
        )
        if number
        else Text(
            "show.stay",
            "I am going through a very hard time and I do not want to be alone. Please stay with me. Thank you.",
        )
    )
    return _to_show(message, conversation, world, (CLOSE, PERSON, MEANT_OTHER))


def _to_show(message: Text, conversation: Conversation, world: World, choices: tuple[Choice, ...]) -> Reply:
    """Show the message in the language of the place and, under it, in the reader's language."""
    spoken_here = " ".join(world.catalogs[SHOWN_IN].say(message).split())
    own = () if conversation.reads == SHOWN_IN else (message,)
    return Reply(Text("show.message", "{message}", message=spoken_here), lines=own, choices=choices)


def _numbers(conversation: Conversation, facts: Facts, world: World) -> Reply:
    having = [kind for kind in MORE_HELP if world.pack.contacts_of(kind, world.today)]
    lines = dict.fromkeys(line for kind in having or [HELP] for line in contact_lines(kind, world, conversation.reads))
    text = Text("numbers.more", "These people help, too:")
    return Reply(text, lines=(*lines, WHAT_STAYS), choices=(CLOSE, SHOW, PERSON, SAFE))


def _call(contact: Contact, world: World) -> Text:
    """Return whom to call in danger, and when that was last checked: the number is shown whatever the day."""
    return Text("danger.call", "{name}: {how} {hours} (checked on {checked})", **reached(contact, world))


def _listens(contact: Contact, world: World) -> Text:
    return Text("listen.people", "People listen: {name}. {how} {hours}", **reached(contact, world))


def _lines(call: Text, contact: Contact, conversation: Conversation, world: World) -> tuple[Text, ...]:
    """Return whom to call and, if they do not speak the reader's language, the languages in which they answer."""
    return (call,) if conversation.reads in contact.languages else (call, languages_said(contact, world))


def _number(kind: str, world: World) -> Text | None:
    """Return the number to call, which is the name of the contact."""
    return next((contact.name for contact in world.pack.contacts_of(kind, world.today)), None)


def _kept(conversation: Conversation) -> tuple[Text, ...]:
    """Say that nothing is lost, but not where that would tell another person that there is something."""
    if conversation.locked or not conversation.consented:
        return ()
    return (Text("danger.kept", "Nothing here is lost."),)


def _is_child(conversation: Conversation, facts: Facts) -> bool:
    if conversation.locked or not conversation.consented:
        return False
    rule = facts.verdict.rule
    return rule is not None and rule.contact == "child"


PAGES = (
    Page("danger", _danger, quiet=True, over=True),
    Page("listed", _listed, quiet=True, over=True),
    Page("listen", _listen, quiet=True, over=True),
    Page("show", _show, quiet=True, over=True),
    Page("stay", _stay, quiet=True, over=True),
    Page("numbers", _numbers, quiet=True, over=True),
)
