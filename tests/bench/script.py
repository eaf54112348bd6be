"""One person's walk on Telegram, recorded once against the strict counterpart, so that others can play it again."""

import asyncio
import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.app_thread import AppThread
from bot.channels.telegram.send import Pace
from bot.settings import TelegramSettings, read_settings
from tests.bench.turns import NOW
from tests.telegram.botapi import BotApi
from tests.telegram.calls import Call
from tests.telegram.people import Person
from tests.telegram.stage import run_bot

WALK = """
/start #ht #understood #continue #agree #3 #yes Monterrey #yes #ciudad-juarez #done #2026-11-25
#ciudad-juarez@2026-11-25T13:00 #confirm #save #calendar #paper #ticket #help #continue
"""
"""Texts, and # before the choice of a button: from hello to the ticket and a little beyond, as much as one chat may
send at once."""
PERSON = 1_700_000_007
SAYING = ("sendMessage", "sendDocument", "editMessageText")
QUIET = 0.15
"""Seconds without a call after which the bot has said everything."""


@dataclass
class Sent:
    """One message of the bot: how it was asked for, the file in it, and what Telegram answered."""

    method: str
    text: str
    markup: dict[str, Any] | None
    protected: bool
    file: str
    """Base64; empty where there is none."""
    answer: dict[str, Any]

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return b64decode(self.file)


@dataclass
class Step:
    """What the person did (a text, or the data of a button under a message), and everything that was answered."""

    text: str
    data: str
    under: dict[str, Any]
    sent: list[Sent] = field(default_factory=list)


def save(script: list[Step], path: Path) -> None:
    """Write a script for another process."""
    path.write_text(json.dumps([asdict(step) for step in script]))


def load(path: Path) -> list[Step]:
    """The script that was saved."""
    read = json.loads(path.read_text())
    return [Step(s["text"], s["data"], s["under"], [Sent(**one) for one in s["sent"]]) for s in read]


async def record(folder: Path) -> list[Step]:
    """Walk once, with our bot; every call must please the strict counterpart."""
    stop = asyncio.Event()
    settings = read_settings({}, database=str(folder / "script.db"))
    async with BotApi() as api:
        marie = api.person(PERSON, language_code="fr")
        access = TelegramSettings(api.token, api.url)
        running = asyncio.create_task(run_bot(AppThread(settings, lambda: NOW), access, Pace(0, 0), stop))
        script = [await _step(api, marie, word) for word in WALK.split()]
        stop.set()
        await running
        assert not [call for call in api.calls if call.code not in (0, 200)], "the counterpart refused a call"
    return script


async def _step(api: BotApi, marie: Person, word: str) -> Step:
    calls, messages = len(api.calls), len(marie.chat.messages)
    step = Step("", "", {})
    if word.startswith("#"):
        step.data, message = next(
            (button["callback_data"], message)
            for message in reversed(marie.chat.messages.values())
            for row in message.inline
            for button in row
            if button.get("callback_data", "").endswith(f"|{word[1:]}")
        )
        step.under = message.json()
        await marie.tap(message.id, step.data)
    else:
        step.text = word
        await marie.write(word)
    await api.until(lambda: any(call.method in SAYING and call.code for call in api.calls[calls:]))
    while len(api.calls) != (seen := len(api.calls)) or not await _quiet(api, seen):
        pass
    said = [call for call in api.calls[calls:] if call.method in SAYING]
    new = iter([message for message in list(marie.chat.messages.values())[messages:] if message.by_bot])
    for call in said:
        edited = marie.chat.messages.get(call.integer("message_id"))
        step.sent.append(_sent(call, (edited or next(new)).json()))
    return step


async def _quiet(api: BotApi, seen: int) -> bool:
    await asyncio.sleep(QUIET)
    return len(api.calls) == seen


def _sent(call: Call, answer: dict[str, Any]) -> Sent:
    upload = call.upload("document")
    content = b64encode(upload.content).decode() if upload else ""
    markup = call.data("reply_markup", "markup")
    return Sent(call.method, call.text("text"), markup, call.flag("protect_content"), content, answer)
