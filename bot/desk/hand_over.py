"""The slip after a booking: shown once, to print or to copy, read back, and then gone from these pages."""

from collections.abc import Callable

from bot.app import App
from bot.core.booking.code import halves
from bot.core.conversation.choices import PIN
from bot.core.conversation.steps.booked import QR
from bot.core.desk.acts import Act
from bot.core.language.text import Text
from bot.desk.card_words import CARD
from bot.desk.route import Answer, Asked, DeskRoute, Go, Page, deed, page
from bot.desk.words import TOO_MANY
from bot.services.desk import hand_over
from bot.services.desk.cards import Card, Cards
from bot.services.desk.hand_over import Slip
from bot.services.desk.look import LOOKS
from bot.services.desk.staff_accounts import Claim

WORDS = {
    "title": Text("desk.slip", "The slip"),
    "use": Text(
        "desk.slip.use",
        "Print it, or let them copy it in large letters. It is shown only now. Then: They have it on paper.",
    ),
    "print": Text("desk.slip.print", "Print the slip"),
    "copied": Text("desk.slip.copied", "They have it on paper"),
    "pin": Text("desk.slip.pin", "First a PIN: turn the screen"),
    "later": Text(
        "desk.slip.later",
        "Tell them: keep a second copy. With the code and a PIN they open this on any phone; without a PIN, two "
        "helpers do. Nobody asks money for it.",
    ),
    "is_lost": Text("desk.slip.is_lost", "The slip is lost?"),
    "lost": Text(
        "desk.slip.lost",
        "The appointment stays. A second helper types their name and passphrase, and you see it once "
        "more. Both names are noted, and the person can see them.",
    ),
    "second": Text("desk.slip.second", "Name of the second helper"),
    "second_passphrase": Text("desk.slip.second.passphrase", "Passphrase of the second helper"),
    "second_wrong": Text(
        "desk.slip.second.wrong", "The name or the passphrase is wrong, or it is your own. Nothing is lost. Try again."
    ),
    "again": Text("desk.slip.again", "Show it once more"),
    "read": Text("desk.slip.read", "Let them read it from the paper"),
    "read_use": Text("desk.slip.read.use", "Ask them to read the code aloud, half by half. Tap the one that you hear."),
    "other": Text("desk.slip.other", "None of these: show the slip again"),
    "differs": Text(
        "desk.slip.differs", "That is not the code. Nothing is lost. Compare the paper with it, letter by letter."
    ),
    "handed": Text("desk.slip.handed", "Handed over. They have the code, and these pages do not show it again."),
}
SLIP = "/desk/slip/{card}"
DONE = "handed"
"""In the address of the table: it says that a slip was handed over."""
NONE = "none"
LONG_SLIP = 1300
"""Characters in two languages: above this the letters of the slip are smaller, so that it stays one sheet."""
OfSlip = Callable[[App, Asked, Card, Slip], Answer]


class Slips:
    """The pages of the slip, over the cards of a table."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards
        self.routes: tuple[DeskRoute, ...] = (
            page(SLIP, Act.HAND_OVER, self._of_slip(_slip)),
            page("/desk/read-back/{card}", Act.HAND_OVER, self._of_slip(_read_back)),
            deed("/desk/read-back/{card}", Act.HAND_OVER, self._of_slip(self.check), again=SLIP),
            deed(SLIP, Act.SLIP_AGAIN, self.show_again, again=SLIP),
        )

    def check(self, app: App, asked: Asked, card: Card, slip: Slip) -> Answer:
        """Hear which code was read back: the right one ends it."""
        heard = asked.fields.get("heard", NONE)
        if heard == NONE:
            return Go(f"/desk/slip/{card.id}")
        if heard != slip.code:
            return _slip(app, asked, card, slip, WORDS["differs"])
        hand_over.hand_over(app, asked.session.account, card, slip, asked.now)
        self._cards.take_off(app, card)
        return Go(f"/desk/table?{DONE}=")

    def show_again(self, app: App, asked: Asked) -> Answer:
        """Hear the passphrase of a second helper, who agrees that a lost slip is shown once more."""
        card = self._cards.find(app, asked.session, asked.path["card"], asked.now)
        if card is None:
            return Page("notice.html", {"text": CARD["no_card"]}, 404)
        second = Claim(asked.fields.get("name", ""), asked.fields.get("passphrase", ""))
        refused = hand_over.show_again(app, asked.session.account, card, second, asked.now)
        if refused:
            return _handed(card, TOO_MANY.filled(hours=refused.hours) if refused.hours else WORDS["second_wrong"])
        return Go(f"/desk/slip/{card.id}")

    def _of_slip(self, view: OfSlip) -> Callable[[App, Asked], Answer]:
        """Return a view of a slip that was not handed over yet."""

        def answer(app: App, asked: Asked) -> Answer:
            card = self._cards.find(app, asked.session, asked.path["card"], asked.now)
            if card is None:
                return Page("notice.html", {"text": CARD["no_card"]}, 404)
            slip = hand_over.slip_of(app, card, asked.now)
            if hand_over.is_handed(app, card, slip):
                return _handed(card)
            return view(app, asked, card, slip) if slip else Go(f"/desk/card/{card.id}")

        return answer


def _handed(card: Card, fault: Text | None = None) -> Page:
    """Say that the slip is not here any more, and what to do if it is lost."""
    return Page("handed.html", {"card": card, "slips": WORDS, "fault": fault}, 403 if fault else 404)


def _slip(app: App, asked: Asked, card: Card, slip: Slip, fault: Text | None = None) -> Page:
    """Show the slip."""
    values = {
        "slip": slip, "halves": halves(slip.code), "card": card, "look": LOOKS.get(card.seat), "slips": WORDS,
        "fault": fault, "pin": PIN, "picture": QR.label,
        "long": sum(len(said.text) for said in slip.said) > LONG_SLIP,
    }  # fmt: skip
    return Page("slip.html", values, 409 if fault else 200)


def _read_back(app: App, asked: Asked, card: Card, slip: Slip) -> Page:
    """Ask which code is on the paper, without showing which one is right."""
    values = {"heard": [(code, halves(code)) for code in slip.heard], "none": NONE, "card": card, "slips": WORDS}
    return Page("read_back.html", values)
