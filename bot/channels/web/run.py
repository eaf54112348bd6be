"""The routes of the chat: they read a request, let the App answer it in its thread, and write the page."""

import asyncio
import logging
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.app_thread import AppThread
from bot.channels.web.events import OpenPages
from bot.channels.web.limits import CrowdLimit, NewCookies
from bot.channels.web.visit import LONGEST_TEXT, NEWCOMER, Page, Seen, hear, visit
from bot.core.conversation.choices import PRIVACY
from bot.core.conversation.full_notice import whole_notice
from bot.core.language.message import File
from bot.core.language.text import Text
from bot.http.pages import SafeHeaders, is_from_here, static_routes, templates
from bot.http.server import read_body
from bot.logs import describe
from bot.services.conversation.respond import OUR_FAULT
from bot.services.rate_limits import CALM
from bot.storage.database import StoreError
from bot.storage.files.data_register import read_register

log = logging.getLogger("randevou.web")
COOKIE = "randevou"
HALF_A_YEAR = 180 * 86_400
MOST_BODY = 16 << 10
"""Bytes of a form: the longest typed text, written in the way of forms."""
MOST_FIELDS = 10
"""Fields of a form; ours have at most five."""
WORDS = {
    "write": Text("web.write", "Or write here:"),
    "send": Text("web.send", "Send"),
    "location": Text("location.send", "Send my location"),
    "save": Text("web.save", "Save"),
    "numbers": Text("web.numbers", "In danger? Numbers to call, and a message to show"),
    "again": Text("web.again", "Look again"),
    "privacy": PRIVACY.label,
}
"""The words of the page around the talk."""
BACK = Text("web.back", "Back to the chat")
NO_PAGE = Text("web.no_page", "There is no such page here. Nothing is lost.")
TOO_LONG = Text("web.too_long", "That was too long, so I did not read it. Nothing is lost. Write less.")
CLOSED = Text("web.closed", "I cannot write anything down now. Nothing is lost. Try again in a few minutes.")
ERRORS = {404: NO_PAGE, 405: NO_PAGE, 413: TOO_LONG, 429: CALM, 503: CLOSED}
Endpoint = Callable[[Request], Awaitable[Response]]


