"""Translates Telegram's updates to events, and messages to calls of its Bot API; nothing here uses the network."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from telegram import InputFile

from bot.channels.telegram.http_client import Argument
from bot.core.conversation.events import BEFORE_CONSENT, Arrived, Event, Located, Said, Sent, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.language.data import Json, as_a, as_number, as_object
from bot.core.language.message import Channel, File, Label, Outgoing, Venue
from bot.core.language.text import Catalog, Text

CHANNEL = "telegram"
"""The channel as addresses and the outbox name it."""
TELEGRAM = Channel("Telegram", choices=12, label=60, notices=True, open=True)
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST_DATA = 64
"""Bytes that Telegram lets a button carry."""
LONGEST_TEXT = 4096
"""UTF-16 units of a message."""
UNSENDABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but the new line, and lone surrogates."""
MOST_DELETED = 100
"""Messages that one call may delete."""
SEND_LOCATION = Text("location.send", "Send my location")
THANKS = Text("location.thanks", "Thank you.")
ATTACHMENTS = (
    "photo", "voice", "video", "video_note", "audio", "document", "sticker", "animation", "contact", "poll", "dice",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What to do with one update: an event of a person, a button to answer, a group to leave, or nothing."""

    incoming: Incoming | None = None
    callback: str = ""
    button: str = ""
    """What the tapped button carries."""
    leave: int = 0
    sent: datetime | None = None
    """When Telegram received a new message."""


def take(sent: Json) -> Taken:
    """Read an update as Telegram sent it. KeyError, TypeError or ValueError if it cannot be read."""
    update = as_object(sent)
    id = str(update["update_id"])
    if query := update.get("callback_query"):
        return _tapped(id, as_object(query))
    if member := update.get("my_chat_member"):
        return _member(as_object(member))
    edited = as_object(update.get("edited_message") or {})
    message = as_object(update.get("message") or edited)
    if not message or (edited and _position(edited)):  # a live position moves on: the first one was the answer
        return Taken()
    chat = as_object(message["chat"])
    if chat["type"] != "private":
        return Taken(leave=as_a(int, chat["id"]))
    event = Sent("edited") if edited else _heard(message)
    incoming = _incoming(id, as_a(int, chat["id"]), event, "", as_object(message.get("from", {})))
    return Taken(
        replace(incoming, message=str(message.get("message_id", ""))),
        sent=None if edited else _moment(message.get("date")),
    )


def _moment(date: Json) -> datetime | None:
    """Return a time that Telegram gives, in seconds since 1970; None if it makes no sense."""
    return datetime.fromtimestamp(date, UTC) if isinstance(date, int) and 0 < date < 2**33 else None


def address(chat: int) -> str:
    """Return the address of a private chat."""
    return f"{CHANNEL}:{chat}"


def chat_of(address: str) -> int | None:
    """Return the chat of an address; None for an address of another channel."""
    channel, _, chat = address.partition(":")
    return int(chat) if channel == CHANNEL else None


def _incoming(id: str, chat: int, event: Event, carry: str, sender: dict[str, Json]) -> Incoming:
    language = as_a(str, sender.get("language_code", ""))
    return Incoming(address(chat), id, event, carry, language[:2], TELEGRAM)


def _member(member: dict[str, Json]) -> Taken:
    """Leave a chat that is not private, if the bot was just added to it."""
    chat = as_object(member["chat"])
    joined = as_object(member["new_chat_member"])["status"] in ("member", "administrator", "restricted")
    return Taken() if chat["type"] == "private" or not joined else Taken(leave=as_a(int, chat["id"]))


def _tapped(id: str, query: dict[str, Json]) -> Taken:
    """Read a tap: it carries the version of its question or, before consent, where the person is."""
    data = str(query.get("data", ""))
    place, _, choice = data.partition("|")
    sender, message = as_object(query["from"]), as_object(query.get("message", {}))
    home = as_object(message.get("chat", {}))
    chat = as_a(int, home.get("id") or sender["id"])
    if home.get("type", "private") != "private":
        return Taken(callback=as_a(str, query["id"]), leave=chat)
    version = int(place) if place.isdecimal() else BEFORE_CONSENT
    carry = "" if version != BEFORE_CONSENT else place
    incoming = _incoming(id, chat, Tapped(choice, version), carry, sender)
    tapped = replace(incoming, message=str(message.get("message_id", "")))
    return Taken(tapped, callback=as_a(str, query["id"]), button=data)


def _heard(message: dict[str, Json]) -> Event:
    """Return what a message says; from a forwarded message, only a place is read."""
    if "forward_origin" in message and not _position(message):
        return Sent("forwarded")
    if text := as_a(str, message.get("text", "")):
        return Arrived() if text.split("@")[0].split()[:1] == ["/start"] else Said(text)
    if position := _position(message):
        accuracy = as_number(position.get("horizontal_accuracy", 0.0))
        return Located(as_number(position["latitude"]), as_number(position["longitude"]), accuracy)
    return Sent(next((kind for kind in ATTACHMENTS if kind in message), "other"))


def _position(message: dict[str, Json]) -> dict[str, Json]:
    """Return the position of a pin, a live position or a venue."""
    return as_object(message.get("location") or as_object(message.get("venue", {})).get("location") or {})


class Call(NamedTuple):
    """One call of the Bot API: its method, and its arguments as plain JSON, except a file."""

    method: str
    arguments: dict[str, Argument]


def calls(chat: int, outgoing: Outgoing, carry: str, catalog: Catalog) -> list[Call]:
    """Return the calls that show one message, in order; each call brings at most one keyboard."""
    keyboard = _keyboard(outgoing, carry, catalog)
    message: dict[str, Argument] = {
        "chat_id": chat,
        "text": shortened(outgoing.text),
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keyboard,
    }
    if outgoing.replaces and outgoing.wants != "location":
        return [Call("editMessageText", {**message, "message_id": int(outgoing.replaces)})]
    quiet: dict[str, Argument] = {"disable_notification": True} if outgoing.silent else {}
    sent = Call("sendMessage", {**message, "protect_content": outgoing.secret, **quiet})
    # one message can either remove the keyboard below the chat or bring buttons
    before = [_take_keyboard_away(chat, catalog)] if outgoing.located else []
    venue = [_venue(chat, outgoing.venue)] if outgoing.venue else []
    return [
        *_clear(chat, outgoing.clears),
        *before,
        *venue,
        sent,
        *(_document(chat, file, outgoing.secret) for file in outgoing.files),
    ]


def instead_of_edit(call: Call) -> Call:
    """Return the message that replaces an edit when the old message is gone."""
    return Call("sendMessage", {name: value for name, value in call.arguments.items() if name != "message_id"})


def plain(call: Call) -> Call:
    """Return a message with only its text, for when Telegram refuses it with more."""
    bare = ("chat_id", "text", "protect_content", "disable_notification")
    return Call("sendMessage", {name: value for name, value in call.arguments.items() if name in bare})


def _clear(chat: int, messages: tuple[str, ...]) -> list[Call]:
    """Return the calls that delete messages, a hundred at a time; Telegram ignores those that are gone."""
    ids: list[Json] = [int(message) for message in messages]
    return [
        Call("deleteMessages", {"chat_id": chat, "message_ids": ids[first : first + MOST_DELETED]})
        for first in range(0, len(ids), MOST_DELETED)
    ]


def _take_keyboard_away(chat: int, catalog: Catalog) -> Call:
    nothing: Json = {"remove_keyboard": True}
    return Call("sendMessage", {"chat_id": chat, "text": catalog.say(THANKS), "reply_markup": nothing})


def _venue(chat: int, venue: Venue) -> Call:
    place: dict[str, Argument] = {"latitude": venue.latitude, "longitude": venue.longitude}
    return Call("sendVenue", {"chat_id": chat, "title": venue.name, "address": venue.address, **place})


def _document(chat: int, file: File, secret: bool) -> Call:
    document = InputFile(file.content, filename=file.name)
    return Call(
        "sendDocument",
        {
            "chat_id": chat,
            "document": document,
            "protect_content": secret,
            "disable_content_type_detection": True,
        },
    )


def _keyboard(outgoing: Outgoing, carry: str, catalog: Catalog) -> dict[str, Json] | None:
    """Return the buttons: in the message, or below the chat if a position is asked for: only there can it be shared."""
    rows = _rows(outgoing.choices)
    if outgoing.wants == "location":
        share: Json = {"text": catalog.say(SEND_LOCATION), "request_location": True}
        choices: list[Json] = [[{"text": label.text} for label in row] for row in rows]
        return {"keyboard": [[share], *choices], "resize_keyboard": True, "one_time_keyboard": True}
    if rows:
        return {"inline_keyboard": [[_button(label, outgoing.version, carry) for label in row] for row in rows]}
    return None


def _button(label: Label, version: int, carry: str) -> dict[str, Json]:
    return {"text": label.text, "callback_data": token(label.id, version, carry)}


def token(choice: str, version: int, carry: str) -> str:
    """Return what a button carries: the choice, and the version of its question or, before consent, the state."""
    data = f"{carry or version}|{choice}"
    assert len(data.encode()) <= LONGEST_DATA, f"{data!r} does not fit a button"
    return data


def _rows(labels: tuple[Label, ...]) -> list[list[Label]]:
    """Put short labels in one row; back and help come last, together."""
    rows: list[list[Label]] = []
    for label in (label for label in labels if not label.aside):
        fits = rows and len(rows[-1]) < 4 and sum(len(other.text) for other in rows[-1]) + len(label.text) <= 14
        rows = [*rows[:-1], [*rows[-1], label]] if fits else [*rows, [label]]
    aside = [label for label in labels if label.aside]
    return [*rows, aside] if aside else rows


def shortened(text: str) -> str:
    """Return a text that fits a message, cut if needed, without control characters and lone surrogates."""
    clean = UNSENDABLE.sub("", text)
    while len(clean.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        clean = clean[: len(clean) - 50]
    return clean or "…"
