"""Play a story of tests/conversations in browsers without JavaScript: the forms of the pages, without a socket.

On some lines the web differs, and the player does what a person does there:

- After consent a browser is asked whose phone it is: her own.
- A notice calls a person back to the chat. Here the chat is the page, which she opens again after time has passed.
- Whoever loads an open page again sees the present question. Who wants to be asked who she is closes the chat before.
- Before consent the talk lives in its page, for two hours. Later she opens the link in her language again.
- A browser can send neither a voice message nor a picture: she loads the page again.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from httpx import ASGITransport, AsyncClient, Response
from starlette.types import Receive, Scope, Send

from bot.app import App
from bot.app_thread import AppThread, Clock
from bot.channels.local.story_player import (
    CODE,
    ONE_CODE,
    as_typed,
    edit_pack,
    read_story,
    set_by_staff,
    words_of_a_desk,
)
from bot.channels.web.events import has_news
from bot.channels.web.run import Web
from bot.channels.web.visit import COOKIE
from bot.core.conversation.pages.my_data import WHOSE
from bot.core.conversation.phone import AWAY, OWN
from bot.core.conversation.privacy_notice import CHANNELS
from bot.core.conversation.repair import gone
from bot.core.conversation.steps.choose_language import HELLO
from bot.http.form import LIFE
from bot.services.tick import tick
from bot.settings import read_settings
from bot.storage.files.packs import load_pack
from tests.conftest import POLICY, app_on, our_pack
from tests.telegram.told import Line, read_lines
from tests.telegram.world import Hands
from tests.web.browser import Page

P = ParamSpec("P")
T = TypeVar("T")


class Here(AppThread):
    """An App that answers where it is called."""

    def __init__(self, app: App, clock: Clock) -> None:
        super().__init__(read_settings({}), clock)
        self._app = app

    async def run(self, act: Callable[Concatenate[App, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service with the App."""
        return act(self.app, *args, **kwargs)


class Reader:
    """One person with a browser: its cookies, the page that is open, and those before it."""

    def __init__(self, site: Callable[[Scope, Receive, Send], Any]) -> None:
        self._http = AsyncClient(transport=ASGITransport(site), base_url="http://web.test", follow_redirects=True)
        self.pages: list[Page] = []
        self.at = datetime.min.replace(tzinfo=UTC)
        """When she did something last."""
        self.notices: list[str] = []
        """What called her back since then, in a terminal."""
        self.late = False
        """Whether the page is to be loaded again: nobody has tapped for long, or it was told that there is news."""

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.pages[-1]

    @property
    def cookie(self) -> str:
        """The cookie of the chat, if there is one."""
        return self._http.cookies.get(COOKIE) or ""

    async def open(self, path: str = "/") -> None:
        """Open the chat, or load it again."""
        await self._load("GET", path)

    async def send(self, fields: dict[str, str]) -> None:
        """Send a form of a page, and follow where it leads."""
        await self._load("POST", "/chat", fields)

    async def ask(self, method: str = "GET", path: str = "/", fields: dict[str, str] | None = None) -> Response:
        """Send a request as it is, and read what the server answers."""
        return await self._http.request(method, path, data=fields)

    async def _load(self, method: str, path: str, fields: dict[str, str] | None = None) -> None:
        answer = await self.ask(method, path, fields)
        assert answer.status_code == 200
        self.pages.append(Page(answer.status_code, answer.text, answer.url.path))
        self.late = False


