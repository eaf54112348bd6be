"""Close: the page of a new person, byte for byte; what was open before shows nothing any more, wherever it is kept."""

import re
from pathlib import Path

import pytest

from tests.web.browser import Browser, Page, Stage, play
from tests.web.test_chat import TO_CONSENT, to_summary

pytestmark = pytest.mark.usefixtures("with_seats")
FORM_ID = re.compile(r'name="form" value="[^"]*"')
IN_DANGER = "me quieren matar"


@pytest.fixture
def with_seats(app: object) -> None:
    """The practice pack with its slots, in the database of this test."""


def bare(page: Page) -> str:
    """The page without the ids of its forms."""
    return FORM_ID.sub("", page.html)


async def ticket(browser: Browser) -> None:
    await to_summary(browser, "ht")
    await browser.tap("confirm")


async def ticket_and_danger(browser: Browser) -> None:
    await ticket(browser)
    await browser.tap("help", "danger")


async def no_consent_yet(browser: Browser) -> None:
    await browser.open("/ht")
    await browser.tap("understood", "help")


async def another_person(browser: Browser) -> None:
    await ticket(browser)
    await browser.tap("hide", "fr", "someone_else", "fr", "understood", "help", "danger")


@pytest.mark.parametrize("before", [ticket, ticket_and_danger, no_consent_yet, another_person])
def test_close_shows_what_a_new_person_sees_byte_for_byte(tmp_path: Path, before: object) -> None:
    async def act(stage: Stage) -> None:
        browser, new = stage.browser(), stage.browser()
        assert callable(before)
        await before(browser)
        seen, first = await browser.tap("hide"), await new.open()
        assert (bare(seen), seen.path) == (bare(first), "/")
        assert bare(await browser.open()) == bare(first)
        assert len(browser.page.html) == len(first.html), "the ids tell nothing by their length"

    play(tmp_path, act)


@pytest.mark.parametrize("before", [ticket, ticket_and_danger, no_consent_yet, another_person])
def test_no_form_from_before_close_shows_anything_of_it(tmp_path: Path, before: object) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        assert callable(before)
        await before(browser)
        old = browser.page
        await browser.send(old.tap("hide"))
        first = bare(browser.page)
        stage.clock.forward(seconds=1)
        for fields in (old.write("help"), old.write(IN_DANGER), old.tap(old.choices[0]), old.tap(old.choices[-1])):
            assert bare(await browser.send(fields)) == first

    play(tmp_path, act)


def test_a_call_for_help_on_a_shared_phone_is_not_shown_again_by_its_old_form(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/es")
        await browser.tap(*TO_CONSENT, "agree", "shared")
        called = await browser.write(IN_DANGER)
        stage.clock.forward(minutes=9)
        called = await browser.send(called.tap("numbers"))
        stage.clock.forward(minutes=9)
        assert "911" in (await browser.send(called.tap("show"))).text, "who goes on tapping is still there"
        stage.clock.forward(minutes=11)
        assert "ht" in (await browser.send(browser.page.write(IN_DANGER))).choices

    play(tmp_path, act)


def test_no_address_and_no_title_tells_what_a_page_is_about(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/es")
        seen = [browser.page]
        for choice in ("understood", "continue", "agree", "own", "help", "danger", "continue", "person"):
            seen.append(await browser.tap(choice))
        seen += [await browser.write(IN_DANGER), await browser.tap("continue")]
        assert {page.path for page in seen} == {"/es", "/chat", "/"}
        assert {title for page in seen for title in re.findall("<title>(.*?)</title>", page.html)} == {"Chat"}
        assert all(page.html.count("<form") == page.html.count('autocomplete="off"') for page in seen)

    play(tmp_path, act)


def test_where_nothing_is_left_the_browser_is_told_to_keep_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await ticket(browser)
        async with browser.http.post(
            f"{stage.base}/chat", data=browser.page.tap("hide"), allow_redirects=False
        ) as answer:
            assert (answer.status, answer.headers["Clear-Site-Data"]) == (303, '"cache"')
        await browser.open("/")
        await browser.tap("ht", "yes")
        await browser.write("/forget")
        async with browser.http.post(f"{stage.base}/chat", data=browser.page.tap("yes")) as answer:
            assert answer.headers["Clear-Site-Data"] == '"cache"'

    play(tmp_path, act)
