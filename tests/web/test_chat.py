"""The web chat without JavaScript: a whole booking, nothing twice, and nothing stored before consent."""

import asyncio
from pathlib import Path

import pytest

from tests.conftest import LANGUAGES
from tests.web.browser import Browser, Stage, play

HOUR = "ciudad-juarez@2026-11-25T13:00"
TO_CONSENT = ("understood", "continue")
TO_PLACE = (*TO_CONSENT, "agree", "own", "3", "yes")
AFTER_PLACE = ("ciudad-juarez", "done", "2026-11-25", HOUR)
PERSONAL = ("person", "address", "consent", "conversation", "booking", "outbox", "received", "bucket")

pytestmark = pytest.mark.usefixtures("with_seats")


@pytest.fixture
def with_seats(app: object) -> None:
    """The practice pack with its slots, in the database of this test."""


async def to_summary(browser: Browser, language: str = "en") -> None:
    """From a link to "please check"."""
    await browser.open(f"/{language}")
    await browser.tap(*TO_PLACE)
    await browser.write("Monterrey")
    await browser.tap("yes", *AFTER_PLACE)


async def booked_unseen(stage: Stage) -> Browser:
    """A browser that lost the line before it showed the ticket."""
    browser = stage.browser()
    await to_summary(browser)
    form = browser.page.tap("confirm")
    async with browser.http.post(f"{stage.base}/chat", data=form, allow_redirects=False) as answer:
        assert (answer.status, await stage.count("outbox")) == (303, 1)
    return browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_leads_to_an_appointment_in_each_language_without_a_script(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser, language)
        ticket = await browser.tap("confirm")
        assert (ticket.status, ticket.path, ticket.language) == (200, "/", language)
        assert (await stage.count("booking"), await stage.count("outbox")) == (1, 0)
        files = await browser.tap("save", "calendar")
        assert any(link.startswith("data:text/calendar") for link in files.links)

    play(tmp_path, act)


