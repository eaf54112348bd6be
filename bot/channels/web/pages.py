"""The pages beside the chat, each in every language at an address of its own: anyone may read them, nothing is kept."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.web.errors import BACK, Errors
from bot.channels.web.limits import ALL_CHECKS, CHECKS
from bot.channels.web.visit import NEWCOMER, NUMBERS, whom_to_call
from bot.core.conversation import labels
from bot.core.conversation.about_us import about_us
from bot.core.conversation.choices import LANGUAGE
from bot.core.conversation.estimates import FIGURE
from bot.core.conversation.full_notice import DRAFTED, whole_notice
from bot.core.conversation.how_given import how_given
from bot.core.conversation.section import Section
from bot.core.conversation.state import World
from bot.core.conversation.steps.read_page import NOTHING_KEPT
from bot.core.language.text import Text
from bot.http.crowd_limit import CrowdLimit
from bot.http.form import Form, read_fields, read_form, write_form
from bot.http.pages import is_from_here, spoken, templates
from bot.http.server import read_body
from bot.services.booking import check_ticket
from bot.services.rate_limits import FROM_ANYWHERE
from bot.storage.files.data_register import read_register
from bot.storage.files.languages import load_languages
from bot.storage.tables.audit_log import Actor

CHECK = "check"
PRIVACY = Text("know.privacy", "How is it kept?")
TITLES = {
    "how": Text("how.title", "How places are given"),
    CHECK: Text("check.title", "Is this slip valid?"),
    "about": Text("about.title", "Who runs this"),
    "privacy": PRIVACY,
}
"""The pages by their address, and the words of the links to them."""
LONGEST_CODE = 200
"""Characters of a code or of the text of a QR picture."""
MOST_BODY = 4 << 10
"""Bytes of the form of a check."""
CHECK_WORDS = {
    "what": Text(
        "check.what",
        "Write the code of a slip, or the text of its QR picture. You learn whether an appointment stands behind it, "
        "and nothing else: no name, no day, no place. We do not note who asks.",
    ),
    "label": Text("check.label", "Code"),
    "send": Text("check.send", "Check"),
    "money": Text("check.money", "If somebody sells you a slip: do not pay. A valid slip can belong to other people."),
}
VERDICTS: Mapping[check_ticket.Verdict | None, Text] = {
    "valid": Text("check.valid", "Valid: an appointment stands behind this."),
    "changed": Text(
        "check.changed", "Changed: this slip is ours, but its appointment was moved or cancelled, or is over."
    ),
    "not valid": Text(
        "check.not_valid", "Not valid: no appointment stands behind this. Compare each letter once more."
    ),
    None: Text("check.wait", "Too many codes were tried. Try again later, or ask at the desk."),
}
"""The answers of a check: one of three, or to wait."""


class Pages:
    """The routes of these pages."""

    def __init__(self, thread: AppThread, errors: Errors, stop: asyncio.Event, policy: Path, public: str) -> None:
        self._thread, self._errors, self._stop, self._public = thread, errors, stop, public
        self._templates = templates("bot.channels.web")
        self._checks, self._all_checks = CrowdLimit(thread.clock, CHECKS), CrowdLimit(thread.clock, ALL_CHECKS)
        self._sections: Mapping[str, Callable[[World], tuple[Section, ...]]] = {
            "how": how_given,
            "about": about_us,
            "privacy": lambda world: privacy(world, policy),
        }

    def routes(self) -> list[Route]:
        """Return a route for each page in each language."""
        safely, languages = self._errors.safely, spoken(self._thread.app)
        return [
            *(Route(f"/{page}/{code}", safely(self._read), methods=["GET"]) for page in TITLES for code in languages),
            *(Route(f"/{CHECK}/{code}", safely(self._check), methods=["POST"]) for code in languages),
        ]

    async def _read(self, request: Request) -> Response:
        page, language = named(request)
        if page not in titles(self._thread.app):
            return self._errors.page(request, 404)
        if page == CHECK:
            return self._check_page(language, None)
        world = self._thread.app.world(self._thread.clock(), NEWCOMER, language)
        sections = await self._thread.run(lambda app: self._sections[page](world))
        return self._written("sections.html", page, language, sections=sections)

    async def _check(self, request: Request) -> Response:
        """Say whether a slip is valid. Its code is in no address, and in no log."""
        _, language = named(request)
        if CHECK not in titles(self._thread.app) or not is_from_here(request, self._public):
            return RedirectResponse(request.url.path, 303)
        body = await read_body(request, self._stop, MOST_BODY)
        if isinstance(body, int):
            return self._errors.page(request, body)
        fields, now = read_fields(body), self._thread.clock()
        text = fields.get("code", "").strip()[:LONGEST_CODE]
        if not text or read_form(fields.get("form", ""), CHECK, now, self._thread.app.seal) is None:
            return RedirectResponse(request.url.path, 303)
        if not (self._checks.may(request.client.host if request.client else "") and self._all_checks.may("")):
            return self._check_page(language, VERDICTS[None])
        return self._check_page(language, VERDICTS[await self._thread.run(check, text, now)])

    def _check_page(self, language: str, verdict: Text | None) -> Response:
        world = self._thread.app.world(self._thread.clock(), NEWCOMER, language)
        form = write_form(Form(world.now), CHECK, self._thread.app.seal)
        practice, words = labels.practice(world), CHECK_WORDS
        return self._written(
            "check.html",
            CHECK,
            language,
            verdict=verdict,
            form=form,
            practice=practice,
            words=words,
            longest=LONGEST_CODE,
        )

    def _written(self, template: str, page: str, language: str, **values: object) -> Response:
        app = self._thread.app
        reviewed = load_languages(app.locales)[language].reviewed
        html = self._templates.get_template(template).render(
            language=language,
            say=app.catalogs[language].say,
            page_name=page,
            estimate=FIGURE,
            titles=titles(app),
            languages={code: app.catalogs[code].name for code in spoken(app)},
            drafted=() if reviewed else (DRAFTED,),
            back=BACK,
            other_language=LANGUAGE.label,
            numbers=NUMBERS,
            at_hand=whom_to_call(app, language, self._thread.clock()),
            **values,
        )
        return HTMLResponse(html)


def titles(app: App) -> dict[str, Text]:
    """Return the pages that make sense for a pack: without appointments there is no slip to check."""
    return {page: title for page, title in TITLES.items() if page != CHECK or not app.pack.is_page}


def named(request: Request) -> tuple[str, str]:
    """Return the page and the language that an address names."""
    page, _, language = request.url.path.strip("/").partition("/")
    return page, language


def privacy(world: World, policy: Path) -> tuple[Section, ...]:
    """Return the whole privacy notice; a pack without appointments keeps nothing."""
    if world.pack.is_page:
        return (Section(PRIVACY, (NOTHING_KEPT,)),)
    return whole_notice(read_register(policy), world)


def check(app: App, text: str, now: datetime) -> check_ticket.Verdict | None:
    """Check a slip for somebody who can be anyone."""
    return check_ticket.check(app, text, now, Actor("person", now), most=FROM_ANYWHERE)
