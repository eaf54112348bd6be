"""The other side of the chat: a person with a telephone, and groups and channels that somebody adds the bot to."""

import re
from dataclasses import dataclass
from typing import Any

from tests.telegram.markup import units
from tests.telegram.messages import MOST_TEXT
from tests.telegram.methods import Service, membership
from tests.telegram.world import JSON, Chat, Message, Tap, stamp

COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?")
MEDIA = ("photo", "document", "venue", "location", "voice", "sticker", "contact", "video", "audio", "poll")
FILE = {"file_id": "Fphone", "file_unique_id": "phone", "file_size": 1000}


@dataclass(frozen=True)
class Shown:
    """One message on a screen."""

    id: int
    mine: bool
    kind: str
    """text, photo, document, venue ..."""
    text: str
    """Text or caption, without markup."""
    buttons: tuple[tuple[str, ...], ...]
    """The labels of the inline keyboard, row by row."""
    data: tuple[str, ...]
    """Their callback data (or url), in the same order."""
    protected: bool
    edited: bool
    file: bytes | None


def shown(message: Message) -> Shown:
    """A message as a person sees it."""
    buttons = [button for row in message.inline for button in row]
    return Shown(
        message.id,
        not message.by_bot,
        next((kind for kind in MEDIA if kind in message.content), "text"),
        message.text,
        tuple(tuple(button["text"] for button in row) for row in message.inline),
        tuple(str(button.get("callback_data", button.get("url", ""))) for button in buttons),
        bool(message.content.get("has_protected_content")),
        message.edited is not None,
        message.kept,
    )


class Person:
    """Somebody in a private chat with the bot; what the telephone would not let them do fails the test."""

    def __init__(self, service: Service, chat: Chat, user: JSON) -> None:
        self.service, self.chat, self.user = service, chat, user
        self.id = chat.id

    async def start(self, payload: str = "") -> int:
        """Press Start (or Restart after blocking), perhaps by a deep link."""
        if self.chat.bot_is == "kicked":
            await self.unblock()
        return await self.write(f"/start {payload}".strip())

    async def write(self, text: str) -> int:
        """Send a text; the telephone cuts a long one into several messages. The id of the last."""
        message_id = 0
        for part in cut(text):
            found = [(units(part[: m.start()]), units(m[0])) for m in COMMAND.finditer(part)]
            entities = [{"type": "bot_command", "offset": start, "length": length} for start, length in found]
            message_id = await self.send(text=part, **({"entities": entities} if entities else {}))
        return message_id

    async def send(self, **content: Any) -> int:
        """Send anything; the fields of the Message object that say what it is."""
        assert not self.chat.gone, "this account is deleted"
        assert self.chat.bot_is != "kicked", "this person blocked the bot: unblock() or start() first"
        self.chat.bot_is = "member"
        message = self.service.world.add(self.chat, self.user, content)
        self._update("message", message)
        return message.id

    def _update(self, kind: str, message: Message) -> None:
        self.service.updates.add(kind, message.json(), ("chat", self.chat.id))

    async def press(self, label: str) -> int:
        """Press a button of the reply keyboard that is shown."""
        key = self._key(label)
        assert not key.get("request_location"), "this button shares the location: share_location()"
        return await self.write(key["text"])

    def _key(self, label: str) -> JSON:
        keys = [key for row in self._keyboard() for key in row]
        found = [key for key in keys if key["text"] == label]
        assert found, f"no such key: {label}; there are {self.keyboard}"
        return found[0]

    def _keyboard(self) -> list[list[JSON]]:
        message = self.chat.messages.get(self.chat.keyboard_from)
        rows = message.markup["keyboard"] if message and message.markup else []
        return [[{"text": key} if isinstance(key, str) else key for key in row] for row in rows]

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard that is shown; [] is none."""
        return [[key["text"] for key in row] for row in self._keyboard()]

    async def tap(self, message_id: int | None, button: str) -> str:
        """Tap an inline button (by data or label) that is on the message now; the id of the callback query.

        None for the message is the newest that has such a button.
        """
        message = self.chat.messages.get(message_id) if message_id else self._newest(button)
        assert message is not None, f"there is no message {message_id} with {button}"
        keys = [key for row in message.inline for key in row if button in (key.get("callback_data"), key["text"])]
        assert keys, f"no such button now: {button}; there are {shown(message).buttons} {shown(message).data}"
        assert "callback_data" in keys[0], "this button opens an address"
        return self.query(message.json(), keys[0]["callback_data"])

    async def tap_stale(self, message_id: int, data: str) -> str:
        """Tap what is no longer there, on a telephone that was offline; the message may be gone.

        Documented: "the message originated the query can contain no callback buttons with this data".
        """
        message = self.chat.messages.get(message_id)
        gone: JSON = {"chat": self.chat.json(), "message_id": message_id, "date": 0}
        return self.query(message.json() if message else gone, data)

    def _newest(self, button: str) -> Message | None:
        messages = [m for m in self.chat.messages.values() if button in (*sum(shown(m).buttons, ()), *shown(m).data)]
        return messages[-1] if messages else None

    def query(self, message: JSON, data: str) -> str:
        """The update of a tap; gives the id of the query."""
        world = self.service.world
        query_id = str(4_000_000_000_000_000_000 + len(world.taps) + 1)
        world.taps[query_id] = Tap(query_id, self.id, world.clock(), data)
        body = {"id": query_id, "from": self.user, "message": message, "chat_instance": str(self.id)}
        body["data"] = data
        self.service.updates.add("callback_query", body, ("taps", self.id))
        return query_id

    async def share_location(self, lat: float, lon: float, accuracy: float | None = None, live: bool = False) -> int:
        """Send a place, by the button or the paper clip; `move` a live one."""
        place: JSON = {"latitude": lat, "longitude": lon}
        if accuracy is not None:
            place["horizontal_accuracy"] = accuracy
        if live:
            place["live_period"] = 900
        return await self.send(location=place)

    async def move(self, message_id: int, lat: float, lon: float) -> None:
        """A live location goes on."""
        message = self.chat.messages[message_id]
        await self._change(message, {"location": message.content["location"] | {"latitude": lat, "longitude": lon}})

    async def edited(self, message_id: int, text: str) -> None:
        """Change a message that was sent."""
        await self._change(self.chat.messages[message_id], {"text": text})

    async def _change(self, message: Message, content: JSON) -> None:
        assert not message.by_bot
        message.content, message.edited = content, self.service.world.clock()
        self._update("edited_message", message)

    async def forwarded(self, text: str, origin: str = "Somebody") -> int:
        """Pass on what another wrote."""
        date = stamp(self.service.world.clock())
        source = {"type": "hidden_user", "sender_user_name": origin, "date": date}
        return await self.send(text=text, forward_origin=source)

    async def send_photo(self, caption: str = "") -> int:
        size = FILE | {"width": 90, "height": 90}
        return await self.send(photo=[size], **({"caption": caption} if caption else {}))

    async def send_voice(self) -> int:
        return await self.send(voice=FILE | {"duration": 3, "mime_type": "audio/ogg"})

    async def send_sticker(self) -> int:
        about = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}
        return await self.send(sticker=FILE | about)

    async def send_contact(self, phone: str = "+5266400000", name: str = "Marie") -> int:
        return await self.send(contact={"phone_number": phone, "first_name": name})

    async def block(self) -> None:
        """Stop and block: the bot hears of it, and may not write."""
        self.chat.keyboard_from = 0
        membership(self.service, self.chat, "kicked", self.user)

    async def unblock(self) -> None:
        membership(self.service, self.chat, "member", self.user)

    async def delete_account(self) -> None:
        """The account is gone; no update says so."""
        self.chat.gone = True

    def screen(self) -> list[Shown]:
        """What is in the chat now, in order, after edits and deletions."""
        return [shown(message) for message in self.chat.messages.values()]

    def heard(self) -> list[str]:
        """The texts of the bot alone."""
        return [line.text for line in self.screen() if not line.mine]

    @property
    def toasts(self) -> list[str]:
        """What the answers to this person's taps said."""
        answers = [tap.answer for tap in self.service.world.taps.values() if tap.person == self.id]
        return [answer["text"] for answer in answers if answer and answer["text"]]


