"""Cards: the people whom a helper helps at a table. Each talks by an address of its own, by the flow of every talk.

Before a person has agreed to be helped, and to the notice on their data, their talk is in the memory of the server.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app import App
from bot.core.booking.code import code_in, with_last_parts
from bot.core.conversation.choices import BACK, CONTINUE, NO, YES
from bot.core.conversation.events import Arrived, Event, Look, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.desk.acts import Act, audited
from bot.core.desk.open_questions import is_of_pack, stays_open
from bot.core.language.message import Channel, Outgoing, Reply, say
from bot.core.language.text import Text
from bot.services.conversation.deliver import Results, parcels, settle
from bot.services.conversation.respond import Answer, respond
from bot.services.desk.look import LOOKS
from bot.services.desk.paper_intake import Paper, counts_from
from bot.services.desk.sessions import write_audit
from bot.services.privacy.end_help import end_help
from bot.storage.database import transaction
from bot.storage.tables import desk_cards, people
from bot.storage.tables.desk_cards import EVENING, OFF, CardRow
from bot.storage.tables.desk_sessions import Session

DESK = Channel("desk", choices=7, label=80)
"""With "More" and one way out, each choice has a digit of its own."""
MAY_HELP = Text(
    "desk.help.ask",
    "A helper will tap and write for you. They see the questions, but not what you answer on the turned screen. "
    "You can end it at any time. Do you want this help?",
)
WELCOME = "operator.welcome"
"""The key of what needs no answer of its own: it is read aloud with the notice that comes after it."""


@dataclass
class Card:
    """A person at the table, and what was said to them last."""

    id: str
    session: str
    staff: int
    seat: int
    address: str
    hint: str
    """The language of the helper: that of the browser, so to say."""
    since: datetime
    """When this server put it into its memory, which keeps it for one evening."""
    language: str = ""
    """The language of the person, when it is chosen."""
    carry: str = ""
    agreed: datetime | None = None
    """When the person agreed to be helped."""
    said: tuple[tuple[Outgoing, Reply | None], ...] = ()
    waits: tuple[tuple[Outgoing, Reply | None], ...] = ()
    """What comes after the person has agreed to be helped."""
    turn: str = ""
    """Which question is on the screen: a page from before does nothing. It does not tell how many there were."""
    is_open: bool = True
    """Whether the question may be read on the table."""
    at_list: bool = False
    """Whether the person has come to what the pack asks, and to no open question since: only that can be seen here."""
    read: bool = False
    """Whether the person has seen on the turned screen what was said."""
    has_code: bool = False
    """Whether the person has just read of a code: it is on their slip, and on no other page."""
    kept: bool = False
    """Whether the person has a case."""
    paper: Paper | None = None
    """The paper on which the person wrote their wish, if they did."""
    typing: bool = False
    """Whether that paper is being typed in: who does it reads its answers."""


class Cards:
    """The cards of all helpers of a server."""

    def __init__(self) -> None:
        self._cards: dict[str, Card] = {}

    def at_table(self, app: App, session: Session, now: datetime) -> list[Card]:
        """Return the cards of a helper, by seat; after a restart, those whose talk is kept."""
        for row in desk_cards.on_table(app.db, session.account.id, now):
            self._known(app, session, row, now)
        ours = (self.find(app, session, id, now) for id in tuple(self._cards))
        return sorted((card for card in ours if card and card.seat != OFF), key=lambda card: card.seat)

    def find(self, app: App, session: Session, id: str, now: datetime) -> Card | None:
        """Return a card of this helper; None if it is another's, or if the person has ended the help."""
        row = desk_cards.find(app.db, id, session.account.id)
        if row:
            return self._known(app, session, row, now)
        card = self._cards.get(id)
        return card if card and not card.kept and card.session == session.id else None

    def start(
        self,
        app: App,
        session: Session,
        language: str,
        form: str,
        now: datetime,
        *,
        theirs: str = "",
        paper: Paper | None = None,
    ) -> Card | None:
        """Put a new card on the table, by the id of the form; None if all seats are taken.

        `theirs` is the language of the person, if it is known. On a `paper` the person has agreed to the help.
        """
        self._cards = {id: card for id, card in self._cards.items() if now - card.since < EVENING}
        seat = self._free_seat(app, session, now)
        if seat == OFF:
            return None
        address = f"desk:{secrets.token_urlsafe(16)}"
        card = Card(form, session.id, session.account.id, seat, address, language, now)
        if paper:
            card.paper, card.typing, card.agreed = paper, True, now
        self._cards[card.id] = card
        self._take(app, card, Arrived(), form, now)
        if theirs:
            self.hear(app, session, card, Tapped(theirs), secrets.token_urlsafe(12), now)
        return card

    def papers(self, app: App, now: datetime) -> dict[int, datetime]:
        """Return the time on each paper of this evening that was typed in, by its number of the day."""
        since = now - EVENING
        begun = [card.paper for card in self._cards.values() if card.paper and card.paper.written >= since]
        return {**desk_cards.papers(app.db, since), **dict(begun)}

    def hear(self, app: App, session: Session, card: Card, event: Event, form: str, now: datetime) -> None:
        """Answer what was tapped or typed at a card."""
        if card.waits and (meant := _yes_or_no(event)):
            self._hear_consent(card, meant, now)
            return
        card.waits = ()
        self._take(app, card, event, form, now)
        if card.language and card.is_open and not card.agreed:
            self._ask_consent(app, card)
        person = people.at(app.db, app.seal, card.address)
        if person and card.agreed and not card.kept:
            self._keep(app, session, card, person, card.agreed, now)
        card.kept = bool(person)
        if card.said and card.said[-1][0].hide:
            self.take_off(app, card)

    def put_back(self, app: App, session: Session, card: Card, now: datetime) -> bool:
        """Put a card that was taken off on a free seat again; return whether it lies on the table."""
        if card.seat == OFF and (seat := self._free_seat(app, session, now)):
            card.seat = seat
            with transaction(app.db):
                desk_cards.take_seat(app.db, card.id, seat)
                if person := people.at(app.db, app.seal, card.address):
                    write_audit(app, session.account, audited(Act.START), now, person)
        return card.seat != OFF

    def take_off(self, app: App, card: Card) -> None:
        """Take a card off the table. What was not kept is forgotten."""
        card.seat, card.typing = OFF, False
        self._cards.pop(card.id, None)
        with transaction(app.db):
            desk_cards.take_seat(app.db, card.id, OFF)

    def dismiss(self, app: App, card: Card, now: datetime) -> None:
        """End the help, as the person wants: the case stays theirs, by its code, and no helper finds it."""
        self._cards.pop(card.id, None)
        with transaction(app.db):
            if person := people.at(app.db, app.seal, card.address):
                end_help(app, person, now)
            people.release_address(app.db, app.seal, card.address)

    def show(self, app: App, card: Card, now: datetime) -> None:
        """Bring what waits for the person, and after a restart the open question, onto the card."""
        if card.kept and (waiting := _delivered(app, card.address, now)):
            self._show(card, (*card.said, *waiting))
        if not card.said:
            self._take(app, card, Look(), secrets.token_urlsafe(12), now)

    def _keep(self, app: App, session: Session, card: Card, person: str, agreed: datetime, now: datetime) -> None:
        number, written = card.paper or (None, None)
        with transaction(app.db):
            desk_cards.add(app.db, CardRow(card.id, person, card.staff, card.seat, agreed, number, written))
            if written:
                times = {"number": str(number), "written": written.isoformat(timespec="minutes")}
                write_audit(app, session.account, audited(Act.TYPE_IN), now, person, **times)
            else:
                write_audit(app, session.account, audited(Act.START), now, person)

    def _free_seat(self, app: App, session: Session, now: datetime) -> int:
        taken = {card.seat for card in self.at_table(app, session, now)}
        return next((seat for seat in LOOKS if seat not in taken), OFF)

    def _known(self, app: App, session: Session, row: CardRow, now: datetime) -> Card | None:
        """Return the card of a case; None if the person has taken the case to another phone."""
        address = people.address_of(app.db, app.seal, row.person) or ""
        if people.channel(address) != DESK.name:
            self._cards.pop(row.id, None)
            return None
        card = self._cards.get(row.id)
        if card is None:
            language = session.account.language
            card = Card(row.id, session.id, row.staff, row.seat, address, language, now, agreed=row.agreed, kept=True)
            card.paper = Paper(row.number, row.written) if row.number and row.written else None
            self._cards[row.id] = card
        card.seat = row.seat
        return card

    def _take(self, app: App, card: Card, event: Event, form: str, now: datetime) -> None:
        written = counts_from(card.paper.written, app.pack, now) if card.paper else None
        incoming = Incoming(card.address, form, event, card.carry, card.hint, DESK, written=written)
        answer = respond(app, incoming, now)
        card.carry = answer.carry
        said = (*_said(answer), *_delivered(app, card.address, now))
        if said and said[-1][0].key == WELCOME and event != Tapped(BACK.id):
            onward = Incoming(card.address, secrets.token_urlsafe(12), Tapped(CONTINUE.id), card.carry, card.hint, DESK)
            answer = respond(app, onward, now)
            card.carry = answer.carry
            said = (*said, *_said(answer), *_delivered(app, card.address, now))
        if said:
            self._show(card, said)

    def _show(self, card: Card, said: tuple[tuple[Outgoing, Reply | None], ...]) -> None:
        """Show what was said, with no whole code in it, and no file."""
        last = said[-1][0]
        card.has_code = bool(code_in(last.text))
        card.said = tuple((replace(one, text=with_last_parts(one.text), files=()), reply) for one, reply in said)
        card.turn, card.read = secrets.token_urlsafe(6), False
        card.is_open = stays_open(last.key, card.is_open, paper=card.typing)
        card.at_list = not card.is_open and (card.at_list or is_of_pack(last.key))
        card.language = "" if last.key == "language.choose" else last.language

    def _ask_consent(self, app: App, card: Card) -> None:
        asked = Reply(MAY_HELP, choices=(YES, NO))
        card.waits = card.said
        self._show(card, ((say(asked, app.catalogs[card.language]), asked),))

    def _hear_consent(self, card: Card, meant: str, now: datetime) -> None:
        if meant == NO.id:
            card.seat = OFF
            self._cards.pop(card.id, None)
            return
        waits, card.waits, card.agreed = card.waits, (), now
        self._show(card, waits)


