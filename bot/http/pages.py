"""What every web page shares: templates, the stylesheet and the script, and headers that keep a page to itself."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Collection
from importlib import resources

import jinja2
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.app import App
from bot.core.language.text import Text

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser hides the origin of our own forms, too
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_KEPT = "no-store"
FOR_A_YEAR = "public, max-age=31536000, immutable"
STATIC = {
    "style.css": "text/css",
    "page.js": "text/javascript",
    "desk.css": "text/css",
    "desk_paper.css": "text/css",
    "desk_keys.js": "text/javascript",
}

TOO_LONG = Text("web.too_long", "That was too long, so I did not read it. Nothing is lost. Write less.")
LOST = Text("web.lost", "Your message did not arrive. Nothing is lost. Send it again.")
CLOSED = Text("web.closed", "I cannot write anything down now. Nothing is lost. Try again in a few minutes.")


class SafeHeaders:
    """Adds the headers that keep a page to itself; what no route lets be kept is not kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", NOT_KEPT)
            await send(message)

        await self._app(scope, receive, with_headers)


MIDDLEWARE = (Middleware(GZipMiddleware), Middleware(SafeHeaders))
"""For each site. A page is packed although it holds secrets: the length of a packed page tells of them (BREACH) only
where a stranger gets words of their own into it, again and again. Nobody but the person of the cookie can: no page
repeats what an address or a header says, a form counts only if it was signed for this cookie, and the browser sends
the cookie with no form of another site."""


def templates(package: str) -> jinja2.Environment:
    """Return the templates of a package, which may extend the layout that all pages share."""
    loader = jinja2.ChoiceLoader([jinja2.PackageLoader(package), jinja2.PackageLoader("bot.http")])
    found = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.globals["static"] = {name.partition(".")[0]: _path(name) for name in STATIC}
    return found


def under(path: str, inner: ASGIApp, others: ASGIApp) -> ASGIApp:
    """Return an application that gives a path, and all paths below it, to one application and the rest to another."""

    async def divided(scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope.get("path", "")
        await (inner if asked == path or asked.startswith(f"{path}/") else others)(scope, receive, send)

    return divided


def static_routes() -> list[Route]:
    """Return a route for each file that all pages load. A changed file has another path."""
    return [Route(_path(name), _file(name), methods=["GET"]) for name in STATIC]


def is_from_here(request: Request, public: str) -> bool:
    """Return whether a form was sent by a page of ours, as far as the browser says so."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if public:  # a proxy may change the host
        return origin in (None, public)
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


def spoken(app: App) -> list[str]:
    """Return the languages that have pages: those on offer, and one whose file cannot be read just now."""
    return [code for code, catalog in app.catalogs.items() if catalog.offered or catalog.fault]


def language_of(request: Request, spoken: Collection[str]) -> str:
    """Return the first language of the browser that is spoken here, or the first one that is."""
    wanted = re.findall(r"(?:^|,)\s*([a-z]+)", request.headers.get("accept-language", ""))
    return next((code for code in wanted if code in spoken), next(iter(spoken)))


def _content(name: str) -> bytes:
    return (resources.files("bot.http") / "static" / name).read_bytes()


def _path(name: str) -> str:
    stem, _, ending = name.partition(".")
    return f"/{stem}-{hashlib.sha256(_content(name)).hexdigest()[:12]}.{ending}"


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    response = Response(_content(name), media_type=STATIC[name], headers={"Cache-Control": FOR_A_YEAR})

    async def send(request: Request) -> Response:
        return response

    return send
