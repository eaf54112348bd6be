"""A browser without JavaScript, and a server on loopback: pages, forms and cookies through real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from bot.app_thread import AppThread
from bot.channels.web.run import Web
from bot.channels.web.visit import COOKIE
from bot.http.server import listening
from bot.settings import WebSettings, read_settings
from tests.conftest import NOW
from tests.telegram.world import Hands

HERE = WebSettings("127.0.0.1", 0)


@dataclass
class Form:
    """A form as it stands on a page: what it sends by itself, and its buttons."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    """The label of each choice."""
    typed: bool = False
    location: bool = False


class Page(HTMLParser):
    """What a page says and offers."""

    def __init__(self, status: int, html: str, path: str) -> None:
        super().__init__()
        self.status, self.html, self.path = status, html, path
        self.language = ""
        self.bubbles: list[str] = []
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.language = given["lang"]
        if tag == "form":
            assert given["method"] == "post"
            assert given["action"].startswith(("/chat", "/check/"))
            self.forms.append(Form(given["action"], location="data-location" in given))
        if tag == "a":
            self.links.append(given["href"])
        if tag == "input" and given["type"] == "hidden":
            self.forms[-1].hidden[given["name"]] = given.get("value", "")
        if tag == "input" and given["type"] == "text":
            self.forms[-1].typed = True
        if "bubble" in given.get("class", "").split():
            self.bubbles.append("")
            self._inside = "bubble"
        if tag == "button" and given.get("name") == "choice":
            self.forms[-1].buttons[given["value"]] = ""
            self._inside = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("div", "button", "p"):
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "bubble":
            self.bubbles[-1] += data
        elif self._inside:
            self.forms[-1].buttons[self._inside] += data

    @property
    def text(self) -> str:
        """All that the bot says on this page."""
        return "\n".join(self.bubbles)

    @property
    def choices(self) -> list[str]:
        """The ids of all buttons."""
        return [choice for form in self.forms for choice in form.buttons]

    def tap(self, choice: str) -> dict[str, str]:
        """What is sent when a button is tapped."""
        form = next(form for form in reversed(self.forms) if choice in form.buttons)
        return {**form.hidden, "choice": choice}

    def write(self, text: str) -> dict[str, str]:
        """What is sent when a text is typed."""
        return {**next(form for form in self.forms if form.typed).hidden, "text": text}

    def locate(self, latitude: float, longitude: float) -> dict[str, str]:
        """What the script sends when the phone says where it is."""
        place = {"latitude": str(latitude), "longitude": str(longitude), "accuracy": "20"}
        return next(form for form in self.forms if form.location).hidden | place


class Browser:
    """One browser with its cookies."""

    def __init__(self, base: str, http: ClientSession) -> None:
        self.base, self.http = base, http
        self.page = Page(0, "", "")

    async def open(self, path: str = "/", **headers: str) -> Page:
        """Open an address, or load it again."""
        async with self.http.get(self.base + path, headers=headers) as answer:
            self.page = Page(answer.status, await answer.text(), answer.url.path)
        return self.page

    async def send(self, fields: dict[str, str], **headers: str) -> Page:
        """Send a form of a page, also one that is not on the screen any more, and follow where it leads."""
        async with self.http.post(f"{self.base}/chat", data=fields, headers=headers) as answer:
            self.page = Page(answer.status, await answer.text(), answer.url.path)
        return self.page

    async def tap(self, *choices: str) -> Page:
        """Tap one button after the other, each on the page that the one before led to."""
        for choice in choices:
            await self.send(self.page.tap(choice))
        return self.page

    async def write(self, text: str) -> Page:
        """Type a text."""
        return await self.send(self.page.write(text))

    @property
    def cookie(self) -> str:
        """The cookie of the chat, if there is one."""
        return next((one.value for one in self.http.cookie_jar if one.key == COOKIE), "")


@dataclass
class Stage:
    """A running server, its clock, and browsers."""

    base: str
    thread: AppThread
    clock: Hands
    loop: asyncio.AbstractEventLoop
    browsers: list[ClientSession] = field(default_factory=list)

    def browser(self) -> Browser:
        """A new browser, without cookies."""
        self.browsers.append(ClientSession(cookie_jar=CookieJar(unsafe=True)))
        return Browser(self.base, self.browsers[-1])

    async def count(self, table: str) -> int:
        """Rows of a table."""
        return int(await self.thread.run(lambda app: app.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]))


@asynccontextmanager
async def served(folder: Path, address: WebSettings = HERE, pack: str | None = None) -> AsyncIterator[Stage]:
    """The server as it is, on a free port."""
    stop, clock = asyncio.Event(), Hands(NOW)
    settings = read_settings({}, pack=pack, database=str(folder / "randevou.db"))
    thread = AppThread(settings, clock)
    web = Web(thread, stop, settings.policy, address.public)
    async with thread.serving(stop), listening(address, (), stop, web.site()) as opened:
        stage = Stage(f"http://{opened}", thread, clock, asyncio.get_running_loop())
        try:
            yield stage
        finally:
            for one in stage.browsers:
                await one.close()


def play(
    folder: Path, act: Callable[[Stage], Awaitable[None]], address: WebSettings = HERE, pack: str | None = None
) -> None:
    """Serve, and let people act."""

    async def whole() -> None:
        async with served(folder, address, pack) as stage:
            await act(stage)

    asyncio.run(whole())