class Group:
    """A group, supergroup or channel."""

    def __init__(self, service: Service, chat: Chat) -> None:
        self.service, self.chat = service, chat
        self.id = chat.id

    async def add_bot(self, by: Person) -> None:
        """Somebody adds the bot."""
        membership(self.service, self.chat, "member", by.user)

    async def kick_bot(self, by: Person) -> None:
        membership(self.service, self.chat, "kicked", by.user)

    async def write(self, by: Person, text: str) -> int:
        """Somebody writes there; in a channel the channel does."""
        channel = self.chat.kind == "channel"
        message = self.service.world.add(self.chat, self.chat.json() if channel else by.user, {"text": text})
        self.service.updates.add("channel_post" if channel else "message", message.json(), ("chat", self.id))
        return message.id

    async def tap(self, by: Person, data: str) -> str:
        """Somebody taps a button under a message of the bot there; gives the id of the query."""
        keyboard = {"inline_keyboard": [[{"text": "?", "callback_data": data}]]}
        message = self.service.world.add(self.chat, self.service.world.bot, {"text": "?"}, keyboard)
        return by.query(message.json(), data)

    async def upgrade(self, new_id: int) -> "Group":
        """The group becomes a supergroup with another id; calls to the old one are refused with migrate_to_chat_id."""
        world = self.service.world
        new = world.chats[new_id] = Chat(new_id, "supergroup", self.chat.name, "member")
        for chat, content in ((self.chat, {"migrate_to_chat_id": new_id}), (new, {"migrate_from_chat_id": self.id})):
            sender = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
            message = world.add(chat, sender, content)
            self.service.updates.add("message", message.json(), ("chat", chat.id))
        self.chat.moved_to = new_id
        return Group(self.service, new)


def cut(text: str) -> list[str]:
    """Pieces of at most 4096 UTF-16 units."""
    pieces, piece, length = [], "", 0
    for letter in text:
        size = units(letter)
        if length + size > MOST_TEXT:
            pieces.append(piece)
            piece, length = "", 0
        piece, length = piece + letter, length + size
    return [*pieces, piece]
