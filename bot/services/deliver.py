"""Send what is in the outbox, said in the person's language of that moment."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.app import App
from bot.core.message import Outgoing, say
from bot.services import slip
from bot.storage import bookings, conversations, outbox, people
from bot.storage.database import transaction

Send = Callable[[str, Outgoing], None]
"""Puts one message in front of the person at an address; an exception means that it did not arrive."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One reply of the outbox, said, for one address."""

    id: int
    address: str
    outgoing: Outgoing
    attempts: int


def parcels(app: App, now: datetime, address: str | None = None) -> list[Parcel]:
    """What is due, oldest first, for everyone or for one address; what can reach nobody any more is let go."""
    only = None if address is None else people.all_at(app.db, app.seal, address)
    due = outbox.due(app.db, app.seal, now.astimezone(UTC), only)
    said = [(row, _said(app, row, now)) for row in due]
    settle(app, [row.id for row, parcel in said if parcel is None])
    return [parcel for _, parcel in said if parcel]


def settle(app: App, done: Collection[int], later: Mapping[int, datetime] | None = None) -> None:
    """Note what was sent, and what is to be tried again at a moment."""
    if not done and not later:
        return
    with transaction(app.db):
        for id in done:
            outbox.sent(app.db, id)
        for id, moment in (later or {}).items():
            outbox.postpone(app.db, id, moment.astimezone(UTC))


def deliver(app: App, send: Send, now: datetime, address: str | None = None) -> int:
    """Send what is due, one after the other; gives how many were sent.

    A reply leaves the outbox only after it was sent: a crash in between repeats it, with the same code in it.
    """
    done: list[int] = []
    try:
        for parcel in parcels(app, now, address):
            send(parcel.address, parcel.outgoing)
            done.append(parcel.id)
    finally:
        settle(app, done)
    return len(done)


def _said(app: App, row: outbox.Waiting, now: datetime) -> Parcel | None:
    kept = conversations.load(app.db, app.seal, row.person, row.pack)
    address = people.address_of(app.db, app.seal, row.person)
    if kept is None or address is None:
        return None
    conversation = kept[0]
    catalog = app.catalogs[conversation.language]
    held = bookings.of(app.db, app.seal, row.person, row.pack) if row.reply.files else None
    service = app.pack.service(conversation.facts)
    made = slip.Slip(held[0], app.pack, catalog, service.minutes if service else slip.MINUTES, now) if held else None
    files = tuple(made.file(kind) for kind in row.reply.files) if made else ()
    outgoing = say(row.reply, catalog, version=row.version or conversation.version, files=files)
    return Parcel(row.id, address, outgoing, row.attempts)
