"""What a person reads when something goes wrong: what happened, that nothing is lost, and what to do next."""

import logging
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.app_thread import AppThread
from bot.channels.web.visit import COOKIE, NUMBERS, whom_to_call
from bot.core.language.text import Text
from bot.http.crowd_limit import CROWD, CrowdLimit
from bot.http.guarded import Endpoint, guarded
from bot.http.pages import CLOSED, LOST, TOO_LONG, language_of, spoken, templates
from bot.services.conversation.respond import OUR_FAULT
from bot.services.rate_limits import CALM

log = logging.getLogger("randevou.web")
CHAT = Text("web.chat", "Conversation")
BACK = Text("web.back", "Back to the chat")
NO_PAGE = Text("web.no_page", "There is no such page here. Nothing is lost.")
AGAIN = Text("fault.again", "Try again")
ERRORS = {400: LOST, 404: NO_PAGE, 405: NO_PAGE, 408: LOST, 413: TOO_LONG, 429: CALM, 503: CLOSED}


class Errors:
    """Keeps each route from failing without a word, and from answering one internet address too much."""

    def __init__(self, thread: AppThread) -> None:
        self._thread = thread
        self.crowd = CrowdLimit(thread.clock, CROWD)
        self._page = templates("bot.channels.web").get_template("message.html")

    def safely(self, act: Endpoint) -> Endpoint:
        """Return an endpoint that says in the language of the reader what went wrong, and logs nothing of a person."""

        async def answer(request: Request) -> Response:
            address = request.client.host if request.client else ""
            if not self.crowd.may(address, request.cookies.get(COOKIE, "")):
                return self.page(request, 429)
            return await guarded(act, request, self.page)

        return answer

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer what no route takes."""
        return self.page(request, error.status_code if isinstance(error, HTTPException) else 500)

    def page(self, request: Request, status: int) -> Response:
        """Return what is said for a status; a form that was read can be sent again from there."""
        language = self.language(request)
        say = self._thread.app.catalogs[language].say
        text, headers = ERRORS.get(status, OUR_FAULT), {"Retry-After": "60"} if status in (429, 503) else None
        again: Mapping[str, str] = getattr(request.state, "form", {})
        html = self._page.render(
            language=language,
            say=say,
            chat=CHAT,
            text=text,
            back=BACK,
            again=again,
            try_again=AGAIN,
            lost=LOST,
            path=request.url.path,
            numbers=NUMBERS,
            at_hand=whom_to_call(self._thread.app, language, self._thread.clock()),
        )
        return HTMLResponse(html, status, headers)

    def language(self, request: Request) -> str:
        """Return the language that the address names, or the first one of the browser that the bot speaks."""
        languages = spoken(self._thread.app)
        named = request.url.path.rpartition("/")[2]
        return named if named in languages else language_of(request, languages)
