"""Several bots on one database: each has updates and messages of its own, and people keep their one case."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.server_lock import only_one
from bot.settings import SettingsError
from bot.storage.database import connect
from tests.telegram.botapi import BotApi
from tests.telegram.test_kills import TICKET, ask, begin, count, said, walk
from tests.telegram.test_serve import Server, tap
from tests.telegram.troubled import GREETING, Stage, booked_once

OTHER = "7000000002:AAanother-bot"


def play(folder: Path, act: Callable[[Stage, Stage], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with BotApi() as one, BotApi(OTHER) as other:
            await act(Stage(one, folder), Stage(other, folder))

    asyncio.run(whole())


def test_a_new_token_on_the_same_database_answers_each_message(tmp_path: Path) -> None:
    async def act(old: Stage, new: Stage) -> None:
        async with old.bot():
            await old.to_summary()
        async with new.bot():
            for times, message in enumerate(("/start", "/help", "alo", "/help"), 1):
                await new.marie.write(message)
                await new.api.until(lambda times=times: len(said(new.marie)) == times)
            await walk(new.api, new.marie, r"\|continue$", r"\|yes$", r"\|confirm$")
            await new.shown(TICKET)
            await new.until_table("outbox", 0)
        booked_once(new)
        assert old.seen(TICKET) == 0

    play(tmp_path, act)


def test_two_bots_serve_at_once_and_each_answers_its_own_people(tmp_path: Path) -> None:
    async def act(one: Stage, other: Stage) -> None:
        jean = other.api.person(6, language_code="ht", first_name="Jean")
        async with one.bot(), other.bot():
            await asyncio.gather(begin(one.api, one.marie), begin(other.api, jean))
            await asyncio.gather(tap(one.api, one.marie, "confirm"), tap(other.api, jean, "confirm"))
            await one.shown(TICKET)
            await other.shown(TICKET, person=jean)
            await one.until_table("outbox", 0)
        assert ask(one.database, "SELECT count(*), sum(seats) FROM booking") == (2, 6)
        for api in (one.api, other.api):
            assert {call.code for call in api.called("sendMessage")} == {200}

    play(tmp_path, act)


def test_what_waits_goes_with_the_person_to_the_bot_they_write_to(tmp_path: Path) -> None:
    async def act(one: Stage, other: Stage) -> None:
        async with one.bot(), other.bot():
            await one.to_summary()
            one.api.fail("sendMessage", times=1000, how=502)
            await one.confirm()
            await one.until_table("outbox WHERE attempts = 1", 1)
            await other.marie.write("/help")
            await other.shown(TICKET)
            await other.until_table("outbox", 0)
        assert [TICKET in text for text in said(other.marie)] == [True, False]
        assert one.seen(TICKET) == 0
        booked_once(other)

    play(tmp_path, act)


def test_what_waits_in_one_programme_stays_with_its_bot_while_the_person_writes_to_that_of_another(
    tmp_path: Path,
) -> None:
    async def act(border: Stage, clinic: Stage) -> None:
        clinic.settings = replace(clinic.settings, pack="legal-clinic")
        async with border.bot(), clinic.bot():
            await border.to_summary()
            border.api.fail("sendMessage", how=502)
            await border.confirm()
            await border.until_table("outbox WHERE attempts = 1", 1)
            await clinic.marie.start()
            await walk(clinic.api, clinic.marie, r"\|ht$", r"\|continue$", r"\|agree$")
            await clinic.until_table("conversation", 2)
            await border.later(seconds=2)
            await border.shown(TICKET)
            await border.until_table("outbox", 0)
        assert clinic.seen(TICKET) == 0

    play(tmp_path, act)


@pytest.mark.parametrize("last", [0, 1])
def test_a_reminder_comes_from_the_bot_that_the_person_wrote_to_last(tmp_path: Path, last: int) -> None:
    async def act(*bots: Stage) -> None:
        one, other = bots
        async with one.bot(), other.bot():
            await one.to_summary()
            await one.confirm()
            await one.shown(TICKET)
            for stage in (other, one)[: 2 - last]:
                await stage.marie.write("/status")
                await stage.api.drained()
                await stage.until_table("outbox", 0)
        before = [len(said(stage.marie)) for stage in bots]
        starts = "SELECT starts_at FROM booking JOIN slots ON slots.id = booking.slot"
        for stage in bots:
            stage.clock.now = datetime.fromisoformat(ask(one.database, starts)[0]) - timedelta(hours=12)
        async with one.bot(), other.bot():
            await bots[last].api.until(lambda: len(said(bots[last].marie)) > before[last])
            await one.until_table("outbox", 0)
        after = [len(said(stage.marie)) for stage in bots]
        assert [now - then for now, then in zip(after, before, strict=True)] == [last == 0, last == 1]

    play(tmp_path, act)


def test_what_was_received_and_waits_since_yesterday_belongs_to_the_bot_that_starts_first(tmp_path: Path) -> None:
    async def act(one: Stage, other: Stage) -> None:
        async with one.bot():
            await one.to_summary()
            one.api.fail("sendMessage", times=1000, how=502)
            await one.confirm()
            await one.until_table("outbox WHERE attempts = 1", 1)
        with closing(connect(one.database)) as db:  # as version 0.1 wrote it
            db.execute("UPDATE received SET channel = 'Telegram'")
            db.execute("UPDATE outbox SET channel = 'telegram'")
            db.execute("UPDATE conversation SET lane = ''")
        one.api.faults.orders.clear()
        one.clock.forward(seconds=2)
        one.api.redeliver([*one.api.updates.given][4:])  # 4 is the consent
        before = said(one.marie)
        async with one.bot():
            await one.api.drained()
            async with other.bot():
                await one.shown(TICKET)
                await one.until_table("outbox", 0)
        assert len(said(one.marie)) == len(before) + 1
        assert said(other.marie) == []
        booked_once(one)

    play(tmp_path, act)


def test_two_servers_of_one_bot_are_refused_and_of_two_bots_are_not(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    with only_one(file, "1"), only_one(file, "2"), pytest.raises(SettingsError, match="Another"), only_one(file, "1"):
        pass


@pytest.mark.slow
def test_two_servers_with_two_tokens_serve_one_database(tmp_path: Path) -> None:
    async def whole() -> None:
        database = tmp_path / "x.db"
        async with BotApi() as one, BotApi(OTHER) as other:
            with Server(one, database) as first, Server(other, database) as second:
                await first.start()
                await second.start()
                people = [api.person(5, language_code="ht") for api in (one, other)]
                for api, person in zip((one, other), people, strict=True):
                    await person.start()
                    await api.until(lambda person=person: [text for text in said(person) if GREETING in text], 20)
                assert await first.end(signal.SIGTERM) == 0
                assert await second.end(signal.SIGTERM) == 0
        assert count(database, "audit WHERE action = 'serve start'") == 2

    asyncio.run(whole())
