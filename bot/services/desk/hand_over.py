"""The slip of a person at a desk: shown once, read back, and then gone from the pages of the helper."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from bot.app import App
from bot.core.booking.code import code_in
from bot.core.booking.rude_words import rude_words
from bot.core.booking.slot import Booking
from bot.core.conversation.choices import WHAT_STAYS
from bot.core.conversation.events import Look
from bot.core.conversation.flow import advance
from bot.core.conversation.incoming import Incoming
from bot.core.desk.acts import Act, audited
from bot.core.language.message import Outgoing, Reply, say
from bot.services.booking.check_ticket import ticket_text
from bot.services.conversation.session import open_session
from bot.services.desk import staff_accounts
from bot.services.desk.cards import DESK, Card
from bot.services.desk.read_back import sound_alikes
from bot.services.desk.sessions import write_audit
from bot.services.desk.staff_accounts import Claim, Refused
from bot.storage.database import transaction
from bot.storage.tables import desk_cards
from bot.storage.tables.staff import Account

GUARDS, HELPERS = "es", "en"
"""What guards and drivers read, and the second language for a person who reads that already."""
NOT_ON_PAPER = {WHAT_STAYS.key}


@dataclass(frozen=True, slots=True)
class Slip:
    """What goes with the person: the code, and the same in two languages."""

    code: str
    mark: str
    """Which slip it is: a moved appointment has another one."""
    said: tuple[Outgoing, ...]
    claim: str
    """The text of its QR picture; empty for a request."""
    heard: tuple[str, ...]
    """The code among others that sound like it: who hears it read back picks it."""


def slip_of(app: App, card: Card, now: datetime) -> Slip | None:
    """Return the slip of the person of a card: of an appointment, or of a request that has a code.

    While a paper is typed in the person is not there, and the code waits for them.
    """
    if card.typing:
        return None
    world = app.world(now, DESK)
    with transaction(app.db):
        look = Incoming(card.address, secrets.token_urlsafe(12), Look(), channel=DESK)
        conversation = open_session(app, look, world).conversation
        if not conversation.consented or conversation.locked:
            return None
        turn = advance(replace(conversation, aside=""), Look(), world)
        booking = None if conversation.moving else conversation.booking
        claim = ticket_text(app, booking) if booking else ""
    theirs = conversation.language
    catalogs = [app.catalogs[language] for language in (theirs, GUARDS if theirs != GUARDS else HELPERS)]
    for reply in turn.replies:
        said = tuple(say(_on_paper(reply), catalog) for catalog in catalogs)
        if code := code_in(said[0].text):
            return Slip(
                code,
                _mark(booking),
                said,
                claim,
                sound_alikes(code, Random(f"{code} {card.id}"), rude_words(app.catalogs.values())),
            )
    return None


def is_handed(app: App, card: Card, slip: Slip | None) -> bool:
    """Return whether this slip was handed over or, without a slip, whether one of this card was."""
    row = desk_cards.find(app.db, card.id, card.staff)
    return row is not None and bool(row.handed) and (slip is None or row.handed == slip.mark)


def hand_over(app: App, account: Account, card: Card, slip: Slip, now: datetime) -> None:
    """Note that the person has the slip: no page of the helper shows it again."""
    row = desk_cards.find(app.db, card.id, account.id)
    assert row
    with transaction(app.db):
        desk_cards.set_handed(app.db, card.id, slip.mark)
        write_audit(app, account, audited(Act.HAND_OVER), now, row.person)


def show_again(app: App, account: Account, card: Card, second: Claim, now: datetime) -> Refused | None:
    """Let a slip that was lost be shown once more, if another helper agrees by passphrase; return why it is not."""
    try:
        found = staff_accounts.prove(app, [second], Act.SLIP_AGAIN, now)
    except ValueError:
        return Refused()
    if isinstance(found, Refused):
        return found
    row = desk_cards.find(app.db, card.id, account.id)
    if row is None or found[0].id == account.id:
        return Refused()
    with transaction(app.db):
        desk_cards.set_handed(app.db, card.id, "")
        write_audit(app, account, audited(Act.SLIP_AGAIN), now, row.person, second=found[0].name)
    return None


def _on_paper(reply: Reply) -> Reply:
    lines = tuple(line for line in reply.lines if line.key not in NOT_ON_PAPER)
    return Reply(reply.text, lead=reply.lead, lines=lines)


def _mark(booking: Booking | None) -> str:
    return f"{booking.id}.{booking.sequence}" if booking else "request"
