"""The table, where a volunteer helps people all evening, and the screen that is turned to one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.app import App
from bot.core.conversation.choices import HELP, RECOVER
from bot.core.conversation.events import Event, Said, Tapped
from bot.core.conversation.pages.call_for_help import at_hand
from bot.core.conversation.state import Conversation
from bot.core.desk.acts import Act
from bot.core.desk.open_questions import OPEN
from bot.core.language.message import Label, Outgoing
from bot.core.language.text import Text
from bot.desk.card_words import CARD
from bot.desk.hand_over import DONE, WORDS, Slips
from bot.desk.intake import FAULTS
from bot.desk.paper import papers
from bot.desk.route import Answer, Asked, DeskRoute, Go, Page, deed, page
from bot.http.pages import spoken
from bot.services.desk import hand_over
from bot.services.desk.cards import DESK, Card, Cards, step_of, text_only
from bot.services.desk.look import LOOKS, Look
from bot.services.desk.paper_intake import Paper, read_paper
from bot.services.desk.whole_list import letter_of, whole_list

TABLE = "/desk/table"
CARD_PATH, TURNED = "/desk/card/{card}", "/desk/turned/{card}"
PINS = ("pin.", "recover.pin", "recover.wrong", "recover.form")
"""How the keys begin of what asks for a PIN: it is not readable while it is typed."""
LONGEST_TEXT = 200
"""Characters of a typed text that are read."""
OfCard = Callable[[App, Asked, Card], Answer]


@dataclass(frozen=True, slots=True)
class OnTable:
    """A card as its page shows it: nothing of it tells what was answered."""

    id: str
    look: Look
    turn: str
    language: str
    theirs: Outgoing | None
    """The open question in the language of the person; None where the screen must be turned."""
    ours: Outgoing | None
    """The same in the language of the helper."""
    step: Text | None
    choices: tuple[tuple[Label, str], ...]
    """Each with its label in the language of the helper."""
    before: tuple[tuple[Outgoing, Outgoing], ...]
    """What is read aloud before the open question, in both languages."""
    at_once: bool
    """Whether a digit is an answer by itself."""
    typed: bool
    may_resume: bool
    """Whether a case may be brought by its code."""
    kept: bool
    """Whether the person has a case."""
    has_code: bool
    slip_waits: bool
    """Whether the person has a code, and not their slip yet."""
    reads: bool
    """Whether the person has something to read on the turned screen before the open question."""
    at_list: bool
    """Whether it helps to read aloud all that the pack asks."""
    typing: bool
    """Whether a paper is typed in."""
    paper: int
    """The number of the day of the paper; 0 for none."""


class Table:
    """The pages of the table, over the cards that the server holds."""

    def __init__(self) -> None:
        self.cards = Cards()
        self.routes: tuple[DeskRoute, ...] = (
            page(TABLE, Act.TABLE, self.table),
            deed("/desk/start", Act.START, self.start, again=f"{TABLE}?card={{form}}"),
            deed("/desk/paper/in", Act.TYPE_IN, self.type_in, again="/desk/paper"),
            page("/desk/aloud/{card}", Act.ALOUD, self._of_card(self.aloud)),
            page(CARD_PATH, Act.ANSWER, self._of_card(self.card)),
            deed(CARD_PATH, Act.ANSWER, self._of_card(self.answer), again=CARD_PATH),
            page(TURNED, Act.TURN, self._of_card(self.turned), again=CARD_PATH),
            deed(TURNED, Act.TURN, self._of_card(self.answer_turned), again=TURNED),
            deed("/desk/off/{card}", Act.TAKE_OFF, self._of_card(self.take_off)),
            deed("/desk/dismiss/{card}", Act.DISMISS, self._of_card(self.dismiss)),
            *Slips(self.cards).routes,
        )

    def table(self, app: App, asked: Asked) -> Answer:
        """Show the people at the table of a volunteer; a form that arrived twice leads to the card that it started."""
        if started := self.cards.find(app, asked.session, asked.fields.get("card", ""), asked.now):
            return _to(started)
        return self._table(app, asked, None)

    def card(self, app: App, asked: Asked, card: Card) -> Answer:
        """Show the table with one card open."""
        return self._table(app, asked, card)

    def start(self, app: App, asked: Asked) -> Answer:
        """Put a new card on the table."""
        theirs = asked.fields.get("language", "")
        theirs = theirs if theirs in spoken(app) else ""
        card = self.cards.start(app, asked.session, asked.language, asked.form, asked.now, theirs=theirs)
        return _to(card) if card else Go(TABLE)

    def type_in(self, app: App, asked: Asked) -> Answer:
        """Put a card on the table for a wish on paper."""
        if asked.fields.get("agreed") != "yes":
            return papers(app, asked, FAULTS["agree"])
        known = self.cards.papers(app, asked.now)
        paper = read_paper(asked.fields.get("number", ""), asked.fields.get("time", ""), app.pack, known, asked.now)
        if not isinstance(paper, Paper):
            return papers(app, asked, FAULTS[paper])
        card = self.cards.start(app, asked.session, asked.language, asked.form, asked.now, paper=paper)
        return _to(card) if card else papers(app, asked, FAULTS["full"])

    def aloud(self, app: App, asked: Asked, card: Card) -> Answer:
        """Show all that may be asked, to be read aloud to who cannot read: the same, whatever is asked now."""
        tongues = dict.fromkeys((card.language or asked.language, asked.language))
        values = {
            "card": card,
            "look": LOOKS[card.seat],
            "cards": CARD,
            "tongues": {language: app.catalogs[language].say for language in tongues},
            "questions": whole_list(app, app.pack.day(asked.now)),
        }
        return Page("aloud.html", values)

    def answer(self, app: App, asked: Asked, card: Card) -> Answer:
        """Hear what is tapped or typed at the table; where the screen must be turned, only the way there counts."""
        event = _event(asked, card)
        if event and (card.is_open or event == Tapped(RECOVER.id)):
            self.cards.hear(app, asked.session, card, event, asked.form, asked.now)
        return _to(card) if card.seat else Go(TABLE)

    def turned(self, app: App, asked: Asked, card: Card) -> Answer:
        """Show the person what is theirs to read, in their language, and nothing else."""
        self.cards.show(app, card, asked.now)
        last, card.read = card.said[-1][0], True
        bubbles = [said for said, _ in (card.said[:-1] if card.is_open else card.said)]
        values = {
            "card": card,
            "look": LOOKS[card.seat],
            "letter": "" if card.is_open else letter_of(app, last.key, app.pack.day(asked.now)),
            "bubbles": bubbles,
            "back": card.is_open,
            "choices": () if card.is_open else _numbered(last),
            "ways_out": tuple(one for one in _aside(last) if one.id == HELP.id or not card.is_open),
            "at_once": _at_once(card),
            "typed": _is_typed(card),
            "pin": last.key.startswith(PINS),
            "slip_waits": _slip_waits(app, card, asked.now),
            "theirs": card.language or card.hint,
            "their_words": app.catalogs[card.language or last.language].say,
            "cards": CARD,
            "longest": LONGEST_TEXT,
        }
        return Page("turned.html", values)

    def answer_turned(self, app: App, asked: Asked, card: Card) -> Answer:
        """Hear what the person taps or types on the turned screen."""
        if event := _event(asked, card):
            self.cards.hear(app, asked.session, card, event, asked.form, asked.now)
        if not card.seat:
            return Go(TABLE)
        if len(card.said) > 1:  # there is something to read before the question
            return Go(f"/desk/turned/{card.id}")
        if card.is_open:
            return _to(card)
        return Go(f"/desk/slip/{card.id}" if _slip_waits(app, card, asked.now) else f"/desk/turned/{card.id}")

    def take_off(self, app: App, asked: Asked, card: Card) -> Answer:
        """Take a card off the table."""
        self.cards.take_off(app, card)
        return Go(TABLE)

    def dismiss(self, app: App, asked: Asked, card: Card) -> Answer:
        """Let the person end the help."""
        self.cards.dismiss(app, card, asked.now)
        return Go(TABLE)

    def _of_card(self, view: OfCard) -> Callable[[App, Asked], Answer]:
        """Return a view of one card: of a helper who has no such card it tells nothing."""

        def answer(app: App, asked: Asked) -> Answer:
            card = self.cards.find(app, asked.session, asked.path["card"], asked.now)
            if card is None:
                return Page("notice.html", {"text": CARD["no_card"]}, 404)
            return view(app, asked, card) if self.cards.put_back(app, asked.session, card, asked.now) else Go(TABLE)

        return answer

    def _table(self, app: App, asked: Asked, opened: Card | None) -> Page:
        cards = self.cards.at_table(app, asked.session, asked.now)
        opened = opened or (cards[0] if cards else None)
        helper = asked.language
        if opened:
            self.cards.show(app, opened, asked.now)
        ids = [card.id for card in cards]
        after = ids[(ids.index(opened.id) + 1) % len(ids)] if opened and opened.id in ids else ""
        values = {
            "cards": CARD,
            "handed": DONE in asked.fields,
            "slips": WORDS,
            "seats": [(card.id, LOOKS[card.seat]) for card in cards],
            "open": _on_table(app, opened, helper, asked.now) if opened else None,
            "languages": {code: app.catalogs[code].name for code in spoken(app)},
            "next": after,
            "has_room": len(cards) < len(LOOKS),
            "at_hand": _numbers(app, helper, opened.language if opened else "", asked.now),
            "longest": LONGEST_TEXT,
            "recover": RECOVER,
        }
        return Page("table.html", values)


def _on_table(app: App, card: Card, helper: str, now: datetime) -> OnTable:
    said, reply = card.said[-1]
    shown = card.is_open and reply is not None
    theirs = text_only(reply, app, card.language or helper) if shown and reply else None
    ours = text_only(reply, app, helper) if shown and reply else None
    before = [one for _, one in card.said[:-1] if shown and one and one.text.key in OPEN]
    return OnTable(
        card.id,
        LOOKS[card.seat],
        card.turn,
        card.language or said.language,
        theirs,
        ours if card.language else None,
        step_of(reply) if shown and reply else None,
        tuple(zip(theirs.choices, (one.text for one in ours.choices), strict=True)) if theirs and ours else (),
        tuple((text_only(one, app, card.language or helper), text_only(one, app, helper)) for one in before),
        _at_once(card),
        theirs is not None and _is_typed(card),
        bool(card.agreed and not card.kept),
        card.kept,
        card.has_code,
        _slip_waits(app, card, now),
        shown and len(card.said) - 1 > len(before) and not (card.read or card.typing),
        card.at_list and not card.has_code,
        card.typing,
        card.paper.number if card.paper else 0,
    )


def _at_once(card: Card) -> bool:
    """Return whether a digit is an answer by itself: not where digits are written, nor where one is not enough."""
    said, reply = card.said[-1]
    return reply is not None and not reply.typed and len(_numbered(said)) < 10


def _is_typed(card: Card) -> bool:
    said, reply = card.said[-1]
    return said.wants in ("location", "text") or (reply is not None and reply.typed)


def _slip_waits(app: App, card: Card, now: datetime) -> bool:
    slip = hand_over.slip_of(app, card, now) if card.has_code else None
    return slip is not None and not hand_over.is_handed(app, card, slip)


def _event(asked: Asked, card: Card) -> Event | None:
    """Return what a form says, if it is of the present question."""
    if asked.fields.get("turn") != str(card.turn):
        return None
    if choice := asked.fields.get("choice"):
        return Tapped(choice)
    text = asked.fields.get("text", "").strip()[:LONGEST_TEXT]
    return Said(text) if text else None


def _numbered(said: Outgoing) -> tuple[Label, ...]:
    return tuple(choice for choice in said.choices if not choice.aside)


def _aside(said: Outgoing) -> tuple[Label, ...]:
    return tuple(choice for choice in said.choices if choice.aside)


def _numbers(app: App, language: str, theirs: str, now: datetime) -> list[str]:
    """Return whom to call, and the message to show: part of the page, so that no request tells of a danger."""
    world = app.world(now, DESK, language)
    conversation = Conversation(app.pack.id, app.pack.revision, theirs or language)
    said = (app.catalogs[language].say(text) for text in at_hand(conversation, world))
    return [*dict.fromkeys(said)]  # in the language of the place the message and its translation are the same


def _to(card: Card) -> Go:
    return Go(f"/desk/card/{card.id}")
