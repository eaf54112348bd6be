"""What every web page keeps to: headers, no request to another host, few bytes, errors in the reader's language."""

import logging
import re
from pathlib import Path

import pytest

from bot.channels.web import run
from bot.core.language.text import Text
from bot.storage.database import StoreError
from tests.conftest import LANGUAGES
from tests.web.browser import Stage, play
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_has_the_numbers_to_call_and_the_message_to_show(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open(f"/{language}")
        for page in (browser.page, *[await browser.tap(choice) for choice in (*TO_CONSENT, "agree", "3")]):
            at_hand = page.html.partition("<details>")[2]
            assert "911" in at_hand
            assert "Necesito ayuda" in at_hand

    play(tmp_path, act)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_is_said_in_the_language_of_the_reader(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        say = stage.thread.app.catalogs[language].say
        wanted = {"Accept-Language": f"xx,{language}-MX;q=0.9,de"}
        lost = await browser.open("/nothing-here", **wanted)
        assert (lost.status, lost.language, lost.text) == (404, language, say(run.NO_PAGE))
        long = await browser.send({"text": "x" * 20_000}, **wanted)
        assert (long.status, long.text) == (413, say(run.TOO_LONG))

    play(tmp_path, act)


def test_a_closed_store_and_a_fault_of_ours_are_said_and_tell_the_log_nothing_of_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/en")
        form = browser.page.write("my secret")
        for error, status in ((StoreError("full"), 503), (ValueError("my secret"), 500)):
            monkeypatch.setattr(run, "hear", failing(error))
            assert (await browser.send(form)).status == status
        monkeypatch.undo()
        assert (await browser.send(form)).status == 200

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
        monkeypatch.setattr("bot.channels.web.limits.MOST", 100)
        assert (await browser.open()).status == 429
        stage.clock.forward(seconds=1)
        assert (await browser.open()).status == 200
        stage.clock.forward(minutes=-4)
        assert (await browser.open()).status == 200, "a clock that is set back shuts nobody out"

    play(tmp_path, act)


def test_a_page_that_a_browser_only_guesses_takes_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/fr")
        await browser.tap(*TO_CONSENT, "agree")
        assert (await browser.open("/", **{"Sec-Purpose": "prefetch;prerender"})).status == 503
        assert "3" in (await browser.open()).choices

    play(tmp_path, act)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_notice_is_a_page_that_speaks_of_the_browser(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        chat = await browser.open(f"/{language}")
        assert f"/privacy/{language}" in chat.links
        notice = await browser.open(f"/privacy/{language}")
        assert (notice.status, notice.language, notice.links[-1]) == (200, language, "/")
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
