"""The table of roles and routes, by real requests to every cell, and the documents that come from it."""

import secrets
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from aiohttp import ClientSession, DummyCookieJar

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.desk.acts import ALLOWED, MEANING, Act, Role, audited, may
from bot.desk.route import DeskRoute
from bot.desk.site import COOKIE, Desk
from bot.services.desk import sessions
from bot.settings import root
from bot.storage.database import transaction
from bot.storage.tables import desk_cards, people, staff
from tests.desk.laptop import NUMBER, Laptop, Page, play

pytestmark = pytest.mark.usefixtures("app")
NOBODY, LOCKED = "nobody", "locked"
COLUMNS = (*Role, LOCKED, NOBODY)
"""Who asks: a session of each role, one of a coordinator that is locked, and somebody without a session."""
CASE = "desk:the-case"
TO_A_BOOKING = (
    Arrived(),
    *map(Tapped, ("en", "understood", "continue", "agree", "1", "adult", "yes")),
    Said("Tijuana"),
    *map(Tapped, ("yes", "tijuana", "done", "2026-11-25", "tijuana@2026-11-25T05:00", "confirm")),
)
ABOUT_THEMSELVES = {Act.LOCK, Act.UNLOCK, Act.SIGN_OUT}
"""What a locked screen may do."""


def account_of(app: App, column: str) -> staff.Account:
    """The account that asks in a column; the card of a request without a session is that of a coordinator."""
    name = "coordinator" if column in (LOCKED, NOBODY) else column
    found = staff.current(app.db, name.replace("-", " "))
    assert found
    return found.account


async def card_of(laptop: Laptop, column: str) -> str:
    """The card of a person with an appointment, on the table of who asks."""

    def add(app: App) -> str:
        if not people.at(app.db, app.seal, CASE):  # at first, and after the person ended the help
            talk = Talk(app, CASE, laptop.clock)
            for event in TO_A_BOOKING:
                talk.hear(event)
            assert talk.step == "booked"
        person, card = people.at(app.db, app.seal, CASE), secrets.token_urlsafe(9)
        assert person
        with transaction(app.db):
            desk_cards.clear_table(app.db)
            desk_cards.add(app.db, desk_cards.CardRow(card, person, account_of(app, column).id, 1, laptop.clock()))
        return card

    return await laptop.thread.run(add)


async def cookie_of(laptop: Laptop, column: str) -> str:
    """The cookie of a new session, as it stands in the columns of the table."""

    def begin(app: App) -> str:
        token = sessions.begin(app, account_of(app, column), NUMBER, laptop.clock())
        found = sessions.find(app, token, laptop.clock())
        assert found
        if column == LOCKED:
            sessions.lock(app, found)
        return token

    return await laptop.thread.run(begin)


async def cell(laptop: Laptop, http: ClientSession, route: DeskRoute, column: str) -> str:
    """What one request is answered with."""
    cookie = "" if column == NOBODY else await cookie_of(laptop, column)
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    card = await card_of(laptop, column) if "{card}" in route.path else ""
    path = route.path.format(card=card, language="en")
    async with http.get(f"{laptop.base}/desk/account", headers=headers) as answer:
        page = Page(answer.status, await answer.text(), "", answer.headers)
    fields = {**page.forms[0].hidden, "number": NUMBER, "language": "en"}
    before = len(await laptop.audit())
    method, data = ("POST", fields) if route.does else ("GET", None)
    async with http.request(method, laptop.base + path, headers=headers, data=data, allow_redirects=False) as answer:
        html, status = await answer.text(), answer.status
        given = SimpleCookie(answer.headers.get("Set-Cookie", ""))
    rows = [row for row in (await laptop.audit())[before:] if row.action == audited(route.act)]
    if rows:
        (row,) = rows
        refused = row.detail.get("verdict") == "refused"
        assert status == 404 if refused else status != 404
        return "404" if refused else "yes"
    assert not given, "nothing was done"
    if status == 303:
        leads, again = (one.partition("?")[0] for one in (answer.headers["Location"], route.again))
        return "to a page" if leads == again.format(card=card) else "?"
    return "sign-in" if "/desk/in" in html else "number" if "/desk/unlock" in html else "?"


def wanted(route: DeskRoute, column: str) -> str:
    """What the table of acts says."""
    if column == NOBODY:
        return "to a page" if route.does else "sign-in"
    if column == LOCKED and route.act not in ABOUT_THEMSELVES:
        return "to a page" if route.does else "number"
    return "yes" if column == LOCKED or may(Role(column), route.act) else "404"


def test_every_role_gets_each_route_that_the_table_gives_it_and_no_other(tmp_path: Path) -> None:
    seen: dict[DeskRoute, dict[str, str]] = {}

    async def act(laptop: Laptop) -> None:
        for role in Role:
            await laptop.helper(role.replace("-", " "), role)
        async with ClientSession(cookie_jar=DummyCookieJar()) as http:
            for route in Desk(laptop.thread, laptop.stop).routes:
                seen[route] = {column: await cell(laptop, http, route, column) for column in COLUMNS}

    play(tmp_path, act)
    print(f"\n{'':36}" + "".join(f"{column:13}" for column in COLUMNS))
    for route, cells in seen.items():
        verb = "POST" if route.does else "GET"
        print(f"{verb:5}{route.path:31}" + "".join(f"{cells[column]:13}" for column in COLUMNS))
    assert seen == {route: {column: wanted(route, column) for column in COLUMNS} for route in seen}
    assert {route.act for route in seen} == set(Act) - {Act.RECOVER, Act.ERASE}, "each act of the desk has a route"


def test_each_act_has_its_roles_and_its_meaning() -> None:
    assert list(ALLOWED) == list(MEANING) == list(Act)
    assert all(ALLOWED.values())


def test_the_document_has_the_table_of_the_code() -> None:
    lines = (root() / "CONTRIBUTING.md").read_text("utf-8").splitlines()
    for act in Act:
        cells = ["yes" if may(role, act) else "-" for role in Role]
        assert f"| {MEANING[act]} | {' | '.join(cells)} |" in lines, act
