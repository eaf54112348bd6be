"""Sends the messages of the outbox, said in the language that the person uses by then."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.app import App
from bot.core.booking.slot import read_cancelled_file
from bot.core.language.message import Outgoing, Reply, say
from bot.core.language.text import Catalog
from bot.services.booking import check_ticket, offers, ticket_files
from bot.services.privacy import shared_phone
from bot.storage.database import transaction
from bot.storage.tables import bookings, conversations, outbox, people, shown_messages
from bot.storage.tables.shown_messages import CLEARABLE

Send = Callable[[str, Outgoing], None]
"""Shows one message to the person at an address; it raises if the message did not arrive."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of the outbox, said, for one address. A notice calls a person and answers nothing."""

    id: int
    person: str
    address: str
    outgoing: Outgoing
    attempts: int
    notice: bool
    reply: Reply
    """The same in no language: a channel may say it in a second one."""


@dataclass
class Results:
    """What happened to parcels, by id: sent, to be tried again later, or set aside for a fault."""

    done: list[int] = field(default_factory=list)
    shown: list[tuple[str, str]] = field(default_factory=list)
    """(person, message) of each message that is now in a chat."""
    cleared: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """(person, messages) of each message that was cleared from it."""
    held: dict[int, datetime] = field(default_factory=dict)
    """Until when another person uses the phone."""
    later: dict[int, datetime] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.done or self.held or self.later or self.faults)

    def __add__(self, other: "Results") -> "Results":
        return Results(
            self.done + other.done,
            self.shown + other.shown,
            self.cleared + other.cleared,
            self.held | other.held,
            self.later | other.later,
            self.faults | other.faults,
        )


def parcels(
    app: App,
    now: datetime,
    address: str | None = None,
    *,
    channel: str = "",
    but: Collection[str] = (),
    notices: int = outbox.MOST_AT_ONCE,
) -> list[Parcel]:
    """Return what is due in this pack: for one address, or for all that a channel reaches but some people.

    A message that can reach no one any more is deleted. An address gets all that waits for its people, whichever
    channel was to send it: a channel that cannot push shows it at the next visit.
    """
    only = None if address is None else people.all_at(app.db, app.seal, address)
    due = outbox.due(
        app.db, app.seal, app.pack.id, now.astimezone(UTC), channel=channel, to=only, but=but, notices=notices
    )
    held = {row.id: until for row in due.replies if (until := shared_phone.until(app, row.person, now))}
    said = [(row, _said(app, row, now)) for row in due.replies if row.id not in held]
    gone = [row.id for row, parcel in said if parcel is None]
    settle(app, Results(gone, held=held, faults=due.unreadable), now)
    return [parcel for _, parcel in said if parcel]


def settle(app: App, results: Results, now: datetime) -> None:
    """Store what happened to parcels."""
    if not results:
        return
    with transaction(app.db):
        for id in results.done:
            if person := outbox.delete(app.db, id):
                offers.can_be_read(app, person, now.astimezone(UTC))
        for id, moment in results.held.items():
            outbox.delay(app.db, id, moment.astimezone(UTC))
        for id, moment in results.later.items():
            outbox.schedule_retry(app.db, id, moment.astimezone(UTC))
        for id, fault in results.faults.items():
            outbox.set_aside(app.db, id, fault)
        for person, messages in results.cleared:
            shown_messages.delete(app.db, person, messages)
        for person, message in results.shown:
            shown_messages.add(app.db, person, [message], now.astimezone(UTC))


def deliver(app: App, send: Send, now: datetime, address: str | None = None) -> int:
    """Send what is due, one message after the other; return how many were sent.

    A message leaves the outbox only after it was sent. A crash in between repeats it, with the same code in it.
    """
    done: list[int] = []
    try:
        for parcel in parcels(app, now, address):
            send(parcel.address, parcel.outgoing)
            done.append(parcel.id)
    finally:
        settle(app, Results(done), now)
    return len(done)


def _said(app: App, row: outbox.PendingReply, now: datetime) -> Parcel | None:
    heading = conversations.heading(app.db, app.seal, row.person, row.pack)
    address = people.address_of(app.db, app.seal, row.person)
    if heading is None or address is None:
        return None
    catalog = app.catalogs[heading.language]
    made = _files(app, row, catalog, now) if row.reply.files else None
    outgoing = say(
        row.reply,
        catalog,
        version=row.version or heading.version,
        files=tuple(made.file(kind) for kind in row.reply.files if kind != "map") if made else (),
        venue=made.venue() if made and "map" in row.reply.files else None,
        replaces=row.message if row.reply.in_place else "",
        clears=_cleared(app, row, now),
    )
    return Parcel(row.id, row.person, address, outgoing, row.attempts, row.notice, row.reply)


def _files(app: App, row: outbox.PendingReply, catalog: Catalog, now: datetime) -> ticket_files.TicketFiles | None:
    """Return what makes the files of the appointment that was cancelled or is held now, if there is one."""
    cancelled = next((booking for kind in row.reply.files if (booking := read_cancelled_file(kind, app.pack))), None)
    held = cancelled or bookings.of(app.db, app.seal, row.person, row.pack)
    kept = conversations.load(app.db, app.seal, row.person, row.pack)
    if held is None or kept is None:
        return None
    service = app.pack.service(kept.conversation.answers.for_rules)
    minutes = service.minutes if service else ticket_files.MINUTES
    claim = check_ticket.ticket_text(app, held) if "qr" in row.reply.files else ""
    return ticket_files.TicketFiles(held, app.pack, catalog, minutes, now, claim, bool(cancelled))


def _cleared(app: App, row: outbox.PendingReply, now: datetime) -> tuple[str, ...]:
    """Return the messages to clear before this one is shown: all that can be cleared, or the one that held a secret."""
    if row.reply.hide:
        return shown_messages.messages(app.db, row.person, now.astimezone(UTC) - CLEARABLE)
    return (row.message,) if row.reply.clear_input and row.message else ()