def test_before_consent_nothing_is_stored_and_no_cookie_is_set(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/")
        await browser.tap("ht", *TO_CONSENT, "more", "back")
        await browser.write("kjh")
        await browser.tap("help", "hide")
        assert {table: await stage.count(table) for table in PERSONAL} == dict.fromkeys(PERSONAL, 0)
        assert browser.cookie == ""

    play(tmp_path, act)


def test_a_form_that_is_sent_twice_is_heard_once_and_the_present_question_is_shown(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser)
        form = browser.page.tap("confirm")
        first, second = await asyncio.gather(browser.send(form), browser.send(form))
        again = await browser.send(form)
        assert await stage.count("booking") == 1
        assert "another_time" in again.choices, "the ticket"
        assert {first.status, second.status, again.status} == {200}

    play(tmp_path, act)


def test_a_word_that_is_sent_twice_does_not_answer_the_next_question(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/es")
        await browser.tap(*TO_CONSENT, "agree", "own")
        form = browser.page.write("3")
        next_question = (await browser.send(form)).choices
        assert next_question[2] == "unsure", "which a typed 3 means now"
        assert (await browser.send(form)).choices == next_question

    play(tmp_path, act)


def test_who_never_saw_the_answer_to_their_consent_sends_it_again_but_not_much_later(
    tmp_path: Path,
) -> None:
    async def act(stage: Stage) -> None:
        browser, again, later = (stage.browser() for _ in range(3))
        await browser.open("/fr")
        form = (await browser.tap(*TO_CONSENT)).tap("agree")
        party = await browser.send(form)
        assert (await again.send(form)).choices == party.choices, "the answer was lost, and the cookie with it"
        stage.clock.forward(minutes=2)
        assert "fr" in (await later.send(form)).choices, "an old form in a browser opens no case"
        assert await stage.count("person") == 1

    play(tmp_path, act)


def test_what_was_not_shown_in_time_is_not_shown_to_whoever_comes_later(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = await booked_unseen(stage)
        stage.clock.forward(hours=1)
        assert set((await browser.open()).choices) == {"yes", "someone_else", "hide", "help"}

    play(tmp_path, act)


def test_an_answer_that_was_not_shown_is_shown_even_after_the_clock_went_back(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = await booked_unseen(stage)
        stage.clock.forward(seconds=-5)
        ticket = await browser.open()
        assert ("another_time" in ticket.choices, await stage.count("outbox")) == (True, 0)

    play(tmp_path, act)


def test_consent_that_is_sent_twice_at_once_begins_one_case(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/fr")
        await browser.tap(*TO_CONSENT)
        form = browser.page.tap("agree")
        await asyncio.gather(*(browser.send(form) for _ in range(3)))
        assert (await stage.count("person"), await stage.count("consent")) == (1, 1)
        assert "own" in (await browser.open()).choices, "the question whose phone it is"

    play(tmp_path, act)


def test_back_with_an_old_form_changes_nothing_and_shows_the_present_question(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/es")
        await browser.tap(*TO_CONSENT, "agree", "own")
        old = browser.page
        await browser.tap("3")
        party = browser.page
        again = await browser.send(old.tap("2"))
        assert again.choices == party.choices
        assert (await browser.tap("yes")).choices != party.choices, "and it goes on from there"

    play(tmp_path, act)


def test_two_tabs_are_one_talk(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser)
        first, second = await browser.open(), await browser.open()
        await browser.send(first.tap("confirm"))
        await browser.send(second.tap("confirm"))
        assert await stage.count("booking") == 1
        late = await browser.send(second.tap("back"))
        assert (late.status, await stage.count("booking")) == (200, 1)

    play(tmp_path, act)


def test_a_form_belongs_to_its_browser_and_its_time_and_cannot_be_changed(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        marie, other = stage.browser(), stage.browser()
        await to_summary(marie)
        await to_summary(other)
        form = marie.page.tap("confirm")
        await other.send(form)
        await marie.send(form | {"form": form["form"][:-1] + "x"})
        await marie.send(form | {"form": "x"})
        await marie.send(form, **{"Sec-Fetch-Site": "cross-site"})
        await marie.send(form, Origin="https://example.org")
        stage.clock.forward(hours=3)
        await marie.send(form)
        assert await stage.count("booking") == 0

    play(tmp_path, act)


def test_a_position_and_a_typed_town_lead_to_the_same_question(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/en")
        where = await browser.tap(*TO_PLACE)
        await browser.send(where.locate(float("nan"), 500))
        assert (await browser.open()).choices == where.choices, "that is no place on earth"
        located = await browser.send(browser.page.locate(25.67, -100.31))
        assert "Nuevo León" in located.text
        assert "yes" in located.choices

    play(tmp_path, act)


def test_after_half_an_hour_nothing_is_shown_before_it_is_the_same_person(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser)
        ticket = await browser.tap("confirm")
        assert "another_time" in ticket.choices
        stage.clock.forward(hours=1)
        assert set((await browser.open()).choices) == {"yes", "someone_else", "hide", "help"}
        assert "another_time" in (await browser.tap("yes")).choices

    play(tmp_path, act)


def test_close_leaves_exactly_what_a_new_person_sees_first(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser, new = stage.browser(), stage.browser()
        await to_summary(browser, "ht")
        await browser.tap("confirm", "help", "danger", "hide")
        first = await new.open()
        for seen in (browser.page, await browser.open()):
            assert (seen.language, seen.bubbles, seen.choices) == (first.language, first.bubbles, first.choices)
            assert (seen.path, seen.links) == ("/", first.links)
        assert await stage.count("booking") == 1

    play(tmp_path, act)


def test_a_call_for_help_is_answered_on_the_page_itself_and_no_row_tells_of_it(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser, "es")
        summary, rows = browser.page, [await stage.count(table) for table in PERSONAL]
        called = await browser.write("me quieren matar")
        assert "911" in called.text
        assert (called.path, [await stage.count(table) for table in PERSONAL]) == ("/chat", rows)
        assert (await browser.tap("continue")).choices == summary.choices

    play(tmp_path, act)


def test_who_deletes_everything_keeps_no_cookie_and_is_new(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await to_summary(browser)
        assert browser.cookie
        await browser.write("/forget")
        await browser.tap("yes")
        assert (browser.cookie, await stage.count("person")) == ("", 0)
        assert "ht" in (await browser.open()).choices

    play(tmp_path, act)


def test_who_looks_again_stays_in_the_language_before_consent_and_in_the_talk_after_it(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        assert "/fr" in (await browser.open("/fr")).links
        party = await browser.tap(*TO_CONSENT, "agree")
        assert "/fr" not in party.links
        assert (await browser.open("/en")).bubbles == party.bubbles

    play(tmp_path, act)
