"""One page of help for volunteers, short enough to be read aloud before the doors open."""

from bot.app import App
from bot.core.desk.acts import Act
from bot.core.language.text import Text
from bot.desk.route import Answer, Asked, DeskRoute, Page, page

LINES = (
    Text("desk.help.card", "Call people by the word on their card, never by name."),
    Text("desk.help.begin", "Begin in Table: choose the person's language."),
    Text("desk.help.read", "Read each question aloud. Press the number of the answer."),
    Text("desk.help.danger", "Danger, or a child alone? Press that button: it says what to do."),
    Text("desk.help.never", "You never promise a place, take money, keep papers or take photos."),
    Text(
        "desk.help.away", "You leave the screen? Press L. At the end of the evening: Close the evening, in My account."
    ),
    Text("desk.help.wrong", "Something is wrong? Nothing is lost. Load the page again, or get the coordinator."),
)
"""What no page says when it is needed: the questions that are theirs alone, and the slip, say so themselves."""


def show_help(app: App, asked: Asked) -> Answer:
    """Show how to help a person at this desk."""
    return Page("help.html", {"lines": LINES})


ROUTES: tuple[DeskRoute, ...] = (page("/desk/help", Act.HELP, show_help),)
