"""What a person may ask for at every step: help, a person, danger now, another language, hide, delete ..."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.conversation import facts, labels, privacy_notice
from bot.core.conversation.choices import CANCEL, CONTINUE, HIDE, PERSON, PIN
from bot.core.conversation.contacts import contact_lines
from bot.core.conversation.effects import Cancel, Erase, Recall
from bot.core.conversation.events import Cancelled, Erased, Event, LeftGroup, Look, Recalled, Said, Tapped
from bot.core.conversation.pages import correct_answers, leave_group, my_data
from bot.core.conversation.pages.report_scam import MONEY
from bot.core.conversation.pages.report_scam import asked as money_asked
from bot.core.conversation.state import Conversation, Turn, World
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.understanding import answers

PERSON_NOW = Choice("person", Text("danger.person", "A person, now"))
DANGER = Choice("danger", Text("help.danger", "Danger now"))
OLD = Choice("old", Text("help.old", "I already have an appointment"))
ELSEWHERE = Choice("recover", Text("help.recover", "I had an appointment on another phone"))
KNOW = Choice("know", Text("help.know", "What do you know about me?"))
PRIVACY = Choice("privacy", Text("know.privacy", "How is it kept?"))
FORGET = Choice("forget", Text("help.forget", "Delete my data"))
BEGIN_AGAIN = Choice("continue", Text("forget.again", "Begin again"))
LANGUAGE = Choice("language", Text("help.language", "Another language"))
STATUS = Choice("status", Text("help.status", "Where am I?"))
RESTART = Choice("restart", Text("help.restart", "Start over"))


def step(conversation: Conversation, event: Event, world: World) -> Turn | None:
    """Open the page of a command, or answer on the page that is open; the path waits where it was."""
    match event:
        case Tapped(choice) if choice in PAGES:
            return _opened(choice, conversation, world)
        case Look() if conversation.aside in PAGES:
            return _opened(conversation.aside, conversation, world)
        case Tapped("continue" | "summary"):
            return Turn(replace(conversation, aside=""))
        case Recalled():
            return Turn(conversation, (_known(event, conversation, world),))
        case Tapped(choice) if conversation.aside == "language" and choice in world.catalogs:
            return Turn(replace(conversation, language=choice, aside=""))
        case Tapped(choice) if conversation.aside == "correct" and choice in correct_answers.can_be_corrected(
            conversation
        ):
            return correct_answers.asked_again(choice, conversation)
        case Said(words) if conversation.aside == "language":
            named = answers.language_named(words, world.vocabulary)
            return Turn(replace(conversation, language=named, aside="")) if named else None
        case Tapped("yes" | "no" as choice) if conversation.aside in CONFIRMED:
            closed = replace(conversation, aside="")
            return CONFIRMED[conversation.aside](closed, world) if choice == "yes" else Turn(closed)
        case Cancelled():
            again = Choice("continue", Text("cancelled.again", "Another appointment"))
            text = Text(
                "cancelled.done",
                "Cancelled. Your seats go back to the others. You can book again at any time.",
            )
            freed = replace(conversation.without("day", "slot"), booking=None, moving=False, aside="cancelled")
            return Turn(freed, (Reply(text, choices=(again, PERSON, FORGET)),))
        case LeftGroup(booking):
            return leave_group.left(replace(conversation, booking=booking), world)
        case Erased():
            stranger = Conversation(conversation.pack, conversation.revision, conversation.language, aside="erased")
            return Turn(stranger, (_erased(conversation),))
    return None


def _opened(page: str, conversation: Conversation, world: World) -> Turn:
    opened = replace(conversation, aside=page, misses=0)
    answer = PAGES[page](opened, world)
    return answer if isinstance(answer, Turn) else Turn(opened, (answer,))


def _help(conversation: Conversation, world: World) -> Reply:
    text = Text("help.menu", "What do you need? Everything here is free.")
    if conversation.locked:
        return Reply(text, choices=(PERSON, DANGER, MONEY, ELSEWHERE, LANGUAGE, HIDE, CONTINUE))
    kept = (PIN, KNOW, FORGET) if conversation.consented else ()
    return Reply(
        text, choices=(PERSON, DANGER, MONEY, OLD, ELSEWHERE, STATUS, LANGUAGE, RESTART, HIDE, *kept, CONTINUE)
    )


def _person(conversation: Conversation, world: World) -> Reply:
    """Who helps with what the rules have found, or with anything."""
    text = Text("person.contacts", "These people help, free. You need no appointment to talk with them:")
    rule = facts.verdict(conversation, world).rule if conversation.consented and not conversation.locked else None
    return Reply(text, lines=contact_lines((rule.contact if rule else "") or "help", world), choices=(DANGER, CONTINUE))


def _danger(conversation: Conversation, world: World) -> Reply:
    text = Text(
        "danger.now",
        "Are you in danger, or very ill, right now? Do not wait for an appointment. If you are in a shelter, tell "
        "someone there now. If someone is watching your phone, close this chat first.",
    )
    return Reply(text, lines=contact_lines("danger", world), choices=(PERSON_NOW, HIDE, CONTINUE))


def _old(conversation: Conversation, world: World) -> Reply:
    text = Text(
        "old.appointment",
        "Do you already have an appointment? From CBP One: all were cancelled on 20 January 2025. Sold to you by "
        "someone: do not pay more, do not send documents. A person can look at it with you, free.",
    )
    return Reply(text, lines=contact_lines("help", world), choices=(PERSON, CONTINUE))


def _information(conversation: Conversation, world: World) -> Reply:
    text = Text(
        "information.only",
        "You can read everything without giving anything: we keep nothing now. An appointment is free. If you want "
        "one, we ask a few questions first. These people answer questions, too:",
    )
    go_on = Choice("continue", Text("information.on", "Go on to an appointment"))
    return Reply(text, lines=contact_lines("help", world), choices=(go_on, PERSON))


def _language(conversation: Conversation, world: World) -> Reply:
    languages = tuple(Choice(code, catalog.name) for code, catalog in world.catalogs.items())
    return Reply(Text("language.which", "Which language? Your answers are kept."), choices=languages)


def _status(conversation: Conversation, world: World) -> Turn:
    """Where the person is: an appointment, or what has been answered and that nothing is booked yet."""
    closed = replace(conversation, aside="", asking="", moving=False)
    if conversation.booking:
        return Turn(closed)
    if not conversation.consented:
        return Turn(closed, (Reply(Text("status.nothing", "You have no appointment, and nothing is kept yet.")),))
    text = Text("status.draft", "You have no appointment yet. Your answers are kept; nothing is lost.")
    given = facts.answers_to_change(conversation)
    lines = tuple(labels.answer_label(key, conversation, world) for key in given)
    return Turn(closed, (Reply(text, lines=lines),))


def _cancel(conversation: Conversation, world: World) -> Reply:
    if not conversation.booking:
        return Reply(Text("cancel.nothing", "There is no appointment to cancel."), choices=(CONTINUE,))
    text = Text("cancel.sure", "Cancel this appointment? Your seats go to others at once. Your answers are kept.")
    yes = Choice("yes", Text("cancel.yes", "Yes, cancel it"))
    no = Choice("no", Text("cancel.no", "No, keep it"))
    return Reply(text, choices=(yes, no))


def _restart(conversation: Conversation, world: World) -> Reply:
    if conversation.booking:
        text = Text(
            "restart.booked",
            "You have an appointment. To change it, choose another time, or cancel it first.",
        )
        return Reply(text, choices=(CANCEL, CONTINUE))
    text = Text("restart.sure", "Start over? The answers you gave are deleted. Your language stays.")
    yes = Choice("yes", Text("restart.yes", "Yes, start over"))
    no = Choice("no", Text("restart.no", "No, go on"))
    return Reply(text, choices=(yes, no))


def _forget(conversation: Conversation, world: World) -> Reply:
    if not conversation.consented:
        return Reply(Text("forget.nothing", "We have kept nothing about you."), choices=(CONTINUE,))
    text = (
        Text(
            "forget.booked",
            "Delete everything? Your appointment is cancelled, too, and cannot be brought back.",
        )
        if conversation.booking
        else Text("forget.sure", "Delete everything that we keep about you? It cannot be brought back.")
    )
    yes = Choice("yes", Text("forget.yes", "Yes, delete everything"))
    no = Choice("no", Text("forget.no", "No, keep it"))
    return Reply(text, choices=(yes, no))


def _hide(conversation: Conversation, world: World) -> Turn:
    text = Text(
        "hide.done",
        "Hidden. What this screen showed is cleared as far as we can. What is older than two days, and pictures and "
        "files that were saved, may stay: delete the chat to be sure. Nothing is shown again before you say that it is "
        "you.",
    )
    hidden = replace(conversation, aside="", locked=conversation.consented)
    hello = Choice("continue", Text("hide.return", "Hello"))
    return Turn(hidden, (Reply(text, choices=(hello,), hide=True),))


def _know(conversation: Conversation, world: World) -> Turn | Reply:
    if not conversation.consented:
        nothing = Text("know.nothing", "Nothing: we have kept nothing about you. This is what we would keep:")
        return Reply(nothing, lines=(privacy_notice.kept(world), *privacy_notice.details(world)), choices=(CONTINUE,))
    return Turn(conversation, effect=Recall())


def _privacy(conversation: Conversation, world: World) -> Reply:
    """The notice that was agreed to, and how it is kept."""
    return Reply(privacy_notice.kept(world), lines=privacy_notice.details(world), choices=(KNOW, FORGET, CONTINUE))


def _known(recalled: Recalled, conversation: Conversation, world: World) -> Reply:
    text = Text("know.all", "This is all that we know about you:")
    lines = my_data.everything_known(recalled, conversation, world)
    return Reply(text, lines=lines, choices=(correct_answers.CORRECT, PRIVACY, FORGET, CONTINUE))


def _do_restart(conversation: Conversation, world: World) -> Turn:
    kept = {k: v for k, v in conversation.answers.items() if k in ("practice", "operator", "consent")}
    return Turn(replace(conversation, answers=kept, told="", asking="", picked=(), page=0, moving=False))


def _erased(before: Conversation) -> Reply:
    what = (
        Text("forget.done_booked", "Deleted: your answers and your appointment. Your seats go back to the others.")
        if before.booking
        else Text("forget.done", "Deleted: your answers.")
    )
    rest = Text(
        "forget.rest",
        "The messages in this chat, and pictures or files that you saved, are still on this phone: delete them there.",
    )
    return Reply(what, lines=(rest,), choices=(BEGIN_AGAIN,))


def _nothing_kept(conversation: Conversation, world: World) -> Reply:
    """What is on the screen after somebody was erased: nothing but a way to begin."""
    return Reply(Text("forget.nothing", "We have kept nothing about you."), choices=(BEGIN_AGAIN,))


PAGES: dict[str, Callable[[Conversation, World], Reply | Turn]] = {
    "help": _help,
    "person": _person,
    "danger": _danger,
    "money": money_asked,
    "old": _old,
    "information": _information,
    "language": _language,
    "status": _status,
    "cancel": _cancel,
    "restart": _restart,
    "forget": _forget,
    "erased": _nothing_kept,
    "leave": leave_group.asked,
    "hide": _hide,
    "know": _know,
    "correct": correct_answers.page,
    "privacy": _privacy,
}
"""Every page by its command."""

CONFIRMED: dict[str, Callable[[Conversation, World], Turn]] = {
    "cancel": lambda conversation, world: Turn(conversation, effect=Cancel()),
    "restart": _do_restart,
    "forget": lambda conversation, world: Turn(conversation, effect=Erase()),
    "leave": leave_group.agreed,
}
"""What a page does after its second tap."""
