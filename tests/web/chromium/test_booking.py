"""A whole booking in each language, on a small phone and on a desktop, with JavaScript and without."""

import pytest

from bot.channels.web.pages import TITLES
from tests.chromium import DESKTOP, PHONE, OpenBrowser, fits
from tests.conftest import LANGUAGES
from tests.web.chromium.walk import choices, walk

pytestmark = pytest.mark.browser
WAYS = [
    (language, size, script)
    for number, language in enumerate(LANGUAGES)
    for size, script in ((PHONE, bool(number % 2)), (DESKTOP, not number % 2))
]
"""Each language on both screens, once with the script and once without; each screen in both ways."""


@pytest.mark.parametrize(("language", "size", "script"), WAYS)
def test_a_link_leads_to_a_ticket(open_browser: OpenBrowser, language: str, size: dict[str, int], script: bool) -> None:
    page = open_browser(size, java_script_enabled=script)
    for _ in walk(page, language):
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate("location.search") == ""
        fits(page)
        assert page.title() == "Chat"
    assert "another_time" in choices(page)
    for name in TITLES:
        page.goto(f"/{name}/{language}")
        fits(page)
