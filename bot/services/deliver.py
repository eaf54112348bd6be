"""Send what is in the outbox, said in the person's language of that moment."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.app import App
from bot.core.message import File, Outgoing, say
from bot.services import slip
from bot.storage import bookings, conversations, outbox, people
from bot.storage.database import transaction

Send = Callable[[str, Outgoing], None]
"""Puts one message in front of the person at an address; an exception means that it did not arrive."""


def deliver(app: App, send: Send, now: datetime, address: str | None = None) -> int:
    """Send what is due, in order, to everyone or to one address; gives how many were sent.

    A reply leaves the outbox only after it was sent: a crash in between repeats it, with the same code in it.
    """
    now = now.astimezone(UTC)
    only = None if address is None else people.all_at(app.db, app.seal, address)
    waiting = outbox.due(app.db, app.seal, now, only)
    done: list[int] = []
    try:
        for row in waiting:
            to = people.address_of(app.db, app.seal, row.person)
            outgoing = _said(app, row, now)
            if to and outgoing:
                send(to, outgoing)
            done.append(row.id)
    finally:
        if done:
            with transaction(app.db):
                for id in done:
                    outbox.sent(app.db, id)
    return len(done)


def _said(app: App, row: outbox.Waiting, now: datetime) -> Outgoing | None:
    kept = conversations.load(app.db, app.seal, row.person, row.pack)
    if kept is None:
        return None
    conversation = kept[0]
    catalog = app.catalogs[conversation.language]
    held = bookings.of(app.db, app.seal, row.person, row.pack)
    files: tuple[File, ...] = ()
    if held and row.reply.files:
        files = tuple(slip.make(kind, held[0], app.pack, catalog, now) for kind in row.reply.files)
    return say(row.reply, catalog, version=row.version or conversation.version, files=files)
