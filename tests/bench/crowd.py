"""A counterpart of Telegram for benchmarks only, and the people who use it: so lean that it is not what is measured.

It plays a script that the strict counterpart has heard: updates and answers are as long as real ones and encoded
beforehand, HTTP is read by hand. People tap the buttons that the bot sent to them: what a button carries belongs to
its person. It checks nothing but that each person gets as many messages as the script says.
"""

import asyncio
import json
import re
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.bench import script as scripts
from tests.bench.script import PERSON, Step

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHAT, OFFSET, SECONDS = (
    re.compile(name + rb'"?(?:=|: *"?|(?:\r\n[^\r\n]+)*\r\n\r\n)(\d+)') for name in (b"chat_id", b"offset", b"timeout")
)
"""A number in a form, in JSON or in a multipart body."""
BUTTON = re.compile(rb'"callback_data": *"((?:[^"\\]|\\.)*\|([^"\\|]*))"')
"""What a button carries, encoded, and its choice."""
SAYING = [method.lower().encode() for method in scripts.SAYING]
MOST = 100
UPDATE, MESSAGE, QUERY = 111_222_333, 222_333_444, 4_000_000_000_111_222_333
"""Numbers in a template that stand for the real ones."""
DATA = b"THE BUTTON"
"""What stands in a template for what the button carries."""


def reply(result: bytes) -> bytes:
    """A whole HTTP response with a result of the Bot API."""
    body = b'{"ok":true,"result":' + result + b"}"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head + body


TRUE = reply(b"true")
ME = reply(b'{"id":7000000001,"is_bot":true,"first_name":"Randevou","username":"randevou_bot"}')


class Stuck(Exception):
    """Nobody was answered for a while, and somebody waits."""


@dataclass
class Scene:
    """One step of the script, encoded."""

    name: str
    """The text, or the choice of the button."""
    update: bytes
    data: bytes
    """What the button carried in the script, for a bot that does not ask."""
    answers: list[bytes]


@dataclass
class Walker:
    """One person on the way: at which step, since when, and how many messages came."""

    chat: int
    done: "asyncio.Future[None]"
    at: int = 0
    came: int = 0
    since: float = 0.0
    buttons: dict[bytes, bytes] = field(default_factory=dict)
    """What the buttons in the chat carry, by their choices."""


def scenes(script: Sequence[Step]) -> list[Scene]:
    """Updates and answers with numbers to be replaced, each of the length of a real one."""
    return [
        Scene(
            step.text or step.data.rpartition("|")[2],
            _update(step),
            _encode(step.data)[1:-1],
            [_answer(one.answer) for one in step.sent],
        )
        for step in script
    ]


