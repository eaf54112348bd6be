"""A phone with Telegram, or a terminal: what a person does there, and what they see."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from bot.app import App
from bot.channels.local.talk import TERMINAL
from bot.channels.telegram.bot_api import CHANNEL, calls, chat_of
from bot.channels.telegram.intake import Carried, handle
from bot.core.conversation.events import Arrived, Event, Located, Said, Tapped
from bot.core.conversation.incoming import Incoming
from bot.core.language.message import Outgoing
from bot.services.conversation.deliver import Results, parcels, settle
from bot.services.conversation.respond import Answer, respond


class Button(NamedTuple):
    """A button in a Telegram chat: its message, and the data that a tap sends back."""

    message: int
    data: str


@dataclass
class Phone:
    """A terminal: the address, the clock, and what the channel remembers between two messages."""

    app: App
    address: str
    now: datetime
    language: str = ""
    count: int = 0
    """The number of messages sent from here, used for ids that never repeat."""
    online: bool = True
    """If it is False, the answers stay in the outbox."""
    carry: str = ""
    step: str = ""
    screen: list[Outgoing] = field(default_factory=list)
    """All messages that were shown, oldest first."""

    def does(self, word: str) -> list[str]:
        """Do `/start`, `:typed_words`, `@latitude,longitude` or the id of a choice; return the keys of the answers."""
        if word == "/start":
            return self.hear(Arrived())
        if word.startswith(":"):
            return self.hear(Said(word[1:].replace("_", " ")))
        if word.startswith("@"):
            latitude, longitude = map(float, word[1:].split(","))
            return self.hear(Located(latitude, longitude, 20.0))
        return self.hear(Tapped(word))

    def hear(self, event: Event) -> list[str]:
        """Send one event; return the keys of the messages shown for it."""
        self.count += 1
        id = f"{self.address}:{self.count}"
        incoming = Incoming(self.address, id, event, self.carry, self.language, TERMINAL)
        return self.shows(respond(self.app, incoming, self.now))

    def shows(self, answer: Answer) -> list[str]:
        """Show the answer and the waiting messages; return their keys."""
        before = len(self.screen)
        self.carry, self.step = answer.carry, answer.step or self.step
        self.language = answer.language or self.language
        for outgoing in answer.replies:
            self.put(outgoing, answer.carry)
        for parcel in parcels(self.app, self.now, self.address) if self.online else ():
            shown = [(parcel.person, str(message)) for message in self.put(parcel.outgoing, "")]
            settle(self.app, Results([parcel.id], shown, [(parcel.person, parcel.outgoing.clears)]), self.now)
        return [outgoing.key for outgoing in self.screen[before:]]

    def put(self, outgoing: Outgoing, carry: str) -> list[int]:
        """Put one message on the screen; return its message numbers, if the channel has numbers."""
        self.screen.append(outgoing)
        return []


@dataclass
class Telegram(Phone):
    """A Telegram chat: each action becomes an update, and a button sends its data back."""

    buttons: list[Button] = field(default_factory=list)
    """Every button ever sent to this chat."""
    last: list[Button] = field(default_factory=list)
    """The buttons of the last message."""
    messages: int = 0
    carried: Carried = field(default_factory=Carried)

    @property
    def chat(self) -> int:
        """The id of the chat."""
        return chat_of(self.address) or 0

    def does(self, word: str) -> list[str]:
        """Do one action; a choice taps its button, or types the label of a keyboard key.

        `old:` before a choice means a button of an earlier message.
        """
        if word == "/start":
            return self.brings(text="/start")
        if word.startswith(":"):
            return self.brings(text=word[1:].replace("_", " "))
        if word.startswith("@"):
            latitude, longitude = map(float, word[1:].split(","))
            return self.brings(location={"latitude": latitude, "longitude": longitude, "horizontal_accuracy": 20.0})
        among = reversed(self.buttons) if word.startswith("old:") else self.last
        choice = word.removeprefix("old:")
        if button := next((button for button in among if button.data.endswith(f"|{choice}")), None):
            return self.tap(button)
        labels = [label.text for label in self.screen[-1].choices if label.id == choice]
        assert labels, f"{self.address}: nothing offers {choice} after {self.screen[-1].key}"
        return self.brings(text=labels[0])

    def tap(self, button: Button) -> list[str]:
        """Tap a button, new or old."""
        message = {"message_id": button.message, "chat": {"id": self.chat, "type": "private"}}
        query = {"id": f"q{self.count}", "from": self._sender(), "message": message, "data": button.data}
        return self._update(callback_query=query)

    def brings(self, **content: Any) -> list[str]:
        """Send a message."""
        self.messages += 1
        chat = {"id": self.chat, "type": "private"}
        return self._update(message={"message_id": self.messages, "from": self._sender(), "chat": chat, **content})

    def _sender(self) -> dict[str, Any]:
        return {"id": self.chat, "is_bot": False, "first_name": "M", "language_code": self.language or "en"}

    def _update(self, **update: Any) -> list[str]:
        self.count += 1
        given = {"update_id": self.chat * 1000 + self.count, **update}
        (handled,) = handle(self.app, [given], CHANNEL, self.now, self.carried)
        assert handled.answer is not None
        shown, notice = self.shows(handled.answer), handled.answer.notice
        return [notice.key] if notice else shown

    def put(self, outgoing: Outgoing, carry: str) -> list[int]:
        """Send a message as the adapter does, and keep its buttons."""
        super().put(outgoing, carry)
        catalog = self.app.catalogs.get(outgoing.language) or next(iter(self.app.catalogs.values()))
        sent: list[int] = []
        for call in calls(self.chat, outgoing, carry, catalog):
            if call.method == "deleteMessages":
                continue
            if call.method != "editMessageText":
                self.messages += 1
            message = int(call.arguments.get("message_id", self.messages))
            rows = (call.arguments.get("reply_markup") or {}).get("inline_keyboard", [])
            self.last = [Button(message, button["callback_data"]) for row in rows for button in row]
            self.buttons += self.last
            sent.append(message)
        return sent


def phone(app: App, address: str, now: datetime, **more: Any) -> Phone:
    """Return the phone of an address."""
    return (Phone if chat_of(address) is None else Telegram)(app, address, now, **more)
