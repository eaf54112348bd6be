"""The routes of the chat: they read a request, let the App answer it in its thread, and write the page."""

import asyncio
import logging
from base64 import b64encode
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.app_thread import AppThread
from bot.channels.web.errors import CHAT, Errors
from bot.channels.web.events import OpenPages
from bot.channels.web.limits import Newcomers
from bot.channels.web.pages import Pages, titles
from bot.channels.web.visit import COOKIE, LONGEST_TEXT, NUMBERS, Page, Seen, hear, stay, visit
from bot.core.conversation.steps.booked import QR
from bot.core.language.message import File
from bot.core.language.text import Text
from bot.http.form import MOST_BODY, read_fields
from bot.http.pages import LOST, MIDDLEWARE, is_from_here, spoken, static_routes, templates
from bot.http.server import read_body

log = logging.getLogger("randevou.web")
HALF_A_YEAR = 180 * 86_400
NOTHING_LEFT = '"cache"'
"""Tells a browser to keep no page of here in memory, either: *Back* must not show it."""
WORDS = {
    "chat": CHAT,
    "write": Text("web.write", "Or write here:"),
    "send": Text("web.send", "Send"),
    "location": Text("location.send", "Send my location"),
    "save": Text("web.save", "Save"),
    "again": Text("web.again", "Look again"),
    "lost": LOST,
    "closing": Text("web.closing", "This page closes soon, because nobody taps."),
    "stay": Text("web.stay", "Keep it open"),
    "picture": QR.label,
    "print": Text("web.print", "Print"),
}
"""The words of the page around the talk."""
CLOSES = Text(
    "web.closes",
    "Without a tap, this page closes itself after {n} minutes. “{again}” keeps it open.",
    again=WORDS["again"],
)


class Web:
    """The chat on the App that all channels of a server share."""

    def __init__(self, thread: AppThread, stop: asyncio.Event, policy: Path, public: str = "") -> None:
        self._thread, self._stop, self._public = thread, stop, public
        self._templates = templates("bot.channels.web")
        self._open = OpenPages(thread, stop)
        self._newcomers, self._errors = Newcomers(thread.clock), Errors(thread)
        self._pages = Pages(thread, self._errors, stop, policy, public)

    def site(self) -> Starlette:
        """Return the pages as an application; the App is open when the first request comes."""
        safely = self._errors.safely
        named = [f"/{code}" for code in spoken(self._thread.app)]
        return Starlette(
            routes=[
                *(Route(path, safely(self._show), methods=["GET"]) for path in ("/", *named)),
                *(Route(f"/chat{code}", safely(self._hear), methods=["POST"]) for code in ("", *named)),
                *(Route(f"/chat{code}", safely(_to_chat), methods=["GET"]) for code in ("", *named)),
                Route("/stay", safely(self._stay), methods=["POST"]),
                Route("/events", safely(self._tell), methods=["GET"]),
                *self._pages.routes(),
                *static_routes(),
            ],
            middleware=MIDDLEWARE,
            exception_handlers={HTTPException: self._errors.refused},
        )

    async def _show(self, request: Request) -> Response:
        if "sec-purpose" in request.headers:  # loaded ahead: perhaps nobody ever sees what it gets
            return Response(status_code=503)
        cookie, named = request.cookies.get(COOKIE, ""), request.url.path.strip("/")
        page = await self._thread.run(visit, cookie, named, self._errors.language(request), self._thread.clock())
        response = self._written(page)
        self._set_cookie(request, response, page.cookie, lasts=page.lasts)
        return response

    async def _stay(self, request: Request) -> Response:
        """Hear from an open page that somebody is still there."""
        if not is_from_here(request, self._public):
            return Response(status_code=403)
        if cookie := request.cookies.get(COOKIE):
            await self._thread.run(stay, cookie, self._thread.clock())
        return Response(status_code=204)

    async def _tell(self, request: Request) -> Response:
        cookie = request.cookies.get(COOKIE, "")
        if not cookie or not await self._open.has_room(cookie):
            return Response(status_code=204)  # by this a browser does not ask again
        return StreamingResponse(self._open.stream(cookie), media_type="text/event-stream")

    async def _hear(self, request: Request) -> Response:
        if not is_from_here(request, self._public):
            return await _to_chat(request)
        body = await read_body(request, self._stop, MOST_BODY)
        if isinstance(body, int):
            return self._errors.page(request, body)
        cookie, fields = request.cookies.get(COOKIE, ""), read_fields(body)
        request.state.form = fields
        answer = await self._thread.run(hear, cookie, self._newcomers, fields, self._thread.clock())
        response = RedirectResponse("/", 303) if isinstance(answer, Seen) else self._written(answer)
        if (cookie and not answer.cookie) or (isinstance(answer, Seen) and answer.closed):
            response.headers["Clear-Site-Data"] = NOTHING_LEFT
        if answer.cookie != cookie:
            self._set_cookie(request, response, answer.cookie)
        return response

    def _written(self, page: Page) -> Response:
        say = self._thread.app.catalogs[page.language].say
        html = self._templates.get_template("chat.html").render(
            page=page,
            language=page.language,
            say=say,
            words=WORDS,
            numbers=NUMBERS,
            at_hand=page.at_hand,
            titles=titles(self._thread.app),
            page_name="",
            data=_data,
            longest_text=LONGEST_TEXT,
            public=self._public,
            seconds=int(page.open_for.total_seconds()),
            closes=CLOSES.filled(n=int(page.open_for.total_seconds()) // 60),
        )
        return HTMLResponse(html)

    def _set_cookie(self, request: Request, response: Response, cookie: str, *, lasts: bool = False) -> None:
        """Give a person who has agreed their address; take it away where nothing is stored under it."""
        secure = self._public.startswith("https:") or request.url.scheme == "https"
        if cookie:
            self._errors.crowd.know(cookie)
            age = HALF_A_YEAR if lasts else None
            response.set_cookie(COOKIE, cookie, age, secure=secure, httponly=True, samesite="lax")
        elif COOKIE in request.cookies:
            response.delete_cookie(COOKIE, secure=secure, httponly=True, samesite="lax")


async def _to_chat(request: Request) -> Response:
    return RedirectResponse("/", 303)


def _data(file: File) -> str:
    """Return a file as an address in the page itself: no path on the server, and nothing in a cache."""
    return f"data:{file.type};base64,{b64encode(file.content).decode()}"