class WebStage:
    """The people of a story, the clock that they share, and the App with its pages."""

    def __init__(self, folder: Path, language: str, into: Path) -> None:
        self.language, self.into = language, into
        self.story, self.lines = read_story(folder), read_lines(folder, language)
        self.clock = Hands(datetime.fromisoformat(self.story["at"]))
        self.pack = our_pack(self.story["pack"])
        self.readers: dict[str, Reader] = {}
        self.typed: dict[str, str] = {}
        self._serve()

    def _serve(self) -> None:
        self.app = app_on(self.into / "randevou.db", self.pack)
        self._site = Web(Here(self.app, self.clock), asyncio.Event(), read_settings({}).policy).site()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the App of now answer, also for a browser that was opened before it."""
        await self._site(scope, receive, send)

    async def play(self) -> None:
        """Play every line."""
        tick(self.app, self.clock.now)
        for line in self.lines:
            if line.edit:
                self._edit(line)
            await self._do(line)

    def _edit(self, line: Line) -> None:
        """Start the server again after somebody changed the pack."""
        assert line.edit
        self.app.close()
        self.pack = load_pack(edit_pack(POLICY / self.story["pack"], line.edit, self.into / self.story["pack"]))
        self._serve()

    async def _do(self, line: Line) -> None:
        if line.desk:
            self.typed["WORDS"] = words_of_a_desk(self.app, self.typed[line.desk], self.clock.now)
        elif line.staff:
            set_by_staff(self.app, line.staff)
        elif line.hear and "at" in line.hear:
            self.clock.now = datetime.fromisoformat(line.hear["at"])
            tick(self.app, self.clock.now)
            self._reader(line).notices += [_lines(one.text) for one in line.told]
            for reader in self.readers.values():
                away = self.clock.now - reader.at > (AWAY if reader.cookie else LIFE)
                reader.late = away or has_news(self.app, reader.cookie, self.clock.now)
        else:
            await self._act(line)

    def _reader(self, line: Line) -> Reader:
        return self.readers.setdefault(line.person, Reader(self._answer))

    async def _act(self, line: Line) -> None:
        reader = self._reader(line)
        new, late = not reader.pages, reader.late
        if new or late:
            await reader.open("/" if new or reader.cookie else f"/{self.language}")
        reader.at = self.clock.now
        match line.hear and as_typed(line.hear, self.typed):
            case None | {"tap": "status"} if line.step == "come_back":
                await self._come_back(reader)
            case None if new:
                pass  # the page is open already
            case {"tap": "continue"} if late and not reader.cookie:
                pass  # so is the link
            case None:
                await reader.open()
            case {"tap": str(choice)}:
                await self._tap(reader, choice)
            case {"text": str(text)}:
                await reader.send(reader.page.write(text))
            case {"location": {"lat": lat, "lon": lon}} if any(form.location for form in reader.page.forms):
                await reader.send(reader.page.locate(lat, lon))
            case _:
                await reader.open()
                return
        shown = list(reader.page.bubbles)
        if OWN in reader.page.choices:
            await reader.send(reader.page.tap(OWN))
            shown = shown[:-1] + reader.page.bubbles
        self._compare(line, reader, shown)

    async def _come_back(self, reader: Reader) -> None:
        """Be asked who is there, if the page does not ask it already."""
        if "someone_else" not in reader.page.choices:
            await self._tap(reader, "hide")
            await reader.send(reader.page.write(self.app.catalogs[self.language].say(HELLO)))

    async def _tap(self, reader: Reader, choice: str) -> None:
        """Tap a button: of the page, of the same talk in another tab, or one that nobody was ever given."""
        page = next((page for page in reversed(reader.pages) if choice in page.choices), None)
        given = page.tap(choice) if page else {"choice": choice, "version": "0"}
        await reader.send(given | {"form": reader.page.forms[0].hidden["form"]})

    def _compare(self, line: Line, reader: Reader, shown: list[str]) -> None:
        """Compare what is shown for a line with what a terminal says; before it, the page may show a notice."""
        said = [self._as_in_terminal(bubble) for bubble in shown]
        choices = set(reader.page.choices)
        if reader.notices and said[: len(reader.notices)] == reader.notices:
            said, choices = said[len(reader.notices) :], choices - {"status"}
        reader.notices = []
        where = f"{self.language}, line {line.number}, {line.person} {line.hear}"
        assert said == [_lines(one.text) for one in line.told], where
        assert choices == {id for one in line.told for id in one.choices}, where
        if codes := CODE.findall(reader.page.text):
            self.typed["CODE"] = codes[-1]

    def _as_in_terminal(self, text: str) -> str:
        """What a page says, as a terminal says it."""
        catalogs = self.app.catalogs.values()
        text = CODE.sub(ONE_CODE, _lines(text))
        if text == " · ".join(each.say(gone(self.pack)) for each in catalogs):  # no button of a terminal is so old
            text = " · ".join(each.say(HELLO) for each in catalogs)
        for catalog in catalogs:
            text = text.replace(catalog.say(CHANNELS["web"]), catalog.say(CHANNELS["terminal"]))
            text = text.replace(f"\n{catalog.say(WHOSE)}", "")
        return text


def _lines(text: str) -> str:
    """A text without empty lines: a page sets its lines apart."""
    return "\n".join(filter(None, text.splitlines()))
