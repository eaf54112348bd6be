"""Tried as a new volunteer would: the first booking for somebody else, with nothing but the page of help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.chromium import DESKTOP, browsers, in_a_thread
from tests.conftest import LANGUAGES
from tests.desk.chromium.newcomer import Newcomer, Tongue
from tests.desk.chromium.walk import sign_in, wait_for
from tests.desk.laptop import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
FIVE_MINUTES, MARGIN = 300, 15
"""Seconds. Without a margin the next sentence on a page would break it."""
THEIRS = "ht"
PRACTICE = ("Done", "Book it", "Yes", "I understand", "I agree", "2", "Yes, one or more", "Tijuana / San Ysidro")
CLINIC = ("Book it", "Yes", "I agree", "2", "None of these", "Help with an asylum application")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("pack", "answers", "most"), [("border-appointments", PRACTICE, 21), ("legal-clinic", CLINIC, 17)]
)
def test_a_new_volunteer_books_for_somebody_within_five_minutes_and_never_guesses(
    chromium: Browser, tmp_path: Path, language: str, pack: str, answers: tuple[str, ...], most: int
) -> None:
    with in_a_thread(served(tmp_path, pack=pack)) as laptop, browsers(chromium, laptop.base) as open_browser:
        page = open_browser(DESKTOP, locale=language)
        wait_for(laptop, laptop.helper("eva"))
        sign_in(page, "eva", language)
        ours, theirs = Tongue(laptop.thread.app, language), Tongue(laptop.thread.app, THEIRS)
        eva = Newcomer(page, ours, theirs, (theirs.name, *answers), town="Tijuana")
        eva.read_help()
        eva.book()
    print(f"\n{pack}, {language}: booked after {eva.booked:.0f} s, the slip read back after {eva.seconds:.0f} s")
    print("\n".join(f"{number}. {step}" for number, step in enumerate(eva.steps, 1)))
    assert eva.guesses == []
    assert eva.booked < FIVE_MINUTES - MARGIN
    assert len(eva.steps) <= most
