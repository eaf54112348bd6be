"""Take the picture of the table for the README, with people who are made up: python -m tests.desk.chromium.pictures"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import in_a_thread
from tests.desk.chromium.walk import on_the_table, press, sign_in, start, wait_for
from tests.desk.laptop import served

PICTURE = Path(__file__).parent / "pictures" / "table.png"
OTHER = "es"


def take() -> None:
    """Open two cards, and take a picture of the first one."""
    with in_a_thread(served(Path(tempfile.mkdtemp()))) as laptop, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), chromium_sandbox=False)
        page = browser.new_page(base_url=laptop.base, viewport={"width": 960, "height": 600}, device_scale_factor=0.8)
        wait_for(laptop, laptop.helper("ana"))
        sign_in(page, "ana")
        next(screen for screen in on_the_table(page, "ht") if screen == "after-agree")
        start(page, OTHER)
        press(page, "n")
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    take()
