"""A telephone on a slow network, and people who tap what they see at their own pace; no real time passes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from bot.app import App
from bot.channels.telegram.bot_api import Call, address, calls
from bot.channels.telegram.intake import Carried, handle
from bot.core.language.data import as_a, as_list, as_object
from bot.services.conversation.deliver import Results, parcels, settle
from bot.storage.tables import bookings, people
from tests.conftest import NOW

WAY = ("en", "understood", "continue", "agree", "2", "yes", "done", "ciudad-juarez", "confirm")
"""What is tapped as soon as it is offered; of days and times, the first."""
chats = count(100)


@dataclass
class Message:
    """A message on the screen: its text, its buttons, and whether it asks for a place."""

    text: str
    buttons: list[str]
    where: bool = False


@dataclass
class Phone:
    """A telephone on a slow network: Telegram takes one message a second, and each one travels for a while."""

    app: App = field(repr=False)
    travel: float = 0.0
    chat: int = field(default_factory=lambda: next(chats))
    time: float = 0.0
    taps: int = 0
    notices: list[str] = field(default_factory=list)
    screen: dict[int, Message] = field(default_factory=dict)
    _carried: Carried = field(default_factory=Carried)
    _updates: Iterator[int] = field(default_factory=lambda: count(1))
    _messages: Iterator[int] = field(default_factory=lambda: count(1))
    _said: list[Call] = field(default_factory=list)
    """Answers from memory that Telegram has not taken yet."""
    _under_way: list[tuple[float, int, Call]] = field(default_factory=list)
    _free: float = 0.0

    @property
    def newest(self) -> Message | None:
        """The newest message with something to answer."""
        return next((one for _, one in sorted(self.screen.items(), reverse=True) if one.buttons or one.where), None)

    def wait(self, seconds: float) -> None:
        """Let answers come for some time."""
        end = self.time + seconds
        while (at := max(self.time, self._free)) <= end and self._send(at):
            self._free = at + 1
        self.time = end
        for arrival, id, call in [one for one in self._under_way if one[0] <= end]:
            self._under_way.remove((arrival, id, call))
            markup = as_object(call.arguments.get("reply_markup") or {})
            rows = [as_list(row) for row in as_list(markup.get("inline_keyboard", []))]
            buttons = [as_a(str, as_object(button)["callback_data"]) for row in rows for button in row]
            self.screen[id] = Message(str(call.arguments.get("text", "")), buttons, "keyboard" in markup)

    def _send(self, at: float) -> bool:
        """Give Telegram one message; whether there was one."""
        if not self._said:
            for parcel in parcels(self.app, NOW + timedelta(seconds=at), address(self.chat))[:1]:
                said = calls(self.chat, parcel.outgoing, "", self.app.catalogs[parcel.outgoing.language])
                self._said += said
                settle(self.app, Results(done=[parcel.id]), NOW)
        if not self._said:
            return False
        call = self._said.pop(0)
        id = int(str(call.arguments.get("message_id") or next(self._messages)))
        self._under_way.append((at + self.travel, id, call))
        return True

    def write(self, text: str) -> None:
        """Write words."""
        chat = {"id": self.chat, "type": "private"}
        self._bring(message={"message_id": next(self._messages), "from": {"id": self.chat}, "chat": chat, "text": text})

    def tap(self, data: str) -> None:
        """Tap a button of a message on the screen."""
        self.taps += 1
        id = max(id for id, message in self.screen.items() if data in message.buttons)
        message = {"message_id": id, "chat": {"id": self.chat, "type": "private"}}
        self._bring(callback_query={"id": "q", "from": {"id": self.chat}, "message": message, "data": data})

    def button(self, choice: str) -> str:
        """Return the newest button for a choice."""
        found = [data for _, one in sorted(self.screen.items()) for data in one.buttons if data.endswith(f"|{choice}")]
        assert found, f"nothing offers {choice}"
        return found[-1]

    def lose_answers(self) -> None:
        """Lose what is said from memory and not yet sent."""
        self._said.clear()

    def _bring(self, **update: object) -> None:
        given = {"update_id": self.chat * 100_000 + next(self._updates), **update}
        (handled,) = handle(self.app, [given], "telegram/1", NOW + timedelta(seconds=self.time), self._carried)
        if answer := handled.answer:
            self.notices += [answer.notice.text] if answer.notice else []
            for said in answer.replies:
                self._said += calls(self.chat, said, answer.carry, self.app.catalogs[said.language])

    @property
    def booked(self) -> bool:
        """Whether the ticket is on the screen."""
        return any("Booked. Your code" in message.text for message in self.screen.values())

    @property
    def complaints(self) -> list[str]:
        """What says that a tap came too late, or that there were too many."""
        texts = [*self.notices, *(message.text for message in self.screen.values())]
        return [text for text in texts if "from before" in text or "a lot at once" in text or "understand" in text[:20]]


def wanted(buttons: list[str]) -> str:
    """Return the button that leads on to a booking."""
    by_choice = {data.rpartition("|")[2]: data for data in buttons}
    on_the_way = [choice for choice in WAY if choice in by_choice]
    times = [choice for choice in by_choice if choice.startswith("2026-") or "@" in choice]
    return by_choice[(on_the_way or times)[0]]


Finger = Callable[[Phone, str, bool], None]
"""Does what a person does about a button; the last argument says whether the person has tapped it before."""


def once(phone: Phone, button: str, before: bool) -> None:
    """Tap each newest keyboard once."""
    if not before:
        phone.tap(button)


def three_times(phone: Phone, button: str, before: bool) -> None:
    """Tap each button three times at once."""
    for _ in range(0 if before else 3):
        phone.tap(button)


def again_and_again(phone: Phone, button: str, before: bool) -> None:
    """Tap what is the newest until something newer comes."""
    phone.tap(button)


def book(phone: Phone, paces: Iterator[float], finger: Finger) -> Phone:
    """Go from hello to the ticket."""
    if not phone.screen:
        phone.write("/start")
    done: set[str] = set()
    for pace, _ in zip(paces, range(3000), strict=False):
        phone.wait(pace)
        if phone.booked:
            break
        newest = phone.newest
        if newest and newest.where and "place" not in done:
            phone.write("Monterrey")
            done.add("place")
        elif newest and newest.buttons:
            button = wanted(newest.buttons)
            finger(phone, button, button in done)
            done.add(button)
    phone.wait(60)
    person = people.at(phone.app.db, phone.app.seal, address(phone.chat))
    assert person
    assert phone.booked
    assert bookings.of(phone.app.db, phone.app.seal, person, phone.app.pack.id)
    return phone


SLOW = 5.0
"""Seconds between two taps at an easy pace."""


def arrived_at(app: App, *choices: str) -> Phone:
    """Return the phone of a person who has gone some steps at an easy pace."""
    phone = Phone(app)
    phone.write("/start")
    phone.wait(SLOW)
    for choice in choices:
        phone.tap(phone.button(choice))
        phone.wait(SLOW)
    return phone
