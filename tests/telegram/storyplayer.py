"""Play a story of tests/conversations on Telegram: people tap, write, share a place, and read what a terminal says."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.local.story_player import (
    CODE,
    ONE_CODE,
    as_typed,
    edit_pack,
    read_story,
    set_by_staff,
    words_of_a_desk,
)
from bot.channels.telegram.bot_api import SEND_LOCATION, TELEGRAM, THANKS, address
from bot.channels.telegram.run import Telegram
from bot.channels.telegram.send import Pace
from bot.core.conversation.events import Look
from bot.core.conversation.incoming import Incoming
from bot.core.conversation.repair import OLD_BUTTON, gone
from bot.core.language.text import Catalog, Text
from bot.http.server import listening
from bot.services.conversation.respond import respond
from bot.services.rate_limits import CHAT
from bot.settings import Settings, WebSettings, read_settings, read_telegram, root
from bot.storage.files.catalogs import english_texts, load_catalogs
from bot.storage.files.packs import load_pack
from tests.conftest import POLICY
from tests.telegram.botapi import BotApi
from tests.telegram.calls import Call
from tests.telegram.people import Person
from tests.telegram.told import Line, Told, read_lines
from tests.telegram.world import Hands

LOCALES = root() / "locales"
HELP = Text("choice.help", "Help")
CLOCK = Text("place.clock", "Clocks differ in {state}. In {place} it is {time} now.")
KEPT = Text(
    "waiting.kept",
    "A place has opened, and it is kept for you. Last moment to book it: {date}, {time}, {city} time. After that it "
    "goes to the next person.",
)
THIS_TERMINAL = Text("channel.terminal", "This terminal")
SAYING = ("sendMessage", "editMessageText")
WEEK = timedelta(days=7)
PATIENCE = 15.0
"""Real seconds until a message that does not come is missed."""
SECOND = 0.008
"""Real seconds of one second of the people and of Telegram: an answer a second to a chat, after a burst."""


@dataclass(frozen=True)
class Fingers:
    """How somebody uses a telephone: seconds between two taps, and how often each button is tapped."""

    pace: float
    taps: int = 1


FINGERS = (Fingers(0.1, 3), Fingers(0.5, 3), Fingers(1.5, 3), Fingers(5.0))


@dataclass(frozen=True)
class Seen:
    """One message or file as it arrived in a chat."""

    chat: int
    text: str
    buttons: tuple[str, ...] = ()


class StoryThread(AppThread):
    """An AppThread that does not tick while a story holds it."""

    def __init__(self, settings: Settings, clock: Hands, ticking: asyncio.Lock) -> None:
        super().__init__(settings, clock)
        self._ticking = ticking

    async def tick(self) -> None:
        async with self._ticking:
            await super().tick()


class TelegramStage:
    """The counterpart, people with telephones, a database, and a bot that is stopped and started."""

    def __init__(self, api: BotApi, folder: Path, language: str, into: Path, port: int, fingers: Fingers) -> None:
        self.api, self.into, self.language, self.port, self.fingers = api, into, language, port, fingers
        self.catalogs = load_catalogs(LOCALES)
        self.story, self.lines = read_story(folder), read_lines(folder, language)
        self.clock = Hands(datetime.fromisoformat(self.story["at"]))
        self.a_line = timedelta(seconds=CHAT.seconds * fingers.taps)
        """Nobody does more at one moment than one thing."""
        self.clock.now -= self.a_line * len(self.story["line"])
        self.settings = read_settings({}, pack=self.story["pack"], database=str(into / "telegram.db"))
        moments = {re.escape(each.say(text)) for each in self.catalogs.values() for text in (CLOCK, KEPT)}
        self.of_the_moment = re.compile("|".join(re.sub(r"\\{\w+\\}", ".+?", one) for one in moments))
        deleted = gone(load_pack(POLICY / self.story["pack"]))
        self.gone = " · ".join(each.say(deleted) for each in self.catalogs.values())
        """What a button alone tells of a deleted case, at the choice of a language."""
        self.people: dict[str, Person] = {}
        self.told: dict[str, list[Told]] = {}
        self.typed: dict[str, str] = {}
        self.late = 0
        """Taps so far that a story says are on a button from before; nobody is told so for another tap."""
        self.read: Counter[int] = Counter()
        """How many messages of each chat were compared so far: what comes for others waits for a line of theirs."""
        self.running = False
        self.ticked, self.ticking = asyncio.Event(), asyncio.Lock()
        self.held = False
        """Whether no tick comes between what staff did and what the next person does."""

    @property
    def since(self) -> int:
        """The line after which the clock stands still: who is heard later is still where the line says."""
        return max((at for at, line in enumerate(self.lines) if line.hear and "at" in line.hear), default=0)

    async def play(self) -> None:
        """Every line; the first of each stretch happens while no bot runs, and is answered when one does."""
        for first, *others in self._stretches():
            expected = await self._do(first)
            async with self._bot():
                await self._read(first, expected)
                for line in others:
                    expected = await self._do(line)
                    await self._read(line, expected)
        left = {name: self._seen(person.id) for name, person in self.people.items()}
        assert not any(left.values()), f"{self.language}, no line tells of {left}"

    def _stretches(self) -> list[list[Line]]:
        """A new bot for an edited pack, for a time at which nothing is said, and in the middle of every story."""
        stretches: list[list[Line]] = [[]]
        middle = self.lines[len(self.lines) // 2]
        for line in self.lines:
            quiet = line.hear is not None and "at" in line.hear and not line.told
            if stretches[-1] and (line.edit or quiet or line is middle):
                stretches.append([])
            stretches[-1].append(line)
        return stretches

    @asynccontextmanager
    async def _bot(self) -> AsyncIterator[None]:
        """The bot, running; with a port, it is told of updates there."""
        stop, webhook = asyncio.Event(), f"http://127.0.0.1:{self.port}/telegram" if self.port else ""
        telegram = read_telegram(self.api.token, self.api.url, webhook)
        thread = StoryThread(self.settings, self.clock, self.ticking)
        thread.ticked.append(self.ticked.set)
        bot = Telegram(thread, telegram, Pace(SECOND, 0))
        async with thread.serving(stop), listening(WebSettings("127.0.0.1", self.port), bot.hooks, stop):
            running = asyncio.create_task(bot.run(stop))
            self.running = True
            try:
                yield
            finally:
                self.running = False
                self._let_tick()
                stop.set()
                await running

    # what people do

    async def _do(self, line: Line) -> list[Seen]:
        """Do what a line says; gives what must be seen for it."""
        if line.edit:
            self._edit(line)
        if line.desk or line.staff:
            if line.staff and self.running and not self.held:
                self.held = await self.ticking.acquire()
            self._help(line)
            return []
        person = self._person(line.person)
        keyboard = bool(person.keyboard)
        told = self.told.setdefault(line.person, [])
        if line.hear is None or "at" not in line.hear:
            self.clock.now += self.a_line
            await asyncio.sleep(self.fingers.pace * SECOND)
            await self._act(person, line.hear and self._as_typed(line.hear), told)
        elif line.hear:
            await self._pass_time(datetime.fromisoformat(line.hear["at"]))
        told += line.told
        return self._expected(person, line.told, keyboard)

    async def _pass_time(self, to: datetime) -> None:
        """Move the clock; a server ticks meanwhile, and would take many days at once for a wrong clock."""
        self._let_tick()
        while self.running and to - self.clock.now > WEEK:
            self.clock.now += WEEK
            for _ in range(2):  # the first one may have read the clock before
                self.ticked.clear()
                await self.ticked.wait()
        self.clock.now = to

    def _let_tick(self) -> None:
        if self.held:
            self.held = False
            self.ticking.release()

    def _person(self, name: str) -> Person:
        if name not in self.people:
            self.people[name] = self.api.person(5 + len(self.people), self.language, name)
        return self.people[name]

    def _edit(self, line: Line) -> None:
        assert line.edit
        copy = self.into / f"pack-{line.number}"
        edit_pack(POLICY / self.story["pack"], line.edit, copy)
        self.settings = replace(self.settings, pack=str(copy))

    def _help(self, line: Line) -> None:
        """At a desk, while the bot runs."""
        app = App.open(self.settings)
        try:
            if line.staff:
                set_by_staff(app, line.staff)
            else:
                self.typed["WORDS"] = words_of_a_desk(app, self._as_typed({"": line.desk})[""], self.clock.now)
        finally:
            app.close()

    def _as_typed(self, hear: dict[str, Any]) -> dict[str, Any]:
        texts = (call.text("text") for call in self.api.calls if call.code == 200 and call.method in SAYING)
        shown = [code for text in texts for code in CODE.findall(text)]
        return as_typed(hear, self.typed | {"CODE": shown[-1]} if shown else self.typed)

    async def _act(self, person: Person, hear: dict[str, Any] | None, told: list[Told]) -> None:
        match hear:
            case None:
                await person.start()
            case {"text": str(text)}:
                await person.write(text)
            case {"tap": str(choice)}:
                await self._tap(person, choice, told)
            case {"location": {"lat": lat, "lon": lon, **rest}}:
                await person.share_location(lat, lon, rest.get("accuracy"))
            case {"attachment": "photo"}:
                await person.send_photo()
            case {"attachment": "voice"}:
                await person.send_voice()
            case _:
                raise AssertionError(f"nobody can do this on a telephone: {hear}")

    async def _tap(self, person: Person, choice: str, told: list[Told]) -> None:
        """The button of the newest message that offers a choice, or the key; else one that nobody was ever given."""
        offered = next((message for message in reversed(told) if choice in message.choices), None)
        if offered is None:
            newest = [shown for shown in person.screen() if shown.data][-1]
            await person.tap_stale(newest.id, newest.data[0].rpartition("|")[0] + f"|{choice}")
        elif offered.where:
            await person.press(offered.choices[choice])
        else:
            await self._tap_often(person, offered.choices[choice])

    async def _tap_often(self, person: Person, label: str) -> None:
        """Tap the newest button with a label, and again while the answer is under way, or has just come."""
        await person.tap(None, label)
        shown = next(shown for shown in reversed(person.screen()) if label in sum(shown.buttons, ()))
        for _ in range(1, self.fingers.taps):
            await asyncio.sleep(self.fingers.pace * SECOND)
            await person.tap_stale(shown.id, shown.data[sum(shown.buttons, ()).index(label)])

    # what people see

    async def _read(self, line: Line, expected: list[Seen]) -> None:
        """Wait until all that a line brings is there and everything is acknowledged, and compare."""
        if line.person not in self.people:
            return
        chat = self.people[line.person].id
        where = f"{self.language}, line {line.number}, {line.person} {line.hear}"
        try:
            await self.api.until(lambda: self._quiet() and len(self._seen(chat)) >= len(expected), PATIENCE)
        except TimeoutError:
            assert not self.api.unanswered(), f"{where}: a button still spins"
        if not line.staff:
            self._let_tick()
        seen = self._as_told(expected, chat)
        self.read[chat] += len(seen)
        assert seen == expected, f"{where}\ntold: {expected}\nseen: {seen}"
        self.late += any(
            catalog.say(OLD_BUTTON) in message.text for message in line.told for catalog in self.catalogs.values()
        )
        assert self._notices() <= self.late, f"{where}: {self.people[line.person].toasts}"

    def _as_told(self, expected: list[Seen], chat: int) -> list[Seen]:
        """What was seen, as a terminal says it: one too many or too few stays so."""
        seen = self._seen(chat)
        return [*map(self._as_in_a_terminal, seen, expected), *seen[len(expected) :]]

    def _as_in_a_terminal(self, seen: Seen, told: Seen) -> Seen:
        """A message with the moment as it was told; no button of a terminal tells of a deleted case."""
        text = told.text if seen.text == self.gone else seen.text
        if (now := self.of_the_moment.search(text)) and (then := self.of_the_moment.search(told.text)):
            text = text.replace(now[0], then[0])
        return replace(seen, text=text)

    def _notices(self) -> int:
        """How many taps were answered as taps on a button from before."""
        old = {catalog.say(OLD_BUTTON) for catalog in self.catalogs.values()}
        return sum(toast in old for person in self.people.values() for toast in person.toasts)

    def _quiet(self) -> bool:
        return not self.api.updates.live() and not self.api.unanswered()

    def _expected(self, person: Person, told: list[Told], keyboard: bool) -> list[Seen]:
        """The messages as Telegram shows them: with its own name, and with the keyboard that asks for a place.

        A tap that changes nothing brings no message there.
        """
        catalog = self._catalog(told)
        told = [message for message in told if catalog.say(OLD_BUTTON) not in message.text]
        seen = []
        if keyboard and told and not told[-1].where:
            seen.append(Seen(person.id, catalog.say(THANKS)))
        for message in told:
            share = (catalog.say(SEND_LOCATION),) if message.where else ()
            text = message.text.replace(catalog.say(THIS_TERMINAL), TELEGRAM.name)
            seen.append(Seen(person.id, text, (*share, *message.choices.values())))
            seen += [Seen(person.id, file) for file in message.files]
        return seen

    def _catalog(self, told: list[Told]) -> Catalog:
        """The language that was spoken: the one whose word for help stands below."""
        helps = [message.choices["help"] for message in told if "help" in message.choices]
        spoken = [catalog for catalog in self.catalogs.values() if catalog.say(HELP) in helps]
        return spoken[0] if spoken else self.catalogs[self.language]

    def _seen(self, chat: int) -> list[Seen]:
        """What arrived in a chat since the last line of its person."""
        arrived = [call for call in self.api.calls if call.code == 200 and _speaks(call)]
        return [_seen(call) for call in arrived if call.integer("chat_id") == chat][self.read[chat] :]

    def step_of(self, app: App, name: str) -> str:
        """Where a person is, as the bot answers whoever only looks."""
        person = self.people[name]
        data = [data for shown in person.screen() for data in shown.data][-1]
        carry = data.rpartition("|")[0]
        look = Incoming(address(person.id), f"look:{name}", Look(), carry, self.language, TELEGRAM)
        return respond(app, look, self.clock.now).step


def _speaks(call: Call) -> bool:
    return call.method in (*SAYING, "sendDocument")


ON_TELEGRAM = ("know.screen", "know.waiting")
"""Lines of "what do you know about me" for what only a channel has that sends by itself: what it can clear, and what
is under way just then."""


@cache
def _lines_on_telegram() -> re.Pattern[str]:
    english, catalogs = english_texts(LOCALES), load_catalogs(LOCALES).values()
    forms = {form for key in ON_TELEGRAM for one in catalogs for form in one.messages.get(key, english[key])}
    lines = (r"\d+".join(map(re.escape, form.split("{n}"))) for form in forms)
    return re.compile(rf"\n(?:{'|'.join(lines)})(?=\n|$)", re.IGNORECASE)


def _as_told(text: str) -> str:
    return _lines_on_telegram().sub("", text)


def _seen(call: Call) -> Seen:
    chat = call.integer("chat_id")
    if call.method == "sendDocument":
        upload = call.upload("document")
        assert upload
        assert upload.content
        return Seen(chat, upload.name)
    markup = call.data("reply_markup", "reply markup") or {}
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return Seen(
        chat,
        CODE.sub(ONE_CODE, _as_told(call.text("text"))),
        tuple(button["text"] for row in rows for button in row),
    )
