"""Behind a server with TLS: the public address, and whose word about a request counts."""

from pathlib import Path

import pytest

from bot.channels.web import errors
from bot.settings import SettingsError, WebSettings, read_web
from bot.storage.tables.rate_limits import Limit
from tests.conftest import LANGUAGES
from tests.web.browser import Browser, Stage, play
from tests.web.test_chat import TO_CONSENT

PUBLIC = "https://chat.example.org"
BEHIND = WebSettings("127.0.0.1", 0, public=PUBLIC)


async def cookie_of(stage: Stage, **headers: str) -> str:
    """Return how the cookie of a person who agrees is set."""
    browser = stage.browser()
    await browser.open("/fr")
    form = (await browser.tap(*TO_CONSENT)).tap("agree")
    async with browser.http.post(f"{stage.base}/chat", data=form, headers=headers, allow_redirects=False) as answer:
        assert answer.status == 303
        return answer.headers["Set-Cookie"]


def test_the_public_address_makes_the_cookie_secure_whatever_a_request_says(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        assert "; Secure" in await cookie_of(stage)
        assert "; Secure" in await cookie_of(stage, **{"X-Forwarded-Proto": "http"})

    play(tmp_path, act, BEHIND)


def test_a_form_counts_from_the_public_address_and_from_no_other(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        await browser.open("/es")
        here = stage.base.partition("://")[2]
        for origin, heard in (
            (PUBLIC, True),
            ("https://chat.example.org.evil.example", False),
            ("http://chat.example.org", False),
            ("null", False),
            (f"http://{here}", False),
        ):
            page = await browser.open("/es")
            seen = await browser.send(page.tap("understood"), Origin=origin)
            assert (seen.path == "/chat") is heard, origin

    play(tmp_path, act, BEHIND)


def test_a_page_names_its_public_address_to_those_who_share_it(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        browser = stage.browser()
        for language in LANGUAGES:
            page = await browser.open(f"/{language}")
            assert f'<link rel="canonical" href="{PUBLIC}/{language}">' in page.html
            assert f'<link rel="canonical" href="{PUBLIC}/{language}">' in (await browser.tap("understood")).html
        assert f'<link rel="canonical" href="{PUBLIC}/">' in (await browser.open("/")).html
        await browser.open("/ht")
        assert f'<link rel="canonical" href="{PUBLIC}/">' in (await browser.tap(*TO_CONSENT, "agree")).html

    play(tmp_path, act, BEHIND)


async def asks(browser: Browser, **headers: str) -> int:
    return (await browser.open("/", **headers)).status


@pytest.mark.parametrize("proxy", ["", "127.0.0.2", "127.0.0.1", "127.0.0.0/8"])
def test_what_a_proxy_says_of_a_request_counts_only_from_where_the_setting_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    believed = proxy.startswith("127.0.0.") and proxy != "127.0.0.2"

    async def act(stage: Stage) -> None:
        assert ("; Secure" in await cookie_of(stage, **{"X-Forwarded-Proto": "https"})) is believed
        stage.clock.forward(minutes=1)
        browser = stage.browser()
        others = [await asks(browser, **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(22)]
        assert others == ([200] * 22 if believed else [200] * 20 + [429] * 2)
        stage.clock.forward(minutes=1)
        forged = [await asks(browser, **{"X-Forwarded-For": f"192.0.2.{n}, 203.0.113.9"}) for n in range(22)]
        assert forged == [200] * 20 + [429] * 2, "a caller writes what they like before the word of the proxy"

    monkeypatch.setattr(errors, "CROWD", Limit(20, 0.1))
    play(tmp_path, act, read_web("127.0.0.1:0", proxy))


def test_settings_of_the_web_that_cannot_be_are_named_with_what_to_write() -> None:
    for wrong in ("chat.example.org", "ftp://chat.example.org", "https://", "https://example.org/chat", "https://a b/"):
        with pytest.raises(SettingsError, match="RANDEVOU_WEB_PUBLIC"):
            read_web(public=wrong)
    for wrong in ("*", "proxy.example.org", "10.0.0.1/8", "10.0.0.1 10.0.0.2", ","):
        with pytest.raises(SettingsError, match="RANDEVOU_WEB_PROXY"):
            read_web(proxy=wrong)
    assert read_web(public=f"{PUBLIC}/").public == PUBLIC
    assert read_web(public="https://Chat.Example.org:443").public == PUBLIC
    assert read_web(proxy="10.0.0.0/8, ::1").proxy == "10.0.0.0/8,::1"


def test_the_language_links_and_the_start_name_the_public_address() -> None:
    assert read_web("127.0.0.1:80", public=PUBLIC).link == f"{PUBLIC}/"
    assert read_web("127.0.0.1:80").link == "http://127.0.0.1:80/"
