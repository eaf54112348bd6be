"""What people do with a browser: keys alone, no location, Back, Reload, two tabs, two taps, and a closed store."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.web import errors, run
from bot.storage.database import StoreError
from tests.chromium import DESKTOP, PHONE, OpenBrowser
from tests.web.browser import Stage
from tests.web.chromium.walk import TO_CONSENT, TO_PLACE, TO_SUMMARY, TOWN, answered, book, choices, tap, write

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
FOCUSED = """() => { const one = document.activeElement; const style = getComputedStyle(one);
    return [one.value || one.id, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2]; }"""


def in_the_thread(stage: Stage, act: Any) -> Any:
    """What an act on the App returns, called in the thread of the App."""
    return asyncio.run_coroutine_threadsafe(stage.thread.run(act), stage.loop).result(30)


def booked(stage: Stage) -> int:
    """How many appointments stand."""
    count = "SELECT count(*) FROM booking WHERE state = 'booked'"
    return int(in_the_thread(stage, lambda app: app.db.execute(count).fetchone()[0]))


def press(page: Page, wanted: str) -> None:
    """Reach a button by the Tab key alone, see where the keyboard is, and press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        value, seen = page.evaluate(FOCUSED)
        if value == wanted:
            assert seen, f"nothing shows that the keyboard is at {wanted}"
            with answered(page):
                page.keyboard.press("Enter")
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_keys_alone_lead_to_a_ticket(open_browser: OpenBrowser) -> None:
    page = open_browser(DESKTOP)
    page.goto("/es")
    for choice in TO_PLACE:
        press(page, choice)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED)[0] == "text":
            break
    page.keyboard.type(TOWN)
    with answered(page):
        page.keyboard.press("Enter")
    for choice in TO_SUMMARY:
        press(page, choice)
    for _ in ("day", "hour"):
        press(page, choices(page)[0])
    press(page, "confirm")
    assert "another_time" in choices(page)


def to_place(page: Page) -> None:
    page.goto("/en")
    for choice in TO_PLACE:
        tap(page, choice)


def test_who_refuses_the_location_writes_the_town_instead(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE)  # Chromium refuses it by itself where nobody can be asked
    to_place(page)
    page.locator("form[data-location] button").click()
    page.locator("form[data-location]").wait_for(state="hidden")
    assert "waits" not in (page.locator("body").get_attribute("class") or "")
    write(page, TOWN)
    assert "yes" in choices(page)


def test_who_sends_the_location_is_asked_whether_it_is_right(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE, permissions=["geolocation"], geolocation={"latitude": 25.67, "longitude": -100.31})
    to_place(page)
    with answered(page):
        page.locator("form[data-location] button").click()
    assert "Nuevo León" in page.locator(".bubble").last.inner_text()


def test_before_consent_back_and_reload_find_a_whole_page_and_a_page_beside_does_not_end_the_talk(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = open_browser(PHONE)
    page.goto("/about/fr")
    page.goto("/fr")
    first = choices(page)
    for choice in TO_CONSENT:
        tap(page, choice)
    asked = choices(page)
    with page.expect_popup() as opened:
        page.locator("footer nav a").first.click()
    assert opened.value.url == f"{stage.base}/how/fr"
    opened.value.close()
    assert choices(page) == asked
    page.reload()
    assert choices(page) == first
    page.go_back()
    assert page.url == f"{stage.base}/about/fr"
    page.go_forward()
    assert choices(page) == first


def test_after_consent_back_and_reload_show_the_present_question(open_browser: OpenBrowser, stage: Stage) -> None:
    page = open_browser(PHONE)
    page.goto("/fr")
    for choice in (*TO_CONSENT, "agree", "own", "3", "yes"):
        tap(page, choice)
    present = choices(page)
    assert page.url == f"{stage.base}/"
    page.reload()
    assert choices(page) == present
    page.go_back()
    assert choices(page) == present
    page.go_forward()
    assert choices(page) == present


def test_a_word_that_did_not_arrive_is_still_there(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE)
    page.goto("/ht")
    tap(page, "understood")
    page.context.set_offline(True)
    page.locator('button[value="continue"]').click()
    page.locator(".lost").wait_for(state="visible")
    page.locator("summary").click()
    assert page.locator("details", has_text="911").is_visible(), "whom to call needs no network"
    page.context.set_offline(False)
    tap(page, "continue")
    assert "agree" in choices(page)


def test_an_old_page_in_another_tab_books_nothing_more(open_browser: OpenBrowser, stage: Stage) -> None:
    page = open_browser(PHONE)
    book(page, until="hours")
    other = page.context.new_page()
    other.goto("/")
    old = choices(other)
    before = booked(stage)
    tap(page, choices(page)[0])
    tap(page, "confirm")
    tap(other, old[0])
    assert "another_time" in choices(other)
    page.go_back()
    assert "another_time" in choices(page)
    assert booked(stage) == before + 1


def test_two_taps_and_two_tabs_book_once(open_browser: OpenBrowser, stage: Stage) -> None:
    page = open_browser(PHONE)
    book(page, until="summary")
    other = page.context.new_page()
    other.goto("/")
    before = booked(stage)
    page.locator('button[value="confirm"]').dblclick()
    page.locator('button[value="another_time"]').wait_for()
    tap(other, "confirm")
    other.locator('button[value="another_time"]').wait_for()
    assert booked(stage) == before + 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_closed_store_loses_nothing(
    open_browser: OpenBrowser, monkeypatch: pytest.MonkeyPatch, stage: Stage, script: bool
) -> None:
    page = open_browser(PHONE, java_script_enabled=script)
    page.goto("/ht")
    tap(page, TO_CONSENT[0])

    def closed(*_: object) -> None:
        raise StoreError("full")

    monkeypatch.setattr(run, "hear", closed)
    page.locator(f'button[value="{TO_CONSENT[1]}"]').click()
    page.locator("input[name=choice]").wait_for(state="attached")
    say = stage.thread.app.catalogs["ht"].say
    assert page.locator(".bubble").first.inner_text() == say(errors.CLOSED)
    monkeypatch.undo()
    with answered(page):
        page.locator("form button").click()
    assert "agree" in choices(page)


def test_an_open_page_shows_what_is_new_by_itself_but_not_over_a_word_that_is_being_written(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page, writing = open_browser(PHONE), open_browser(PHONE)
    for one in (page, writing):
        book(one)
    writing.fill("#text", "How do I")

    async def tick() -> None:
        await stage.thread.tick()
        for wake in stage.thread.ticked:
            wake()

    with page.expect_event("load"):
        for hours in (0, 20):
            stage.clock.forward(hours=hours)
            asyncio.run_coroutine_threadsafe(tick(), stage.loop).result(30)
    told = writing.evaluate("fetch('/events').then((answer) => answer.text())")
    assert "data: new" in told, "there is news for this page, too, and it was told before"
    assert writing.locator("#text").input_value() == "How do I"


def test_a_sign_shows_that_something_happens_until_the_page_comes(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE)
    page.goto("/en")
    page.route("**/chat/*", lambda _: None)
    page.locator('button[value="understood"]').click()
    assert page.locator("body").get_attribute("class") == "waits"
    assert page.evaluate("getComputedStyle(document.body, '::before').position") == "fixed"
