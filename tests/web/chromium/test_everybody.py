"""Nobody is shut out: axe-core finds nothing on any page, by day and by night."""

import pytest

from bot.channels.web import run
from bot.channels.web.pages import TITLES
from bot.storage.database import StoreError
from tests.chromium import PHONE, OpenBrowser, fits, shuts_nobody_out
from tests.conftest import LANGUAGES
from tests.web.browser import Stage
from tests.web.chromium.walk import answered, tap, walk

pytestmark = pytest.mark.browser
WRONG = "BATO LIMA 473 KADO"


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page(
    open_browser: OpenBrowser, axe: str, stage: Stage, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    page = open_browser(PHONE)

    def look() -> None:
        shuts_nobody_out(page, axe)
        fits(page)

    for _ in walk(page, language):
        page.locator("summary").click()
        look()
    for choice in ("save", "qr", "help", "danger", "show"):
        tap(page, choice)
        look()
    for name in TITLES:
        page.goto(f"/{name}/{language}")
        look()
    page.goto(f"/check/{language}")
    page.fill("#code", WRONG)
    with answered(page):
        page.keyboard.press("Enter")
    look()
    page.goto(f"/nothing/{language}")
    look()
    page.goto("/")
    monkeypatch.setattr(run, "hear", closed)
    page.locator("button[name=choice]").first.click()
    page.locator("input[name=choice]").wait_for(state="attached")
    look()


def closed(*_: object) -> None:
    raise StoreError("full")
