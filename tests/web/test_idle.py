"""A page that nobody taps gives way to the first one: soon on a shared phone, told before, and held back by one tap."""

import re
from pathlib import Path

import pytest

from tests.web.browser import Browser, Page, Stage, play
from tests.web.test_chat import TO_CONSENT

FOR = re.compile(r'data-open-for="(\d+)"')
REFRESH = re.compile(r'<noscript><meta http-equiv="refresh" content="(\d+);url=/"></noscript>')


def open_for(page: Page) -> int:
    """Minutes after which a page closes itself, which are the same with a script and without, and are told."""
    (with_script,), (without,) = FOR.findall(page.html), REFRESH.findall(page.html)
    assert with_script == without
    minutes = int(without) // 60
    assert re.search(rf"<noscript>\s*<p>[^<]*\b{minutes}\b[^<]*</p>", page.html)
    assert f'href="{"/" if page.path == "/" else ""}' in page.html
    return minutes


async def stay(browser: Browser, **headers: str) -> int:
    """What the script says when somebody is still there."""
    async with browser.http.post(f"{browser.base}/stay", headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize(("whose", "minutes"), [("own", 30), ("shared", 10)])
def test_a_page_is_open_for_as_long_as_the_case_behind_it(tmp_path: Path, whose: str, minutes: int) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        assert not FOR.search((await browser.open("/")).html), "the first page tells nothing and may stay"
        assert open_for(await browser.open("/ht")) == 10
        assert open_for(await browser.tap(*TO_CONSENT, "agree")) == 10, "not answered yet"
        party = await browser.tap(whose)
        assert open_for(party) == minutes
        stage.clock.forward(minutes=minutes)
        assert (await browser.open()).choices == party.choices
        stage.clock.forward(minutes=minutes, seconds=1)
        assert (await browser.open()).choices != party.choices
        assert open_for(browser.page) == minutes if whose == "own" else not FOR.search(browser.page.html)

    play(tmp_path, act)


def test_who_is_still_there_keeps_the_case_open_and_takes_no_message_away(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/fr")
        party = await browser.tap(*TO_CONSENT, "agree", "shared")
        form = party.write("3")
        for _ in range(3):
            stage.clock.forward(minutes=9)
            assert await stay(browser) == 204
        assert await stage.count("outbox") == 0
        assert (await browser.open()).choices == party.choices
        stage.clock.forward(minutes=9)
        assert await stay(browser, **{"Sec-Fetch-Site": "cross-site"}) == 403
        stage.clock.forward(minutes=2)
        assert await stay(browser) == 204
        assert "fr" in (await browser.open()).choices, "what is closed stays closed"
        assert "fr" in (await browser.send(form)).choices
        assert await stay(stage.browser()) == 204

    play(tmp_path, act)
