"""Nobody is shut out at the desk: axe-core finds nothing on any page, by day and by night, and nothing is cut off."""

import pytest

from tests.chromium import DESKTOP, PHONE, OpenBrowser, fits, shuts_nobody_out
from tests.desk.chromium.walk import pages
from tests.desk.laptop import Laptop

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "theirs", "size"), [("en", "ht", DESKTOP), ("ht", "en", PHONE), ("es", "fr", PHONE)]
)
def test_axe_finds_nothing_on_any_page_and_each_fits(
    open_browser: OpenBrowser, axe: str, laptop: Laptop, language: str, theirs: str, size: dict[str, int]
) -> None:
    page = open_browser(size)
    for _ in pages(laptop, page, language, theirs):
        shuts_nobody_out(page, axe)
        fits(page)