def text_only(reply: Reply, app: App, language: str) -> Outgoing:
    """Return a reply without what comes before its question: that tells of the answer before it."""
    bare = Reply(reply.text, lines=reply.lines, choices=reply.choices, location=reply.location, typed=reply.typed)
    return say(bare, app.catalogs[language])


def step_of(reply: Reply) -> Text | None:
    """Return the words for how far the person is: "3 of 5"."""
    return next((text for text in reply.lead if isinstance(text, Text) and text.key == "progress"), None)


def _yes_or_no(event: Event) -> str:
    """Return the choice that is meant at the question whether help is wanted; empty for anything else."""
    said = event.choice if isinstance(event, Tapped) else event.text.strip() if isinstance(event, Said) else ""
    return {"1": YES.id, "2": NO.id}.get(said, said if said in (YES.id, NO.id) else "")


def _said(answer: Answer) -> Iterator[tuple[Outgoing, Reply | None]]:
    for number, outgoing in enumerate(answer.replies):
        yield outgoing, answer.unsaid[number] if number < len(answer.unsaid) else None


def _delivered(app: App, address: str, now: datetime) -> tuple[tuple[Outgoing, Reply | None], ...]:
    waiting = parcels(app, now, address)
    settle(app, Results([parcel.id for parcel in waiting]), now)
    return tuple((parcel.outgoing, parcel.reply) for parcel in waiting)
