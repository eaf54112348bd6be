"""Whose phone it is: asked once after consent, on the web alone; on a shared one nothing opens without PIN or code."""

import re
from pathlib import Path

import pytest

from tests.conftest import LANGUAGES, OFFERED
from tests.web.browser import Browser, Page, Stage, play
from tests.web.test_chat import AFTER_PLACE, TO_CONSENT

pytestmark = pytest.mark.usefixtures("with_seats")
WHOSE = ["own", "shared"]
CODE = re.compile(r"[A-Z]{4} [A-Z]{4} \d{3} [A-Z]{4}")


@pytest.fixture
def with_seats(app: object) -> None:
    """The practice pack with its slots, in the database of this test."""


async def agreed(browser: Browser, whose: str = "", language: str = "en") -> Page:
    """From a link to the question whose phone it is, and past it if it is answered."""
    await browser.open(f"/{language}")
    await browser.tap(*TO_CONSENT, "agree")
    return await browser.tap(whose) if whose else browser.page


async def to_ticket(browser: Browser, whose: str) -> Page:
    """From a link to the ticket."""
    await agreed(browser, whose)
    await browser.tap("3", "yes")
    await browser.write("Monterrey")
    return await browser.tap("yes", *AFTER_PLACE, "confirm")


def lasts(browser: Browser) -> bool:
    """Whether the cookie outlives the browser."""
    return any(cookie["max-age"] for cookie in browser.http.cookie_jar)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_phone_it_is_is_asked_once_after_consent_and_can_be_taken_back(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        asked = await agreed(browser, language=language)
        assert (asked.language, asked.choices[:2]) == (language, WHOSE)
        party = await browser.tap("own")
        assert "3" in party.choices
        assert (await browser.tap("back")).choices == asked.choices
        assert (await browser.tap("shared", "3", "back")).choices == party.choices

    play(tmp_path, act)


def test_the_cookie_outlives_the_browser_only_on_a_phone_of_ones_own(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await agreed(browser)
        assert (bool(browser.cookie), lasts(browser)) == (True, False), "not answered yet"
        await browser.tap("own")
        assert lasts(browser)
        await browser.write("me quieren matar")
        assert lasts(browser), "a page over the talk changes nothing"
        await browser.open()
        await browser.tap("back", "shared")
        assert not lasts(browser)

    play(tmp_path, act)


def test_a_browser_that_two_people_use_is_shared_whatever_they_say(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await agreed(browser, "own")
        stage.clock.forward(hours=1)
        await browser.open()
        await browser.tap("someone_else", "en", *TO_CONSENT, "agree", "own")
        assert (await stage.count("person"), lasts(browser)) == (2, False)

    play(tmp_path, act)


def test_on_a_shared_phone_the_ticket_offers_a_pin_and_it_opens_the_case(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        own, browser = stage.browser(), stage.browser()
        assert "pin" not in (await to_ticket(own, "own")).choices
        ticket = await to_ticket(browser, "shared")
        assert "pin" in ticket.choices
        await browser.tap("pin")
        await browser.write("4821")
        assert "pin" not in (await browser.write("4821")).choices, "it has one now"
        stage.clock.forward(minutes=11)
        await browser.open()
        assert "another_time" not in (await browser.tap("en", "yes")).choices
        assert "another_time" not in (await browser.write("4822")).choices
        assert "another_time" in (await browser.write("4821")).choices

    play(tmp_path, act)


def test_a_shared_phone_without_a_pin_opens_only_with_the_code(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        ticket = await to_ticket(browser, "shared")
        found = CODE.search(ticket.text)
        assert found
        for way in ("hide", ""):
            if way:
                await browser.tap(way)
            else:
                stage.clock.forward(minutes=11)
                await browser.open()
            assert set(browser.page.choices) == set(OFFERED), "as a new person sees it"
            asked = await browser.tap("en", "yes")
            assert found[0] not in asked.text
            assert "another_time" not in (await browser.write("BATO LIMA 473 KADO")).choices
            assert "another_time" not in (await browser.write("yes")).choices
            opened = await browser.write(found[0].lower())
            assert "another_time" in opened.choices

    play(tmp_path, act)


def test_a_shared_phone_without_pin_and_code_opens_nothing_but_a_new_beginning(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await agreed(browser, "shared")
        await browser.tap("3")
        stage.clock.forward(minutes=11)
        await browser.open()
        page = await browser.tap("es", "yes")
        assert {"someone_else", "hide"} <= set(page.choices)
        assert "someone_else" in (await browser.write("LATA DIBI 369 NOMI")).choices
        assert "es" in (await browser.tap("someone_else")).choices, "from the beginning"

    play(tmp_path, act)


def test_another_person_of_a_shared_phone_does_not_open_the_case_by_its_number(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_ticket(browser, "shared")
        stage.clock.forward(minutes=11)
        await browser.open()
        await browser.tap("en", "yes", "someone_else", "en", *TO_CONSENT, "agree", "shared")
        await browser.tap("help", "danger", "hide", "en", "someone_else")
        assert "another_time" not in (await browser.tap("case:1")).choices

    play(tmp_path, act)
