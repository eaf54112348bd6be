"""What Telegram remembers: users, chats, messages with their keyboards, taps, files, the bot's profile."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from tests.telegram.rules import Refused

JSON = dict[str, Any]
Clock = Callable[[], datetime]
ChatKind = Literal["private", "group", "supergroup", "channel"]
QUERY_LIFE = timedelta(seconds=15)
"""How long a tap may be answered (reported, not documented)."""
DELETE_LIFE = timedelta(hours=48)


def real_time() -> datetime:
    """The clock where no test holds it."""
    return datetime.now(UTC)


@dataclass
class Hands:
    """A clock that only the test moves."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        """Move on by `seconds=`, `hours=` ..., as timedelta takes them."""
        self.now += timedelta(**time)


@dataclass
class Chat:
    """A private chat, a group or a channel, and whether the bot is in it."""

    id: int
    kind: ChatKind
    name: JSON
    """What the chat object says beside id and type."""
    bot_is: str = "left"
    """`member`, `left` or `kicked`; in a private chat `kicked` is blocked and `left` is never started."""
    gone: bool = False
    moved_to: int = 0
    keyboard_from: int = 0
    """The message whose reply keyboard is shown; 0 is none."""
    messages: dict[int, "Message"] = field(default_factory=dict)

    def json(self) -> JSON:
        return {"id": self.id, **self.name, "type": self.kind}


@dataclass
class Message:
    """One message as it is now."""

    id: int
    chat: Chat
    sender: JSON
    date: datetime
    content: JSON
    """text and entities, or photo, document, location ... and caption."""
    markup: JSON | None = None
    edited: datetime | None = None
    kept: bytes | None = None
    """The uploaded file."""

    @property
    def by_bot(self) -> bool:
        return bool(self.sender.get("is_bot"))

    @property
    def inline(self) -> list[list[JSON]]:
        """The rows of its inline keyboard."""
        return self.markup.get("inline_keyboard", []) if self.markup else []

    @property
    def text(self) -> str:
        """Text or caption."""
        return str(self.content.get("text", self.content.get("caption", "")))

    def json(self) -> JSON:
        who = "sender_chat" if self.chat.kind == "channel" else "from"
        head = {"message_id": self.id, who: self.sender, "chat": self.chat.json(), "date": stamp(self.date)}
        if self.edited:
            head["edit_date"] = stamp(self.edited)
        tail = {"reply_markup": self.markup} if self.inline else {}
        return head | self.content | tail


@dataclass
class Tap:
    """A callback query: who, when, and the answer where it was given."""

    id: str
    person: int
    at: datetime
    data: str
    answer: JSON | None = None


@dataclass
class World:
    """Everything; `clock` says what time it is."""

    clock: Clock
    bot: JSON
    users: dict[int, JSON] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    taps: dict[str, Tap] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Name and content by file_id."""
    commands: dict[tuple[str, str], list[JSON]] = field(default_factory=dict)
    """By scope type and language ("" is every other language)."""
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    """By field (name, description, short_description) and language."""
    actions: list[tuple[int, str]] = field(default_factory=list)
    last_message: int = 0

    def add(self, chat: Chat, sender: JSON, content: JSON, markup: JSON | None = None) -> Message:
        """A new message at the end of a chat."""
        self.last_message += 1
        message = Message(self.last_message, chat, sender, self.clock(), content, markup)
        chat.messages[message.id] = message
        return message

    def chat(self, chat_id: int, *, writing: bool = True) -> Chat:
        """The chat, if the bot may write there; deleting is not writing, where somebody blocked the bot."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise Refused("chat not found")
        if chat.moved_to:
            raise Refused("migrated", {"migrate_to_chat_id": chat.moved_to})
        if chat.kind == "private":
            if chat.gone:
                raise Refused("deactivated")
            if chat.bot_is == "left":
                raise Refused("chat not found")
            if chat.bot_is == "kicked" and writing:
                raise Refused("blocked")
        elif chat.bot_is != "member":
            raise Refused("kicked" if chat.bot_is == "kicked" else "not a member", kind=chat.kind)
        return chat

    def tap(self, query_id: str) -> Tap:
        """A callback query that may still be answered."""
        tap = self.taps.get(query_id)
        if tap is None or self.clock() - tap.at > QUERY_LIFE:
            raise Refused("query")
        if tap.answer is not None:
            raise Refused("query answered")
        return tap

    def keep(self, name: str, content: bytes) -> str:
        """Store a file; its file_id."""
        file_id = "F" + sha256(name.encode() + b"\0" + content).hexdigest()[:24]
        self.files[file_id] = (name, content)
        return file_id


def stamp(moment: datetime) -> int:
    """Unix time, whole seconds, as in every date of the Bot API."""
    return int(moment.timestamp())