def _encode(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _answer(message: dict[str, Any]) -> bytes:
    return _encode(message | {"message_id": MESSAGE})


def _update(step: Step) -> bytes:
    person = {"id": PERSON, "is_bot": False, "first_name": "Marie", "language_code": "fr"}
    if step.data:
        under = step.under | {"message_id": MESSAGE}
        query = {"id": str(QUERY), "from": person, "message": under, "chat_instance": str(PERSON)}
        query["data"] = DATA.decode()
        return _encode({"update_id": UPDATE, "callback_query": query})
    chat = {"id": PERSON, "first_name": "Marie", "type": "private"}
    message: dict[str, Any] = {"message_id": MESSAGE, "from": person, "chat": chat, "date": 1_795_000_000}
    commands = [{"type": "bot_command", "offset": 0, "length": len(step.text)}] if step.text.startswith("/") else []
    message |= {"text": step.text} | ({"entities": commands} if commands else {})
    return _encode({"update_id": UPDATE, "message": message})


@dataclass
class Crowd:
    """The counterpart's state: what waits for the bot, who is walking, and the reply times in seconds."""

    script: list[Scene]
    patience: float = 15.0
    """Seconds without any message after which a walk is stuck."""
    times: list[float] = field(default_factory=list)
    calls: int = 0
    said: int = 0
    """Messages to people, all in all."""
    acknowledged: int = 0
    """Taps whose button stopped spinning."""
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    _walkers: dict[int, Walker] = field(default_factory=dict)
    _waiting: "deque[tuple[int, bytes]]" = field(default_factory=deque)
    _poll: "Line | None" = None
    _update: int = 700_000_000
    _message: int = 0

    async def listen(self) -> int:
        """Open a port; gives it."""
        self._server = await asyncio.get_running_loop().create_server(lambda: Line(self), "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Close the port."""
        self._server.close()

    async def rush(self, chats: Sequence[int]) -> float:
        """Everyone walks at the same time, each tapping as soon as they are answered; the seconds it took."""
        begin = time.perf_counter()
        loop = asyncio.get_running_loop()
        for chat in chats:
            self._walkers[chat] = Walker(chat, loop.create_future())
            self._act(self._walkers[chat])
        waiting = {self._walkers[chat].done for chat in chats}
        while waiting:
            said = self.said
            waiting = (await asyncio.wait(waiting, timeout=self.patience))[1]
            if waiting and self.said == said:
                raise Stuck(self._stuck([self._walkers[chat] for chat in chats]))
        return time.perf_counter() - begin

    def _stuck(self, walkers: Sequence[Walker]) -> str:
        """Tell what is awaited: how many people, and at which steps."""
        late = [walker for walker in walkers if not walker.done.done()]
        where = Counter((walker.at, walker.came) for walker in late)
        steps = [
            f"{people} at step {at} ({self.script[at].name}): {came} of {len(self.script[at].answers)} messages came"
            for (at, came), people in sorted(where.items())
        ]
        return f"nothing came for {self.patience:.0f} s; {len(late)} of {len(walkers)} people wait: {'; '.join(steps)}"

    async def single_file(self, chats: Sequence[int]) -> float:
        """One after the other; the seconds it took."""
        return sum([await self.rush([chat]) for chat in chats])

    def _act(self, walker: Walker) -> None:
        self._update += 1
        self._message += 1
        scene = self.script[walker.at]
        template = scene.update
        for number, real in ((PERSON, walker.chat), (UPDATE, self._update), (MESSAGE, self._message)):
            template = template.replace(b"%d" % number, b"%d" % real)
        template = template.replace(DATA, walker.buttons.get(scene.name.encode(), scene.data))
        walker.came, walker.since = 0, time.perf_counter()
        self._waiting.append((self._update, template))
        if self._poll is not None:
            asyncio.get_running_loop().call_soon(self._hand_out)

    def _hand_out(self) -> None:
        """Answer the poll that waits, with all there is."""
        line, self._poll = self._poll, None
        if line is not None:
            batch = [self._waiting[at][1] for at in range(min(MOST, len(self._waiting)))]
            line.write(reply(b"[" + b",".join(batch) + b"]"))

    def call(self, line: "Line", method: bytes, body: bytes) -> None:
        """One call of the bot."""
        self.calls += 1
        if method in SAYING:
            found = CHAT.search(body)
            assert found, body[:200]
            self._sent(line, int(found[1]), body)
        elif method == b"getupdates":
            offset = OFFSET.search(body)
            while offset and self._waiting and self._waiting[0][0] < int(offset[1]):
                self._waiting.popleft()
            self.polled.set()
            self._poll, seconds = line, SECONDS.search(body)
            if self._waiting or not seconds or seconds[1] == b"0":
                self._hand_out()
        elif method == b"answercallbackquery":
            self.acknowledged += 1
            line.write(TRUE)
        else:
            line.write(ME if method == b"getme" else TRUE)

    def _sent(self, line: "Line", chat: int, body: bytes) -> None:
        """A message arrived: answer it, and go on when it was the last of this step."""
        self._message += 1
        self.said += 1
        walker = self._walkers.get(chat)
        if walker is None or walker.done.done():  # to nobody: the request layer is measured; or one too many
            line.write(self._answer(1, 0, chat))
            return
        line.write(self._answer(walker.at, walker.came, chat))
        walker.buttons |= {choice: data for data, choice in BUTTON.findall(body)}
        walker.came += 1
        if walker.came < len(self.script[walker.at].answers):
            return
        self.times.append(time.perf_counter() - walker.since)
        walker.at += 1
        if walker.at == len(self.script):
            walker.done.set_result(None)
        else:
            self._act(walker)

    def _answer(self, step: int, number: int, chat: int) -> bytes:
        """What Telegram answers to a message of the script."""
        result = self.script[step].answers[number].replace(b"%d" % PERSON, b"%d" % chat)
        return reply(result.replace(b"%d" % MESSAGE, b"%d" % self._message))


class Line(asyncio.Protocol):
    """One connection of HTTP/1.1, kept open."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd, self._read = crowd, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody called."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        """Forget a poll that nobody waits for."""
        if self._crowd._poll is self:
            self._crowd._poll = None

    def write(self, response: bytes) -> None:
        """Send a whole response."""
        self._transport.write(response)

    def data_received(self, data: bytes) -> None:
        """Every request that is complete is a call."""
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self._read, 0, end + 2)
            whole = end + 4 + (int(length[1]) if length else 0)
            assert length or self._read.startswith(b"GET") or b"chunked" not in self._read[:end].lower()
            if len(self._read) < whole:
                return
            path = self._read[: self._read.index(b"\r\n")].split(b" ")[1]
            body, self._read = self._read[end + 4 : whole], self._read[whole:]
            self._crowd.call(self, path.rpartition(b"/")[2].lower(), body)