class Web:
    """The chat on the App that all channels of a server share."""

    def __init__(self, thread: AppThread, stop: asyncio.Event, policy: Path) -> None:
        self._thread, self._stop, self._policy = thread, stop, policy
        self._templates = templates("bot.channels.web")
        self._open = OpenPages(thread, stop)
        self._crowd, self._cookies = CrowdLimit(thread.clock), NewCookies(thread.clock)

    def site(self) -> Starlette:
        """Return the pages as an application; the App is open when the first request comes."""
        pages = ["/", *(f"/{code}" for code in self._thread.app.catalogs)]
        notices = [f"/privacy/{code}" for code in self._thread.app.catalogs]
        return Starlette(
            routes=[
                *(Route(path, self._safely(self._show), methods=["GET"]) for path in pages),
                *(Route(path, self._safely(self._privacy), methods=["GET"]) for path in notices),
                Route("/chat", self._safely(self._hear), methods=["POST"]),
                Route("/chat", self._safely(_to_chat), methods=["GET"]),
                Route("/events", self._safely(self._tell), methods=["GET"]),
                *static_routes(),
            ],
            middleware=[Middleware(SafeHeaders)],
            exception_handlers={HTTPException: self._no_page},
        )

    async def _show(self, request: Request) -> Response:
        if "sec-purpose" in request.headers:  # loaded ahead: perhaps nobody ever sees what it gets
            return Response(status_code=503)
        cookie, named = request.cookies.get(COOKIE, ""), request.url.path.strip("/")
        page = await self._thread.run(visit, cookie, named, named or self._hint(request), self._thread.clock())
        return self._written(request, page)

    async def _tell(self, request: Request) -> Response:
        cookie = request.cookies.get(COOKIE, "")
        if not cookie or self._open.are_full:
            return Response(status_code=204)  # by this a browser does not ask again
        return StreamingResponse(self._open.stream(cookie), media_type="text/event-stream")

    async def _privacy(self, request: Request) -> Response:
        """Show the whole privacy notice; a pack that keeps nothing needs none."""
        app, language = self._thread.app, request.url.path.rpartition("/")[2]
        if app.pack.is_page:
            return self._error(request, 404)
        sections = whole_notice(read_register(self._policy), app.world(self._thread.clock(), NEWCOMER, language))
        page = self._templates.get_template("notice.html")
        say = app.catalogs[language].say
        return HTMLResponse(page.render(language=language, sections=sections, say=say, back=say(BACK)))

    async def _hear(self, request: Request) -> Response:
        if not is_from_here(request):
            return await _to_chat(request)
        body = await read_body(request, self._stop, MOST_BODY)
        if isinstance(body, int):
            return self._error(request, body)
        cookie, fields = request.cookies.get(COOKIE, ""), _fields(body)
        answer = await self._thread.run(hear, cookie, self._cookies.cookie_for, fields, self._thread.clock())
        if isinstance(answer, Seen):
            return self._with_cookie(request, RedirectResponse("/", 303), answer.cookie)
        return self._written(request, answer)

    def _safely(self, act: Endpoint) -> Endpoint:
        """Return an endpoint that says in the language of the reader what went wrong, and logs nothing of a person."""

        async def answer(request: Request) -> Response:
            if not self._crowd.may(request.client.host if request.client else ""):
                return self._error(request, 429)
            try:
                return await act(request)
            except StoreError as error:
                log.error("the database cannot be used now (%s)", error)
                return self._error(request, 503)
            except Exception as error:
                log.error("a page cannot be made (%s)", describe(error))
                return self._error(request, 500)

        return answer

    def _written(self, request: Request, page: Page) -> Response:
        say = self._thread.app.catalogs[page.language].say
        html = self._templates.get_template("chat.html").render(
            page=page, language=page.language, say=say, words=WORDS, data=_data, longest_text=LONGEST_TEXT
        )
        return self._with_cookie(request, HTMLResponse(html), page.cookie)

    def _with_cookie(self, request: Request, response: Response, cookie: str) -> Response:
        """Give a person who has agreed their address; take it away where nothing is stored under it."""
        if cookie:
            response.set_cookie(
                COOKIE, cookie, HALF_A_YEAR, secure=request.url.scheme == "https", httponly=True, samesite="lax"
            )
        elif COOKIE in request.cookies:
            response.delete_cookie(COOKIE, secure=request.url.scheme == "https", httponly=True, samesite="lax")
        return response

    async def _no_page(self, request: Request, error: Exception) -> Response:
        return self._error(request, error.status_code if isinstance(error, HTTPException) else 500)

    def _error(self, request: Request, status: int) -> Response:
        language = self._hint(request)
        say = self._thread.app.catalogs[language].say
        text = say(ERRORS.get(status, OUR_FAULT))
        html = self._templates.get_template("message.html").render(language=language, text=text, back=say(BACK))
        return HTMLResponse(html, status)

    def _hint(self, request: Request) -> str:
        """Return the first language of the browser that the bot speaks, or the first one of the bot."""
        catalogs = self._thread.app.catalogs
        wanted = re.findall(r"(?:^|,)\s*([a-z]+)", request.headers.get("accept-language", ""))
        return next((code for code in wanted if code in catalogs), next(iter(catalogs)))


async def _to_chat(request: Request) -> Response:
    return RedirectResponse("/", 303)


def _fields(body: bytes) -> dict[str, str]:
    """Return the fields of a form; of a form with too many, none."""
    try:
        return dict(parse_qsl(body.decode(errors="replace"), max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def _data(file: File) -> str:
    """Return a file as an address in the page itself: no path on the server, and nothing in a cache."""
    return f"data:{file.type};base64,{b64encode(file.content).decode()}"
