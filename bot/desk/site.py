"""The routes of the desk: they read a request, let the App answer it in its thread, and write the page."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import NamedTuple

from starlette import requests
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.app_thread import AppThread
from bot.core.desk.acts import may
from bot.core.language.text import Text
from bot.desk import account, help, paper, team, tonight
from bot.desk.cards import Table
from bot.desk.route import DeskRoute, Go, Page
from bot.desk.visit import Request, Shown, accept, invitation, no_page, sign_in, visit
from bot.desk.words import AGAIN, ELSEWHERE, NO_PAGE, WORDS
from bot.http.crowd_limit import CROWD, CrowdLimit
from bot.http.form import MOST_BODY, read_fields
from bot.http.guarded import Endpoint, guarded
from bot.http.pages import (
    CLOSED,
    LOST,
    TOO_LONG,
    SafeHeaders,
    is_from_here,
    language_of,
    spoken,
    static_routes,
    templates,
)
from bot.http.server import read_body
from bot.services.conversation.respond import OUR_FAULT
from bot.services.desk.poster import picture
from bot.services.rate_limits import CALM
from bot.settings import WebSettings
from bot.storage.keys import desk_certificate
from bot.storage.tables.rate_limits import Limit

log = logging.getLogger("randevou.desk")
COOKIE, PATH = "desk", "/desk"
CLEARED = '"cache", "cookies", "storage"'
ERRORS = {
    400: LOST, 403: ELSEWHERE, 404: NO_PAGE, 405: NO_PAGE, 408: LOST, 413: TOO_LONG, 429: CALM, 503: CLOSED,
}  # fmt: skip
TRIES = Limit(20, 10)
"""Sign-ins of one device: each takes a tenth of a second of the thread that answers everybody."""
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
OF_A_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Devices(NamedTuple):
    """Where other devices reach the desk, and the fingerprint of the certificate that they must see there."""

    address: str
    fingerprint: str

    @classmethod
    def of(cls, web: WebSettings) -> "Devices":
        """Return what the screen of this machine shows of these settings."""
        found = desk_certificate.read(web.certificate) if web.certificate else None
        assert found
        return cls(f"https://{found.names[0]}:{web.port}{PATH}", found.fingerprint)


class Desk:
    """The desk on the App that all channels of a server share.

    With `tls` it answers other devices. Without, it answers this machine alone, and shows where `devices` reach it.
    `public` is the address of the chat that the poster shows.
    """

    def __init__(
        self,
        thread: AppThread,
        stop: asyncio.Event,
        *,
        tls: bool = False,
        devices: Devices | None = None,
        public: str = "",
    ) -> None:
        self._thread, self._stop, self._tls, self._devices, self._public = thread, stop, tls, devices, public
        self._templates = templates("bot.desk")
        self._crowd, self._tries = CrowdLimit(thread.clock, CROWD), CrowdLimit(thread.clock, TRIES)
        self.routes: tuple[DeskRoute, ...] = (
            *account.ROUTES, *Table().routes, *team.ROUTES, *tonight.ROUTES, *paper.ROUTES, *help.ROUTES
        )  # fmt: skip

    def site(self) -> Starlette:
        """Return the pages as an application; the App is open when the first request comes."""
        return Starlette(
            routes=[
                Route("/desk/in", self._safely(self._open(sign_in)), methods=["POST"]),
                Route("/desk/invited/{link}", self._safely(self._open(invitation)), methods=["GET"]),
                Route("/desk/invited/{link}", self._safely(self._open(accept)), methods=["POST"]),
                *(
                    Route(one.path, self._safely(self._answer(one)), methods=["POST" if one.does else "GET"])
                    for one in self.routes
                ),
                *static_routes(),
            ],
            middleware=[Middleware(SafeHeaders)],
            exception_handlers={HTTPException: self._no_page},
        )

    def _answer(self, route: DeskRoute) -> Endpoint:
        async def answer(request: requests.Request) -> Response:
            asked = await self._asked(request)
            if isinstance(asked, Response):
                return asked
            return self._written(request, await self._thread.run(visit, route, asked, self._thread.clock()))

        return answer

    def _open(self, act: Callable[..., Shown | Go]) -> Endpoint:
        """Return the endpoint of a page that needs no session."""

        async def answer(request: requests.Request) -> Response:
            if request.method == "POST" and not self._tries.may(_client(request)):
                return self._error(request, 429)
            asked = await self._asked(request)
            if isinstance(asked, Response):
                return asked
            return self._written(request, await self._thread.run(act, asked, self._thread.clock()))

        return answer

    async def _asked(self, request: requests.Request) -> Request | Response:
        """Return what a request brings, or the answer to one that no page of ours sent."""
        fields: Mapping[str, str] = request.query_params
        if request.method == "POST":
            if not is_from_here(request, ""):
                return RedirectResponse(PATH, 303)
            body = await read_body(request, self._stop, MOST_BODY)
            if isinstance(body, int):
                return self._error(request, body)
            fields = read_fields(body)
        hint = language_of(request, spoken(self._thread.app))
        return Request(request.cookies.get(COOKIE, ""), fields, request.path_params, hint)

    def _safely(self, act: Endpoint) -> Endpoint:
        """Return an endpoint that answers only where the desk is safe, and logs nothing of what went wrong inside."""

        async def answer(request: requests.Request) -> Response:
            if not (self._tls or is_on_this_machine(request)):
                return self._error(request, 404 if request.url.scheme == "https" else 403)
            if not self._crowd.may(_client(request)):
                return self._error(request, 429)
            return await guarded(act, request, self._error)

        return answer

    def _written(self, request: requests.Request, answer: Shown | Go) -> Response:
        if isinstance(answer, Shown):
            return self._page(request, answer)
        response = RedirectResponse(answer.path, 303)
        if answer.cookie:
            response.set_cookie(COOKIE, answer.cookie, path=PATH, secure=self._tls, httponly=True, samesite="strict")
        if answer.signed_out:
            response.delete_cookie(COOKIE, path=PATH, secure=self._tls, httponly=True, samesite="strict")
        if answer.cleared:
            response.headers["Clear-Site-Data"] = CLEARED
        return response

    def _page(self, request: requests.Request, shown: Shown) -> HTMLResponse:
        session, page = shown.session, shown.page
        holder = session.account if session and not session.locked else None
        html = self._templates.get_template(page.template).render(
            {
                "fault": None,
                "way_on": (PATH, WORDS["back"]),
                **page.values,
                "language": shown.language,
                "say": self._thread.app.catalogs[shown.language].say,
                "words": WORDS,
                "lost": LOST,
                "form": shown.form,
                "back_path": shown.back,
                "account": holder,
                "account_name": session.account.name if session else "",
                "homes": [
                    (path, WORDS[act]) for act, path in account.HOMES.items() if holder and may(holder.role, act)
                ],
                "here_path": request.url.path,
                "devices": self._devices,
                "public": self._public,
                "qr": picture,
            }
        )
        return HTMLResponse(html, page.status)

    async def _no_page(self, request: requests.Request, error: Exception) -> Response:
        return await self._safely(self._open(no_page))(request)

    def _error(self, request: requests.Request, status: int) -> HTMLResponse:
        language = language_of(request, spoken(self._thread.app))
        values = {"text": ERRORS.get(status, OUR_FAULT), "way_on": self._way_on(request)}
        page = Page("notice.html", values, status)
        return self._page(request, Shown(page, language, ""))

    def _way_on(self, request: requests.Request) -> tuple[str, Text]:
        """Return where the button of a notice leads, and its label: where the desk is refused, to what is open there.

        No fingerprint goes over a line on which somebody could change it: it is on the screen of the laptop.
        """
        if self._tls or is_on_this_machine(request):
            return PATH, AGAIN if request.url.path == PATH else WORDS["back"]
        return (self._devices.address, WORDS["back"]) if self._devices else ("/", WORDS["chat"])


def is_on_this_machine(request: requests.Request) -> bool:
    """Return whether a request comes from a browser on this machine, and through no proxy that speaks for others."""
    host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    origin = request.headers.get("origin", "").partition("://")[2]
    if any(name in request.headers for name in OF_A_PROXY) or host not in LOOPBACK_NAMES:
        return False
    if request.method == "POST" and origin and origin != request.headers.get("host"):
        return False
    return ip_address(_client(request) or "0.0.0.0").is_loopback


def _client(request: requests.Request) -> str:
    return request.client.host if request.client else ""
