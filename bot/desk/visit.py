"""What the desk answers to one request: plain functions, called in the thread of the App."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app import App
from bot.core.desk.acts import Act, may
from bot.core.language.text import Text
from bot.desk import words
from bot.desk.route import HOME, Asked, DeskRoute, Go, Page
from bot.http.form import Form, read_form, write_form
from bot.http.pages import spoken
from bot.services.desk import invitations, sessions
from bot.services.desk.staff_accounts import Claim, Refused
from bot.storage.tables.desk_sessions import Session

OURS = re.compile(rf"{HOME}(/[0-9A-Za-z_-]+){{0,3}}")
"""The addresses of the desk: a form leads to no other site."""
OF_A_LOCK = (Act.LOCK, Act.UNLOCK)
"""What names in its form the page where its helper is: also in a form that is too old or was heard before."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a request brings: the cookie, the fields of a form, the parts of the path, and the browser's language."""

    token: str
    fields: Mapping[str, str]
    path: Mapping[str, str]
    hint: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A page with what its frame needs: the language, whose session it is, and the signed form of its buttons."""

    page: Page
    language: str
    form: str
    session: Session | None = None
    back: str = HOME
    """Where its helper is again after the lock."""


def visit(app: App, route: DeskRoute, request: Request, now: datetime) -> Shown | Go:
    """Answer a request to a route: the one place that checks who may do what."""
    form = read_form(request.fields.get("form", ""), request.token, now, app.seal) if route.does else None
    back = route.again.format(**request.path, form=form.id if form else "")
    if route.act in OF_A_LOCK and OURS.fullmatch(request.fields.get("back", "")):
        back = request.fields["back"]
    again = Go(back)
    if route.does and form is None:
        return again
    session = sessions.enter(app, request.token, route.act, form.id if form else "", now)
    if session is None:
        return again if route.does else sign_in_page(app, request, now)
    if not may(session.account.role, route.act):
        return _shown(app, request, Page("notice.html", {"text": words.NO_PAGE}, 404), now, session, back)
    if not sessions.may_now(session, route.act):
        return again if route.does else _shown(app, request, Page("locked.html"), now, session, back)
    language = _language(app, request, session)
    asked = Asked(session, request.fields, request.path, form.id if form else "", now, language, back)
    answer = route.view(app, asked)
    return answer if isinstance(answer, Go) else _shown(app, request, answer, now, session, back)


def no_page(app: App, request: Request, now: datetime) -> Shown:
    """Say that there is no such page, in the language of who asks."""
    session = sessions.find(app, request.token, now)
    return _shown(app, request, Page("notice.html", {"text": words.NO_PAGE}, 404), now, session)


def sign_in_page(app: App, request: Request, now: datetime, fault: Text | None = None) -> Shown:
    """Return the page on which a helper signs in."""
    language = request.fields.get("language", "")
    request = replace(request, hint=language if language in app.catalogs else request.hint, token="")
    names = {code: app.catalogs[code].name for code in spoken(app)}
    return _shown(app, request, Page("sign_in.html", {"languages": names, "fault": fault}, 403 if fault else 200), now)


def sign_in(app: App, request: Request, now: datetime) -> Shown | Go:
    """Begin a session, if name and passphrase are right; a form counts once."""
    form = read_form(request.fields.get("form", ""), "", now, app.seal)
    if form is None:
        return sign_in_page(app, request, now, words.OLD)
    request, number = replace(request, hint=form.hint), request.fields.get("number", "").strip()
    if not sessions.NUMBER.fullmatch(number):
        return sign_in_page(app, request, now, words.NO_NUMBER)
    if not sessions.first_time(app, form.id, now):
        return Go()
    claim = Claim(request.fields.get("name", ""), request.fields.get("passphrase", ""))
    begun = sessions.sign_in(app, claim, number, now, instead_of=request.token)
    if isinstance(begun, Refused):
        fault = words.TOO_MANY.filled(hours=begun.hours) if begun.hours else words.WRONG
        return sign_in_page(app, request, now, fault)
    return Go(cookie=begun)


def invitation(app: App, request: Request, now: datetime, fault: Text | None = None) -> Shown:
    """Return the page on which an invited helper chooses a passphrase."""
    account = invitations.invited(app, request.path["link"], now)
    request = replace(request, token="")
    if account is None:
        return _shown(app, request, Page("notice.html", {"text": words.NO_LINK}, 404), now)
    values = {"invited": account.name, "link": f"/desk/invited/{request.path['link']}", "fault": fault}
    return _shown(app, request, Page("invited.html", values, 403 if fault else 200), now)


def accept(app: App, request: Request, now: datetime) -> Shown | Go:
    """Save the passphrase that an invited helper chose, and begin a session."""
    fields, form = request.fields, read_form(request.fields.get("form", ""), "", now, app.seal)
    number, secret = fields.get("number", "").strip(), fields.get("passphrase", "")
    if form is None:
        return invitation(app, request, now, words.OLD)
    if not sessions.NUMBER.fullmatch(number):
        return invitation(app, request, now, words.NO_NUMBER)
    if secret != fields.get("again"):
        return invitation(app, request, now, words.NOT_TWICE)
    try:
        account = invitations.accept(app, request.path["link"], secret, now)
    except ValueError:
        return invitation(app, request, now, words.WEAK)
    if account is None:
        return invitation(app, request, now)
    return Go(cookie=sessions.begin(app, account, number, now, instead_of=request.token))


def _shown(
    app: App, request: Request, page: Page, now: datetime, session: Session | None = None, back: str = HOME
) -> Shown:
    language = _language(app, request, session)
    return Shown(page, language, write_form(Form(now, "", language), request.token, app.seal), session, back)


def _language(app: App, request: Request, session: Session | None) -> str:
    language = (session.account.language if session else "") or request.hint
    return language if language in app.catalogs else next(iter(app.catalogs))
