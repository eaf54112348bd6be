"""The pages beside the chat: in four languages, linked with each other, and a slip is checked without a trace of it."""

import logging
from pathlib import Path

import pytest

from bot.channels.web.limits import CHECKS
from bot.channels.web.pages import TITLES, VERDICTS
from bot.core.language.text import ENGLISH, Text
from bot.services.booking.check_ticket import Verdict, check
from bot.services.rate_limits import FROM_ANYWHERE
from bot.storage.tables import audit_log
from tests.conftest import LANGUAGES, NOW
from tests.services.booking.test_check_ticket import code_in, slip_of
from tests.web.browser import Browser, Page, Stage, play
from tests.web.test_chat import to_summary

WRONG = "BATO LIMA 473 KADO"


@pytest.fixture(autouse=True)
def with_seats(app: object) -> None:
    """The practice pack with its slots, in the database of this test."""


async def checked(browser: Browser, text: str, language: str = "en", **headers: str) -> str:
    """What the page says about a slip."""
    page = await browser.open(f"/check/{language}")
    form = {**page.forms[0].hidden, "code": text}
    async with browser.http.post(f"{browser.base}/check/{language}", data=form, headers=headers) as answer:
        said = Page(answer.status, await answer.text(), str(answer.url.path_qs))
    assert (said.status, said.path) == (200, f"/check/{language}"), "nothing of the slip is in the address"
    assert text not in said.html, "nor is it on the page"
    return said.text


def verdict(key: Verdict | None) -> str:
    return ENGLISH.say(VERDICTS[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_in_each_language_and_leads_to_all_others_and_back(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        say = stage.thread.app.catalogs[language].say
        others = {f"/{page}/{language}" for page in TITLES}
        assert others <= {*(await browser.open(f"/{language}")).links}
        for name, title in TITLES.items():
            page = await browser.open(f"/{name}/{language}")
            assert (page.status, page.language) == (200, language)
            assert f"<h1>{say(title)}</h1>" in page.html
            assert {*others, f"/{language}", *(f"/{name}/{code}" for code in LANGUAGES)} <= {*page.links}
            assert "<title>Chat</title>" in page.html
        practice = say(Text("practice.line", ""))[:8]
        assert practice in (await browser.open(f"/how/{language}")).html
        assert browser.cookie == ""

    play(tmp_path, act)


def test_a_slip_is_valid_changed_or_not_and_nothing_else_is_told_or_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(stage: Stage) -> None:
        browser, stranger = stage.browser(), stage.browser()
        await to_summary(browser)
        await browser.tap("confirm")
        slip = await stage.thread.run(slip_of)
        code = code_in(slip)
        for text in (code, code.lower(), slip):
            assert await checked(stranger, text) == verdict("valid")
        assert await checked(stranger, WRONG) == verdict("not valid")
        assert await checked(stranger, "<b>hello</b>") == verdict("not valid")
        await browser.tap("cancel", "yes")
        assert await checked(stranger, slip) == verdict("changed")
        assert await checked(stranger, code) == verdict("not valid"), "as at a desk"
        rows = await stage.thread.run(lambda app: audit_log.listing(app.db))
        assert {(row.actor, row.object) for row in rows if row.action == "check"} == {
            ("person", "pack:border-appointments")
        }
        assert not [row for row in rows if code in str(row) or WRONG in str(row)]

    with caplog.at_level(logging.DEBUG):
        play(tmp_path, act)
    assert WRONG not in caplog.text


def test_who_checks_too_much_waits_and_the_desks_can_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        for _ in range(CHECKS.most):
            assert await checked(browser, WRONG) == verdict("not valid")
        assert await checked(browser, WRONG) == verdict(None)
        stage.clock.forward(seconds=CHECKS.seconds)
        monkeypatch.setattr("bot.storage.tables.wrong_codes.closed_hours", closed_after)
        asked.clear()
        assert await checked(browser, WRONG) == verdict("not valid")
        desk = audit_log.Actor("user:desk", NOW)
        assert await stage.thread.run(check, WRONG, NOW, desk) == "not valid"
        public, at_desk = asked
        assert public == FROM_ANYWHERE
        assert at_desk >= 2 * public, "half is for the desks alone"

    asked: list[int] = []

    def closed_after(db: object, most: int, now: object) -> int:
        asked.append(most)
        return 0

    play(tmp_path, act)


def test_a_form_of_another_site_or_of_yesterday_checks_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        assert await checked(browser, WRONG, **{"Sec-Fetch-Site": "cross-site"}) == ""
        assert await checked(browser, WRONG, Origin="https://example.org") == ""
        old = (await browser.open("/check/en")).forms[0].hidden
        stage.clock.forward(hours=3)
        for form in (old, {}, {"form": "x"}):
            async with browser.http.post(f"{stage.base}/check/en", data={**form, "code": WRONG}) as answer:
                assert Page(answer.status, await answer.text(), "").text == ""
        async with browser.http.post(f"{stage.base}/check/fr", data={"code": "x" * 9_000}) as answer:
            assert (answer.status, Page(413, await answer.text(), "").language) == (413, "fr")
        assert await stage.count("wrong_code") == 0

    play(tmp_path, act)


def test_a_pack_that_is_a_page_has_no_slip_and_keeps_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        how = await browser.open("/how/en")
        assert (how.status, "/check/en" in how.links) == (200, False)
        assert (await browser.open("/check/en")).status == 404
        assert "I keep nothing" in (await browser.open("/privacy/en")).html
        assert (await browser.open("/about/en")).status == 200

    play(tmp_path, act, pack="humanitarian-parole")
