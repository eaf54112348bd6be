"""The ticket: printed as a slip with its QR picture, saved as a file, and shown on a map."""

import base64
import re
from pathlib import Path

import icalendar
import pytest

from bot.core.language.message import Venue
from bot.services.booking import ticket_files
from tests.web.browser import Stage, play
from tests.web.test_chat import to_summary

pytestmark = pytest.mark.usefixtures("with_seats")
FILE = re.compile(r'<a class="button" download="([^"]+)" href="data:([^;]+);base64,([^"]+)">')
PICTURE = re.compile(r'<img class="slip" src="data:image/png;base64,([^"]+)" alt="[^"]+">')


@pytest.fixture
def with_seats(app: object) -> None:
    """The practice pack with its slots, in the database of this test."""


def test_the_ticket_carries_its_picture_and_can_be_printed_as_it_is(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser)
        assert not PICTURE.search(browser.page.html)
        ticket = await browser.tap("confirm")
        (picture,) = PICTURE.findall(ticket.html)
        assert base64.b64decode(picture).startswith(b"\x89PNG")
        assert ticket.html.count('class="bubble slip"') == 1
        assert "data-print" in ticket.html
        style = re.findall(r'href="(/style[^"]+)"', ticket.html)[0]
        async with browser.http.get(stage.base + style) as answer:
            assert "@page { size: 105mm 148mm;" in await answer.text(), "A6 is no keyword of CSS"
        assert PICTURE.search((await browser.open()).html), "also when it is looked at again"
        assert len(ticket.html) < 15_000

    play(tmp_path, act)


def test_the_calendar_entry_and_the_picture_are_saved_from_the_page_itself(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser)
        await browser.tap("confirm", "save")
        calendar = {name: content for name, _, content in FILE.findall((await browser.tap("calendar")).html)}
        (event,) = icalendar.Calendar.from_ical(base64.b64decode(calendar["randevou.ics"])).walk("VEVENT")
        assert "PRACTICE" in event["SUMMARY"]
        picture = {name: content for name, _, content in FILE.findall((await browser.tap("qr")).html)}
        assert base64.b64decode(picture["randevou.png"]).startswith(b"\x89PNG")

    play(tmp_path, act)


def test_where_there_is_an_address_the_page_shows_it_and_opens_the_map_of_the_phone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket_files.TicketFiles, "venue", lambda _: Venue("Clínica", "Calle 5 & 7", 25.5, -100.25))
    monkeypatch.setattr("bot.core.conversation.steps.booked._on_a_map", lambda *_: True)

    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser)
        ticket = await browser.tap("confirm")
        assert "map" in ticket.choices
        page = await browser.tap("map")
        assert 'href="geo:25.5,-100.25?q=25.5,-100.25(Cl%C3%ADnica)"' in page.html
        assert "Calle 5 &amp; 7" in page.html

    play(tmp_path, act)
