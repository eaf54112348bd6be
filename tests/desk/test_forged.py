"""Forged, replayed and cross-site requests to the desk, stolen sessions, and requests from elsewhere."""

from pathlib import Path

import pytest

from bot.core.desk.acts import Role
from bot.storage.tables import desk_sessions
from tests.desk.laptop import NUMBER, Browser, Laptop, play, secret_of

pytestmark = pytest.mark.usefixtures("app")


async def locks(laptop: Laptop) -> int:
    """How many sessions are locked."""
    return await laptop.ask(lambda app: sum(one.locked for one in desk_sessions.everyone(app.db, laptop.clock())))


async def sessions(laptop: Laptop) -> int:
    """How many sessions there are."""
    return await laptop.ask(lambda app: len(desk_sessions.everyone(app.db, laptop.clock())))


def test_a_form_without_our_mark_or_of_another_session_or_too_old_does_nothing(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana, luis = await laptop.signed_in("ana"), await laptop.signed_in("luis")
        form = ana.page.form("/desk/lock").hidden["form"]
        await ana.post("/desk/lock", {})
        await ana.post("/desk/lock", {"form": form[:-1] + ("0" if form[-1] != "0" else "1")})
        await ana.post("/desk/lock", {"form": luis.page.form("/desk/lock").hidden["form"]})
        await laptop.browser().post("/desk/lock", {"form": form})
        for _ in range(5):
            laptop.clock.forward(minutes=25)
            await ana.open("/desk/table")
        await ana.post("/desk/lock", {"form": form})
        assert "/desk/lock" in (await ana.open("/desk/table")).actions
        await ana.send("/desk/lock")
        assert "/desk/unlock" in ana.page.actions, "the same with the form of the page"

    play(tmp_path, act)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
    ],
)
def test_a_form_that_another_site_sends_does_nothing(tmp_path: Path, headers: dict[str, str]) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await ana.post("/desk/lock", ana.page.form("/desk/lock").hidden, **headers)
        assert await locks(laptop) == 0
        stranger = laptop.browser()
        await stranger.open()
        fields = {"name": "ana", "passphrase": secret_of("ana"), "number": NUMBER}
        await stranger.post("/desk/in", {**stranger.page.form("/desk/in").hidden, **fields}, **headers)
        assert await sessions(laptop) == 1, "nobody is signed in by another site either"

    play(tmp_path, act)


def test_no_page_of_another_site_gets_the_cookie(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        await laptop.helper("ana")
        browser = laptop.browser()
        page = await browser.open()
        fields = {"name": "ana", "passphrase": secret_of("ana"), "number": NUMBER}
        async with browser.http.post(
            f"{laptop.base}/desk/in", data=page.form("/desk/in").hidden | fields, allow_redirects=False
        ) as answer:
            cookie = answer.headers["Set-Cookie"]
        assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/desk", "SameSite=strict"}

    play(tmp_path, act)


def test_a_form_that_is_sent_again_does_nothing_also_that_of_a_sign_in(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        await laptop.helper("ana")
        ana = laptop.browser()
        sign_in = (await ana.open()).form("/desk/in").hidden
        fields = sign_in | {"name": "ana", "passphrase": secret_of("ana"), "number": NUMBER}
        await ana.post("/desk/in", fields)
        lock = ana.page.form("/desk/lock").hidden
        await ana.post("/desk/lock", lock)
        await ana.send("/desk/unlock", number=NUMBER)
        await ana.post("/desk/lock", lock)
        assert await locks(laptop) == 0
        await ana.open("/desk/account")
        await ana.send("/desk/close")
        assert (await ana.post("/desk/in", fields)).actions == ["/desk/in"], "as by Back on a shared laptop"
        assert await sessions(laptop) == 0

    play(tmp_path, act)


def test_a_stolen_session_opens_nothing_after_sign_out_everywhere_a_new_passphrase_or_the_end_of_the_account(
    tmp_path: Path,
) -> None:
    async def act(laptop: Laptop) -> None:
        async def stolen(browser: Browser) -> bool:
            found = await laptop.browser().open("/desk/table", Cookie=f"desk={cookie}")
            return found.path == "/desk/table" and "/desk/in" not in found.actions

        ana, tablet = await laptop.signed_in("ana"), laptop.browser()
        cookie = ana.cookie
        assert await stolen(ana)
        await tablet.sign_in("ana")
        await tablet.open("/desk/account")
        await tablet.send("/desk/out-everywhere")
        assert not await stolen(ana)
        assert await sessions(laptop) == 0

        await ana.sign_in("ana")
        cookie = ana.cookie
        link = await laptop.invite("ana")
        await tablet.open(link)
        assert await stolen(ana), "to open the link ends nothing yet"
        await tablet.send(link, passphrase="some other four words", again="some other four words", number=NUMBER)
        assert not await stolen(ana)
        cookie = tablet.cookie
        assert await stolen(tablet)
        await laptop.remove("ana")
        assert not await stolen(tablet)

    play(tmp_path, act)


def test_a_role_that_is_taken_away_counts_from_the_next_page(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        rosa = await laptop.signed_in("rosa", Role.COORDINATOR)
        assert (await rosa.open("/desk/team")).status == 200
        await laptop.give_role("rosa", Role.VOLUNTEER)
        assert (await rosa.open("/desk/team")).status == 404

    play(tmp_path, act)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "desk.example.org"},
        {"Host": "192.168.1.20:8080"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
    ],
)
def test_over_plain_http_from_elsewhere_the_sign_in_is_refused_and_the_command_is_named(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        table = ana.page
        for page in (
            await ana.open("/desk", **headers),
            await ana.open("/desk/table", **headers),
            await ana.open("/desk/nothing", **headers),
            await ana.post("/desk/in", {"name": "ana", "passphrase": secret_of("ana")}, **headers),
            await ana.post("/desk/lock", table.form("/desk/lock").hidden, **headers),
        ):
            assert (page.status, page.actions) == (403, [])
            assert "randevou desk certificate" in page.text
        assert await locks(laptop) == 0

    play(tmp_path, act)


def test_through_a_proxy_that_hides_itself_no_form_of_its_public_page_is_heard(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        await laptop.helper("ana")
        browser = laptop.browser()
        await browser.open()
        fields = {"name": "ana", "passphrase": secret_of("ana"), "number": NUMBER}
        public = {"Origin": "https://chat.example.org", "Sec-Fetch-Site": "same-origin"}
        page = await browser.post("/desk/in", {**browser.page.form("/desk/in").hidden, **fields}, **public)
        assert (page.status, await sessions(laptop)) == (403, 0)

    play(tmp_path, act)
