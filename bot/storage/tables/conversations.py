"""Conversations: one sealed row for each person and pack."""

from datetime import datetime
from typing import NamedTuple

from bot.core.conversation.state import Conversation, conversation_from_data, conversation_to_data
from bot.core.language.data import Json, as_a, as_object
from bot.storage.database import Connection, Row
from bot.storage.keys.sealing import Seal
from bot.storage.tables import pins, requests, sealed_bookings, waiting


class StaleConversation(Exception):
    """Another turn has saved this conversation meanwhile."""


class Saved(NamedTuple):
    """A conversation as last saved, and the time when it was saved."""

    conversation: Conversation
    at: datetime


class Case(NamedTuple):
    """A conversation with what other tables hold of its person, when it was saved, and the lane that it goes by."""

    conversation: Conversation
    at: datetime
    lane: str


def case_at(db: Connection, seal: Seal, address: str, pack: str) -> Case | None:
    """Return the case in a pack of the person who uses this address now; None if there is no such row."""
    now = "(SELECT person FROM address WHERE hash = :hash AND current = 1)"
    row = db.execute(f"{_CASE} = {now}", {"pack": pack, "hash": seal.hash("address", address)}).fetchone()
    return _case(db, seal, pack, row) if row else None


def case_of(db: Connection, seal: Seal, person: str, pack: str) -> Case | None:
    """Return the case of a person in a pack; None if there is no such row."""
    row = db.execute(f"{_CASE} = :person", {"pack": pack, "person": person}).fetchone()
    return _case(db, seal, pack, row) if row else None


_CASE = """SELECT conversation.person, revision, version, at, lane, conversation.body AS said, pin.body AS pin,
booking.id, booking.body, seats, sequence, slots.id AS slot, site, starts_at,
(SELECT kind FROM waiting WHERE person = conversation.person AND pack = conversation.pack) AS waits
FROM conversation LEFT JOIN pin ON pin.person = conversation.person
LEFT JOIN booking ON booking.person = conversation.person AND booking.pack = conversation.pack AND state = 'booked'
LEFT JOIN slots ON slots.id = booking.slot WHERE conversation.pack = :pack AND conversation.person"""


def _case(db: Connection, seal: Seal, pack: str, row: Row) -> Case:
    person = row["person"]
    data = as_object(seal.unseal(person, "conversation.body", pack, row["said"]))
    conversation = conversation_from_data(
        data,
        pack=pack,
        revision=row["revision"],
        version=row["version"],
        case=person,
        booking=sealed_bookings.booking_of(seal, person, row) if row["slot"] else None,
        protected=pins.is_set(seal, person, row["pin"]),
        waiting=waiting.of(db, seal, person, pack) if row["waits"] == "list" else None,
        request=requests.of(db, seal, person, pack) if row["waits"] == "draw" else None,
    )
    return Case(conversation, datetime.fromisoformat(row["at"]), row["lane"])


def load(db: Connection, seal: Seal, person: str, pack: str) -> Saved | None:
    """Return the conversation of a person in a pack; None if there is no such row."""
    if (stored := _read(db, seal, person, pack)) is None:
        return None
    row, data = stored
    found = conversation_from_data(data, pack=pack, revision=row["revision"], version=row["version"], case=person)
    return Saved(found, datetime.fromisoformat(row["at"]))


class Heading(NamedTuple):
    """What a message to a person needs of the conversation: its language, and the version of the present question."""

    language: str
    version: int


def heading(db: Connection, seal: Seal, person: str, pack: str) -> Heading | None:
    """Return the heading of a conversation, without reading its answers; None if there is no row."""
    if (stored := _read(db, seal, person, pack)) is None:
        return None
    row, data = stored
    return Heading(str(data.get("language", "")), as_a(int, data.get("asked", row["version"])))


def _read(db: Connection, seal: Seal, person: str, pack: str) -> tuple[Row, dict[str, Json]] | None:
    row = db.execute(
        "SELECT revision, version, at, body FROM conversation WHERE person = :person AND pack = :pack",
        {"person": person, "pack": pack},
    ).fetchone()
    return (row, as_object(seal.unseal(person, "conversation.body", pack, row["body"]))) if row else None


def save(db: Connection, seal: Seal, person: str, conversation: Conversation, now: datetime) -> bool:
    """Save a conversation after a turn, and return whether a message to the person waits to be sent.

    Raises StaleConversation if another turn has saved it meanwhile.
    """
    values = {
        "person": person,
        "pack": conversation.pack,
        "revision": conversation.revision,
        "version": conversation.version,
        "at": now.isoformat(),
        "body": seal.seal(person, "conversation.body", conversation.pack, conversation_to_data(conversation)),
    }
    unsent = "EXISTS (SELECT 1 FROM outbox WHERE person = :person)"
    saved = db.execute(
        f"""UPDATE conversation SET revision = :revision, version = :version + 1, at = :at, body = :body
            WHERE person = :person AND pack = :pack AND version = :version RETURNING {unsent}""",
        values,
    ).fetchone()
    if saved is None:
        saved = db.execute(
            f"""INSERT INTO conversation (person, pack, revision, version, at, body)
                VALUES (:person, :pack, :revision, :version + 1, :at, :body)
                ON CONFLICT DO NOTHING RETURNING {unsent}""",
            values,
        ).fetchone()
        if saved is None:
            raise StaleConversation(f"version {conversation.version} is no longer the last one")
    return bool(saved[0])


def idle_since(db: Connection, pack: str, before: datetime, *, in_line: bool = False) -> list[str]:
    """Return people whose conversation was last saved before a moment, and who have no booking in this pack.

    `in_line` are those who have a date in the line for the draws, and the others without it.
    """
    line = "SELECT person FROM waiting WHERE pack = :pack AND kind = 'draw' AND state <> 'listed'"
    rows = db.execute(
        f"""SELECT person FROM conversation WHERE pack = :pack AND at < :before
           AND person NOT IN (SELECT person FROM booking WHERE pack = :pack) AND (person IN ({line})) = :in_line""",
        {"pack": pack, "before": before.isoformat(), "in_line": in_line},
    )
    return [row["person"] for row in rows]


def lane(db: Connection, person: str, pack: str) -> str:
    """Return the lane by which a person wrote last: a bot such as `telegram/7000000001`, or a channel; or nothing."""
    row = db.execute(
        "SELECT lane FROM conversation WHERE person = :person AND pack = :pack", {"person": person, "pack": pack}
    ).fetchone()
    return str(row["lane"]) if row else ""


def set_lane(db: Connection, person: str, pack: str, lane: str) -> None:
    """Save the lane by which a person writes."""
    db.execute(
        "UPDATE conversation SET lane = :lane WHERE person = :person AND pack = :pack",
        {"person": person, "pack": pack, "lane": lane},
    )


def without_lane(db: Connection, pack: str) -> list[str]:
    """Return people whose conversation is from before there were lanes."""
    rows = db.execute("SELECT person FROM conversation WHERE pack = :pack AND lane = ''", {"pack": pack})
    return [row["person"] for row in rows]
