"""The way from a link to a ticket, as a person taps and types it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TO_CONSENT = ("understood", "continue")
TO_PLACE = (*TO_CONSENT, "agree", "own", "3", "yes")
TOWN = "Monterrey"
TO_SUMMARY = ("yes", "ciudad-juarez", "done")


IS_ANSWERED = """before => document.readyState === "complete"
    && document.querySelector("[name=form]") && !document.querySelector(`[name=form][value="${before}"]`)"""


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Wait until an act has led to another form: on a new page, or in the place of the old one."""
    before = page.locator("[name=form]").last.get_attribute("value")
    yield
    for _ in range(400):  # without JavaScript the browser cannot watch for it by itself
        with suppress(Exception):  # between two pages there is nothing to ask
            if page.evaluate(IS_ANSWERED, before):
                return
        page.wait_for_timeout(25)
    raise AssertionError("no answer came")


def tap(page: Page, choice: str) -> None:
    """Tap a button of the last question."""
    with answered(page):
        page.locator(f'button[value="{choice}"]').last.click()


def write(page: Page, text: str) -> None:
    """Type a text and send it."""
    page.fill("#text", text)
    with answered(page):
        page.locator("form:has(#text) button").click()


def choices(page: Page) -> list[str]:
    """The choices on the screen."""
    found: list[str] = page.locator("button[name=choice]").evaluate_all("all => all.map(one => one.value)")
    return found


def walk(page: Page, language: str) -> Iterator[str]:
    """Go from a link to the ticket, and say at each screen where it is."""
    page.goto(f"/{language}")
    yield "practice"
    for choice in TO_PLACE:
        tap(page, choice)
        yield f"after-{choice}"
    write(page, TOWN)
    yield "town"
    for choice in TO_SUMMARY:
        tap(page, choice)
        yield f"place-{choice}"
    for screen in ("hours", "summary"):
        tap(page, choices(page)[0])
        yield screen
    tap(page, "confirm")
    yield "ticket"


def book(page: Page, language: str = "en", until: str = "ticket") -> None:
    """Go on until a screen."""
    for screen in walk(page, language):
        if screen == until:
            return
    assert until == "ticket", until
