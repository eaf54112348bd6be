"""A line that breaks, keys, Back, and a lid that is closed: nothing is lost, doubled or shown to the wrong one."""

import pytest

from bot.http.pages import LOST
from tests.chromium import DESKTOP, OpenBrowser
from tests.desk.chromium.walk import ask, on_the_table, press, send, sign_in, tap, wait_for
from tests.desk.laptop import NUMBER, Laptop
from tests.desk.table import cases

pytestmark = pytest.mark.browser


def test_what_is_sent_without_a_line_stays_on_the_page_and_counts_once(
    open_browser: OpenBrowser, laptop: Laptop
) -> None:
    page = open_browser(DESKTOP)
    wait_for(laptop, laptop.helper("ana"))
    sign_in(page, "ana")
    for screen in on_the_table(page, "ht"):
        if screen == "after-understood":
            break
    page.context.set_offline(True)
    page.fill("#text", "1")
    page.keyboard.press("Enter")
    page.locator(".lost").wait_for()
    assert page.locator(".lost").inner_text() == LOST.english
    assert page.locator("#text").input_value() == "1"
    laptop.clock.forward(minutes=10)
    page.context.set_offline(False)
    assert ask(laptop, cases) == 0
    press(page, "Enter")
    assert ask(laptop, cases) == 1
    assert page.locator(".lost").is_hidden()


def test_a_lid_that_is_closed_without_a_line_shows_nothing_and_locks_when_the_line_is_back(
    open_browser: OpenBrowser, laptop: Laptop
) -> None:
    page = open_browser(DESKTOP)
    page.clock.install()
    wait_for(laptop, laptop.helper("ana"))
    sign_in(page, "ana")
    page.context.set_offline(True)
    page.clock.fast_forward("10:00")
    page.clock.run_for(6_000)
    assert page.locator("body").is_hidden()
    page.context.set_offline(False)
    page.clock.run_for(6_000)
    page.locator("#number").wait_for()
    page.fill("#number", NUMBER)
    press(page, "Enter")
    assert page.locator("form[data-lock]").is_visible()


def test_back_shows_what_is_true_now(open_browser: OpenBrowser, laptop: Laptop) -> None:
    page = open_browser(DESKTOP)
    wait_for(laptop, laptop.helper("ana"))
    sign_in(page, "ana")
    for screen in on_the_table(page, "ht"):
        if screen == "after-yes":
            break
    tap(page, "understood")
    shown = page.locator(".card .bubble").first.inner_text()
    page.goto("/desk/help")
    page.go_back()
    page.wait_for_url("**/desk/card/*")
    assert page.locator(".card .bubble").first.inner_text() == shown
    page.goto("/desk/account")
    send(page, "/desk/close")
    page.go_back()
    page.locator("#passphrase").wait_for()
