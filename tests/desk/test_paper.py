"""What is printed at the desk: the poster of the chat, and the list of tomorrow."""

import re
from pathlib import Path

import pytest

from bot.app import App
from bot.core.booking.slot import SeatRequest
from bot.core.conversation.effects import Book
from bot.core.conversation.events import Booked
from bot.core.desk.acts import Role
from bot.services.booking.book import book
from bot.storage.database import transaction
from bot.storage.tables import people, slots
from tests.conftest import NOW, OFFERED
from tests.desk.laptop import Laptop, play

pytestmark = pytest.mark.usefixtures("app")
PUBLIC = "https://chat.example.org"
TOMORROW = "2026-11-23"


def booked(app: App, day: str, number: int = 0) -> str:
    """Book a place of a day for a new person, and return the code."""
    slot = slots.listing(app.db, app.pack.id, day=day)[number]
    with transaction(app.db):
        person = people.create(app.db, app.seal, NOW)
        outcome = book(app, Book(slot.site, slot.starts_at, SeatRequest(1, 1)), person, None, NOW)
    assert isinstance(outcome, Booked)
    return outcome.booking.code


def test_the_poster_has_the_address_of_the_chat_in_every_language(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        browser = await laptop.signed_in("ana")
        page = await browser.open("/desk/paper/poster")
        assert 'src="data:image/svg+xml' in page.html
        assert f"{PUBLIC}/" in page.text
        assert re.findall(r'<section lang="(\w+)">', page.html) == list(OFFERED)
        assert "PRACTICE" in page.text, "this pack only imitates"

    play(tmp_path, act, PUBLIC)


def test_without_a_public_address_the_poster_says_what_to_do(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        browser = await laptop.signed_in("ana")
        page = await browser.open("/desk/paper/poster")
        assert "RANDEVOU_WEB_PUBLIC" in page.text
        assert "data:image" not in page.html

    play(tmp_path, act)


def test_the_list_of_tomorrow_has_the_last_part_of_each_code_and_never_a_whole_one(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana, rosa, later = await laptop.thread.run(
            lambda app: (booked(app, TOMORROW, -1), booked(app, TOMORROW), booked(app, "2026-11-25"))
        )
        browser = await laptop.signed_in("rita", Role.COORDINATOR)
        page = await browser.open("/desk/paper/tomorrow")
        found = re.findall(r'<td>(\d+)</td><th scope="row">(\w+)</th>', page.html)
        assert found == [("1", rosa.split()[-1]), ("2", ana.split()[-1])], "the earlier one comes first"
        for code in (ana, rosa, later):
            shown = {*page.text.split()} - {last for _, last in found}
            assert not {*code.split()[:2]} & shown
        laptop.clock.forward(days=1)
        await browser.open("/desk/paper/tomorrow")
        await browser.sign_in("rita")
        page = await browser.open("/desk/paper/tomorrow")
        assert "There is nothing to print." in page.text

    play(tmp_path, act)


def test_what_does_not_take_place_is_not_on_the_list(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        def closed(app: App) -> str:
            code = booked(app, TOMORROW)
            with transaction(app.db):
                app.db.execute("UPDATE slots SET open = 0, reason = 'storm' WHERE day = ?", (TOMORROW,))
            return code

        code = await laptop.thread.run(closed)
        browser = await laptop.signed_in("rita", Role.COORDINATOR)
        page = await browser.open("/desk/paper/tomorrow")
        assert code.split()[-1] not in page.html
        assert "There is nothing to print." in page.text

    play(tmp_path, act)
