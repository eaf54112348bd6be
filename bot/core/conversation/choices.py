"""Choices that many steps offer, each with one id and one label, and the number that fits on a screen."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

YES = Choice("yes", Text("choice.yes", "Yes"))
NO = Choice("no", Text("choice.no", "No"))
NOT_SURE = Choice("unsure", Text("choice.unsure", "I am not sure"))
CONTINUE = Choice("continue", Text("choice.continue", "Continue"))
PERSON = Choice("person", Text("choice.person", "A person"))
LISTEN = Choice("listen", Text("need.listen", "Someone who listens"))
LAWYER = Choice("lawyer", Text("choice.lawyer", "Legal help"))
CLOSE = Choice("hide", Text("choice.hide", "Close"))
WHAT_STAYS = Text(
    "close.stays",
    "Close clears this chat. What is older than two days (before you agree: one hour), and saved pictures and files, "
    "stay.",
)
"""What Close cannot clear; said wherever it is offered, in the same words to everybody."""
CANCEL = Choice("cancel", Text("ticket.cancel", "Cancel"))
GROUP = Choice("group", Text("ticket.group", "More people, or fewer"))
PIN = Choice("pin", Text("help.pin", "Protect with a PIN"))
ONLY_INFORMATION = Choice("no", Text("consent.no", "No, only information"))
MESSAGE_TO_SHOW = Text("danger.show_message", "Message to show")
SHOW = Choice("show", MESSAGE_TO_SHOW)
SHOW_ALONE = Choice("stay", MESSAGE_TO_SHOW)
NUMBERS = Choice("numbers", Text("danger.numbers", "More numbers"))
SAFE = Choice("continue", Text("danger.safe", "It is over, I am safe"))
MEANT_OTHER = Choice("continue", Text("listen.other", "I meant something else"))
DANGER = Choice("danger", Text("help.danger", "Danger now"))
OLD_APPOINTMENT = Choice("old", Text("help.old", "I already have an appointment"))
RECOVER = Choice("recover", Text("help.recover", "I wrote to you from another phone"))
KNOW = Choice("know", Text("help.know", "What do you know about me?"))
END_HELP = Choice("helper", Text("know.end_help", "End the help of the desk"))
PRIVACY = Choice("privacy", Text("know.privacy", "How is it kept?"))
FORGET = Choice("forget", Text("help.forget", "Delete my data"))
STOP = Choice("stop", Text("need.stop", "Stop here"))
LOOK_AGAIN = Choice("again", Text("slot.again", "Look again"))
BEGIN_AGAIN = Choice("continue", Text("forget.again", "Begin again"))
LANGUAGE = Choice("language", Text("help.language", "Another language"))
STATUS = Choice("status", Text("help.status", "Where am I?"))
RESTART = Choice("restart", Text("help.restart", "Start over"))
MONEY = Choice("money", Text("help.money", "Somebody asked me for money"))
CORRECT = Choice("correct", Text("know.correct", "Correct something"))
DETAINED = Choice("custody", Text("need.detained", "Someone is detained"))
OPERATOR = Choice("operator", Text("need.operator", "Who runs this?"))
VOLUNTEER = Choice("volunteer", Text("need.volunteer", "I help someone else"))
CANCEL_APPOINTMENT = Choice("cancel", Text("need.cancel", "Cancel my appointment"))
LAST_QUESTION = Choice("back", Text("need.back", "Back to the last question"))
MORE = Choice("more", Text("choice.more", "More"))
BACK = Choice("back", Text("choice.back", "Back"), aside=True)
HELP = Choice("help", Text("choice.help", "Help"), aside=True)
TICKED = "-"
"""Before the id of what is selected: its button removes it, and a second tap that comes late does not."""


def page(choices: Sequence[Choice], number: int, room: int) -> tuple[Choice, ...]:
    """Return one page of choices, with "More" if they do not all fit; the first page follows the last."""
    if len(choices) <= room:
        return tuple(choices)
    first = number * room % (-(-len(choices) // room) * room)
    return (*choices[first : first + room], MORE)


def with_ways_out(reply: Reply, *, back: bool) -> Reply:
    """Return a reply that asks for something, with the choices that are always offered (back, help)."""
    offered = {choice.id for choice in reply.choices}
    ways_out = (BACK, HELP) if back else (HELP,)
    return replace(reply, choices=(*reply.choices, *(way for way in ways_out if way.id not in offered)))
