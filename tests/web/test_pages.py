"""What every web page keeps to: headers, no request to another host, few bytes, errors in the reader's language."""

import logging
import re
from pathlib import Path

import pytest

from bot.channels.web import errors, pages, run
from bot.core.language.text import Text
from bot.http.crowd_limit import CROWD
from bot.storage.database import StoreError
from bot.storage.tables.rate_limits import Limit
from tests.conftest import LANGUAGES
from tests.web.browser import Page, Stage, play
from tests.web.test_chat import TO_CONSENT

ELSEWHERE = re.compile(r"https?://|//[a-z]")
INLINE = re.compile(r"<style|<script(?![^>]* src=)| style=| on[a-z]+=", re.IGNORECASE)


def test_every_answer_keeps_itself_to_this_page_and_to_no_cache(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        http = stage.browser().http
        for path in ("/", "/ht", "/chat", "/nothing-here"):
            async with http.get(stage.base + path) as answer:
                given = answer.headers
            assert "default-src 'none'" in given["Content-Security-Policy"]
            assert "unsafe" not in given["Content-Security-Policy"]
            assert given["X-Content-Type-Options"] == "nosniff"
            assert given["Cache-Control"] == "no-store"
            assert "geolocation=(self)" in given["Permissions-Policy"]

    play(tmp_path, act)


def test_the_first_page_and_all_it_loads_are_small_and_come_from_here(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        page = await browser.open("/ht")
        loaded = re.findall(r'(?:href|src)="(/[^"/]+\.(?:css|js))"', page.html)
        assert len(loaded) == 2
        size = len(page.html.encode())
        for path in loaded:
            async with browser.http.get(stage.base + path) as answer:
                assert (answer.status, "immutable" in answer.headers["Cache-Control"]) == (200, True)
                size += len(await answer.read())
        assert size < 50_000
        assert not ELSEWHERE.search(page.html)
        assert not INLINE.search(page.html)

    play(tmp_path, act)


def test_pages_are_packed_on_their_way_and_news_are_not(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        page = await browser.open("/ht")
        async with browser.http.get(f"{stage.base}/ht") as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert int(answer.headers["Content-Length"]) < len(page.html.encode()) / 2
        await browser.tap(*TO_CONSENT, "agree")
        async with browser.http.get(f"{stage.base}/events") as answer:
            assert "Content-Encoding" not in answer.headers

    play(tmp_path, act)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_has_the_numbers_to_call_and_the_message_to_show(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open(f"/{language}")
        for page in (browser.page, *[await browser.tap(choice) for choice in (*TO_CONSENT, "agree", "own", "3")]):
            has_numbers(page)
        for name in pages.TITLES:
            has_numbers(await browser.open(f"/{name}/{language}"))

    play(tmp_path, act)


def has_numbers(page: Page) -> None:
    at_hand = page.html.partition("<details>")[2]
    assert "911" in at_hand
    assert "Necesito ayuda" in at_hand


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_says_in_the_language_of_the_page_what_happened_and_what_to_do_next(
    tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        say = stage.thread.app.catalogs[language].say

        async def error(method: str, path: str, text: str = "", **headers: str) -> int:
            """The status, after a look at what is said."""
            data = {"text": text} if text else None
            async with browser.http.request(method, stage.base + path, data=data, headers=headers) as answer:
                page = Page(answer.status, await answer.text(), "")
                assert answer.headers["Cache-Control"] == "no-store"
            assert (page.language, page.text) == (language, say(errors.ERRORS.get(page.status, errors.OUR_FAULT)))
            assert page.links[-1] == f"/{language}"
            has_numbers(page)
            return page.status

        other = next(code for code in LANGUAGES if code != language)
        wanted = {"Accept-Language": f"xx,{language}-MX;q=0.9,{other}"}
        assert await error("GET", "/nothing-here", **wanted) == 404
        assert await error("GET", f"/nothing-here/{language}", **{"Accept-Language": other}) == 404
        assert await error("DELETE", f"/{language}") == 405
        assert await error("POST", f"/chat/{language}", "x" * 20_000) == 413
        for fault, status in ((StoreError("full"), 503), (ValueError("no"), 500)):
            monkeypatch.setattr(run, "hear", failing(fault))
            assert await error("POST", f"/chat/{language}", "hello") == status
            monkeypatch.setattr(run, "visit", failing(fault))
            assert await error("GET", f"/{language}") == status
            monkeypatch.setattr(pages, "check", failing(fault))
            form = (await browser.open(f"/check/{language}")).forms[0].hidden
            async with browser.http.post(f"{stage.base}/check/{language}", data={**form, "code": "BATO"}) as answer:
                assert answer.status == status
        stage.clock.forward(minutes=1)
        for _ in range(40):
            await browser.open(f"/{language}")
        assert await error("GET", f"/{language}") == 429

    monkeypatch.setattr(errors, "CROWD", Limit(40, 1))
    play(tmp_path, act)


def test_every_error_says_that_nothing_is_lost() -> None:
    for text in {*errors.ERRORS.values(), errors.OUR_FAULT}:
        assert "Nothing is lost" in text.english


def test_a_closed_store_and_a_fault_of_ours_lose_nothing_and_tell_the_log_nothing_of_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/en")
        await browser.tap("understood")
        form = browser.page.write("my secret")
        for error, status in ((StoreError("full"), 503), (ValueError("my secret"), 500)):
            monkeypatch.setattr(run, "hear", failing(error))
            page = await browser.send(form)
            assert (page.status, page.forms[0].hidden) == (status, form), "the same form can be sent again"
        monkeypatch.undo()
        again = await browser.send(page.forms[0].hidden)
        assert again.status == 200
        assert "continue" in again.choices, "the talk goes on where it was, before consent, too"

    with caplog.at_level(logging.DEBUG, "randevou"):
        play(tmp_path, act)
    assert "secret" not in caplog.text
    assert "ValueError" in caplog.text


def failing(error: Exception) -> object:
    def act(*_: object) -> None:
        raise error

    return act


def test_one_internet_address_that_asks_for_too_much_waits_and_a_hundred_people_behind_one_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        for _ in range(100):
            assert (await browser.open()).status == 200
        assert (await browser.open()).status == 429
        stage.clock.forward(seconds=1)
        assert (await browser.open()).status == 200
        stage.clock.forward(minutes=-4)
        assert (await browser.open()).status == 200, "a clock that is set back shuts nobody out"

    assert CROWD.most > 500
    monkeypatch.setattr(errors, "CROWD", Limit(100, 0.1))
    play(tmp_path, act)


def test_a_page_that_a_browser_only_guesses_takes_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/fr")
        await browser.tap(*TO_CONSENT, "agree")
        assert (await browser.open("/", **{"Sec-Purpose": "prefetch;prerender"})).status == 503
        assert "own" in (await browser.open()).choices

    play(tmp_path, act)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_notice_is_a_page_that_speaks_of_the_browser(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        chat = await browser.open(f"/{language}")
        assert f"/privacy/{language}" in chat.links
        notice = await browser.open(f"/privacy/{language}")
        assert (notice.status, notice.language, notice.links[-1]) == (200, language, f"/privacy/{language}")
        say = stage.thread.app.catalogs[language].say
        assert say(Text("privacy.web", "What your browser keeps")) in notice.html
        assert say(Text("privacy.channel", "What Telegram keeps")) not in notice.html

    play(tmp_path, act)


def test_who_agrees_in_the_browser_reads_that_the_browser_keeps_the_chat_too(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/en")
        assert "This browser and this phone keep the chat too" in (await browser.tap(*TO_CONSENT)).text

    play(tmp_path, act)
