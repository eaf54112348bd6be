"""Behind one internet address a hundred people are not one flood, before consent and after it."""

import asyncio
from datetime import timedelta

import pytest

from bot.app import App
from bot.channels.web.run import Web
from bot.channels.web.visit import visit
from bot.http.crowd_limit import CROWD, CrowdLimit
from bot.settings import read_settings
from bot.storage.tables import received
from tests.conftest import NOW
from tests.telegram.world import Hands
from tests.web.storyplayer import Here, Reader
from tests.web.test_chat import TO_CONSENT

SHELTER = "198.51.100.7"


def test_a_hundred_people_in_a_shelter_begin_at_one_moment_and_go_on_when_a_flood_comes_from_there(app: App) -> None:
    async def whole() -> None:
        site = Web(Here(app, Hands(NOW)), asyncio.Event(), read_settings({}).policy).site()
        people = [Reader(site) for _ in range(100)]
        for person in people:
            await person.open()
            for choice in ("ht", *TO_CONSENT, "agree"):
                await person.send(person.page.tap(choice))
            assert "own" in person.page.choices
        flood = Reader(site)
        while (await flood.ask()).status_code == 200:
            pass
        assert (await flood.ask()).status_code == 429
        for person in people:
            await person.send(person.page.tap("own"))
            assert "3" in person.page.choices

    asyncio.run(whole())


def test_a_person_who_has_agreed_counts_alone_and_all_others_with_their_address() -> None:
    clock = Hands(NOW)
    limit = CrowdLimit(clock, CROWD)
    limit.know("marie")
    assert all(limit.may(SHELTER, "made up") for _ in range(CROWD.most))
    assert not limit.may(SHELTER, "")
    assert not limit.may(SHELTER, "made up")
    assert limit.may("203.0.113.9", "")
    assert all(limit.may(SHELTER, "marie") for _ in range(CROWD.most))
    assert not limit.may(SHELTER, "marie")
    clock.now += timedelta(seconds=1)
    assert limit.may(SHELTER, "")
    assert limit.may(SHELTER, "marie")


def test_a_page_of_a_newcomer_writes_nothing_on_the_disk(app: App) -> None:
    written = app.db.total_changes
    for language in ("", "ht"):
        assert visit(app, "", language, "ht", NOW).bubbles
    assert app.db.total_changes == written


def test_a_page_that_cannot_be_made_is_found_among_the_faults(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("bot.services.conversation.respond.advance", broken)
    visit(app, "", "ht", "ht", NOW)
    assert [fault.kind for fault in received.faults(app.db)] == ["ValueError"]
