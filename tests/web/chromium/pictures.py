"""Take the pictures of the README: python -m tests.web.chromium.pictures"""

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.web.browser import served
from tests.web.chromium.walk import TOWN

PICTURES = Path(__file__).parent / "pictures"
WAY = {
    "en": ("understood", "continue", "agree", "own", "3"),
    "ht": (
        "understood",
        "continue",
        "agree",
        "own",
        "3",
        "yes",
        "Monterrey",
        "yes",
        "ciudad-juarez",
        "done",
        "",
        "",
        "confirm",
    ),
}
"""What is tapped, typed, or the first choice, in each language."""


async def take() -> None:
    """Go the way in each language, and take a picture of its end."""
    PICTURES.mkdir(exist_ok=True)
    async with served(Path(tempfile.mkdtemp())) as stage, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), chromium_sandbox=False)
        for language, way in WAY.items():
            context = await browser.new_context(
                base_url=stage.base, viewport={"width": 320, "height": 600}, java_script_enabled=False
            )
            page = await context.new_page()
            await page.goto(f"/{language}")
            for step in way:
                async with page.expect_navigation():
                    if step == TOWN:
                        await page.fill("#text", step)
                        await page.press("#text", "Enter")
                    else:
                        wanted = f"[value='{step}']" if step else ""
                        await page.locator(f"button[name=choice]{wanted}").first.click()
            await page.screenshot(path=PICTURES / f"{language}.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take())
