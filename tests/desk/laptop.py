"""The desk on a server of its own, and browsers without JavaScript: pages, forms and cookies through real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from bot.app import App
from bot.app_thread import AppThread
from bot.core.desk.acts import Role
from bot.desk.site import COOKIE, Desk
from bot.http.server import listening
from bot.services.desk import invitations, staff_accounts
from bot.settings import WebSettings, read_settings
from bot.storage.tables import audit_log
from bot.storage.tables.audit_log import Actor, AuditRow
from tests.conftest import DESK, NOW
from tests.telegram.world import Hands

NUMBER = "4711"


def secret_of(name: str) -> str:
    """The passphrase of a helper of the tests."""
    return f"{name} has four long words"


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and what it sends by itself."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """The name and the value of each button."""


class Page(HTMLParser):
    """What a page says and offers."""

    def __init__(self, status: int, html: str, path: str, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.status, self.html, self.path, self.headers = status, html, path, headers
        self.language, self.text = "", ""
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.keys: dict[str, tuple[Form | None, str, str]] = {}
        """What each key does: a form with the name and value of its button, or no form and where a link leads."""
        self.focused = False
        """Whether the field of the page has the focus."""
        self._quiet = self._over = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self._quiet = tag in ("script", "style", "title")
        if tag == "html":
            self.language = given["lang"]
        if tag == "section":
            self._over = given.get("class") == "over"
        if tag == "a":
            self.links.append(given["href"])
        if tag == "a" and "data-key" in given and not self._over:
            self.keys.setdefault(given["data-key"], (None, "", given["href"]))
        if tag == "form":
            assert given["method"] == "post"
            self.forms.append(Form(given["action"]))
        if tag == "input" and given["type"] == "hidden":
            self.forms[-1].hidden[given["name"]] = given["value"]
        elif tag == "input":
            self.forms[-1].fields.append(given["name"])
            self.focused = self.focused or "autofocus" in given
        if tag == "button" and self.forms:
            self.forms[-1].buttons.append((given.get("name", ""), given.get("value", "")))
        if tag == "button" and "data-key" in given and "data-print" not in given and not self._over:
            button = (self.forms[-1], given.get("name", ""), given.get("value", ""))
            self.keys.setdefault(given["data-key"], button)

    def handle_endtag(self, tag: str) -> None:
        self._over = self._over and tag != "section"

    def handle_data(self, data: str) -> None:
        if not self._quiet and data.strip():
            self.text += f"{data.strip()}\n"

    @property
    def actions(self) -> list[str]:
        """Where the forms of this page go."""
        return [form.action for form in self.forms]

    def form(self, action: str) -> Form:
        """The form that goes to a path."""
        return next(form for form in self.forms if form.action == action)


class Browser:
    """One browser with its cookies."""

    def __init__(self, base: str, http: ClientSession) -> None:
        self.base, self.http = base, http
        self.page = Page(0, "", "", {})

    async def open(self, path: str = "/desk", **headers: str) -> Page:
        """Open an address, or load it again."""
        async with self.http.get(self.base + path, headers=headers) as answer:
            self.page = Page(answer.status, await answer.text(), answer.url.path, answer.headers)
        return self.page

    async def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Page:
        """Send fields as a form, and follow where it leads."""
        async with self.http.post(self.base + path, data=fields, headers=headers) as answer:
            self.page = Page(answer.status, await answer.text(), answer.url.path, answer.headers)
        return self.page

    async def send(self, action: str, **fields: str) -> Page:
        """Send the form of the page that goes to a path, with what is typed or tapped."""
        return await self.post(action, {**self.page.form(action).hidden, **fields})

    async def sign_in(self, name: str, number: str = NUMBER, secret: str = "") -> Page:
        """Sign in, from the page that asks for it."""
        await self.open()
        return await self.send("/desk/in", name=name, passphrase=secret or secret_of(name), number=number)

    @property
    def cookie(self) -> str:
        """The cookie of the session, if there is one."""
        return next((one.value for one in self.http.cookie_jar if one.key == COOKIE), "")


@dataclass
class Laptop:
    """A running server, its clock, and browsers."""

    base: str
    thread: AppThread
    clock: Hands
    stop: asyncio.Event
    loop: asyncio.AbstractEventLoop
    browsers: list[ClientSession] = field(default_factory=list)

    def browser(self) -> Browser:
        """A new browser, without cookies."""
        self.browsers.append(ClientSession(cookie_jar=CookieJar(unsafe=True)))
        return Browser(self.base, self.browsers[-1])

    async def helper(self, name: str, role: Role = Role.VOLUNTEER) -> None:
        """Add an account."""
        await self.thread.run(lambda app: staff_accounts.add(app, name, secret_of(name), DESK, role))

    async def signed_in(self, name: str, role: Role = Role.VOLUNTEER) -> Browser:
        """A browser in which a new helper is signed in."""
        await self.helper(name, role)
        browser = self.browser()
        await browser.sign_in(name)
        return browser

    async def invite(self, name: str, role: Role | None = None) -> str:
        """The path of the link of an invitation."""
        by = Actor("user:desk", self.clock())
        return f"/desk/invited/{await self.thread.run(lambda app: invitations.invite(app, name, role, by))}"

    async def remove(self, name: str) -> None:
        """End an account."""
        await self.thread.run(lambda app: staff_accounts.remove(app, name, DESK))

    async def give_role(self, name: str, role: Role) -> None:
        """Give an account another role."""
        await self.thread.run(lambda app: staff_accounts.change_role(app, name, role, DESK))

    async def audit(self) -> list[AuditRow]:
        """The rows of the audit."""
        return await self.thread.run(lambda app: audit_log.listing(app.db))

    async def ask(self, question: Callable[[App], int]) -> int:
        """Ask the App something in its thread."""
        return await self.thread.run(question)


@asynccontextmanager
async def served(folder: Path, public: str = "", pack: str | None = None) -> AsyncIterator[Laptop]:
    """The desk as it is, on a free port of this machine."""
    stop, clock = asyncio.Event(), Hands(NOW)
    thread = AppThread(read_settings({}, pack=pack, database=str(folder / "randevou.db")), clock)
    async with (
        thread.serving(stop),
        listening(WebSettings("127.0.0.1", 0), (), stop, Desk(thread, stop, public=public).site()) as opened,
    ):
        laptop = Laptop(f"http://{opened}", thread, clock, stop, asyncio.get_running_loop())
        try:
            yield laptop
        finally:
            for one in laptop.browsers:
                await one.close()


def play(folder: Path, act: Callable[[Laptop], Awaitable[None]], public: str = "") -> None:
    """Serve, and let helpers act."""

    async def whole() -> None:
        async with served(folder, public) as laptop:
            await act(laptop)

    asyncio.run(whole())
