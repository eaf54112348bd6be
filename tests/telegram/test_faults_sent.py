"""Trouble on the way from the table to the phone: what arrives, how often, in which order.

| Tests                                                              | Rows of the fault matrix |
|--------------------------------------------------------------------|--------------------------|
| a message that is refused, cut off or late, before or after effect | F27, F28                 |
| a long outage; the first word                                      | F28                      |
| a proxy or a captive portal answers in the place of Telegram       | F28                      |
"""

import time
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.channels.telegram.send import Pace
from bot.services.conversation.deliver import Parcel, parcels
from tests.telegram.faults import FOREIGN, How
from tests.telegram.test_kills import TICKET, ask, begin, code, count, said, walk
from tests.telegram.test_serve import tap
from tests.telegram.troubled import GREETING, Stage, booked_once, play

BEFORE: list[tuple[How, bool]] = [(500, False), (502, False), (504, False), ("drop", False), ("timeout", False)]
AFTER: list[tuple[How, bool]] = [(how, True) for how, _ in BEFORE]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("how", "after"), BEFORE + AFTER)
def test_a_ticket_that_meets_trouble_comes_at_most_twice_with_one_code(tmp_path: Path, how: How, after: bool) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            before = said(stage.marie)
            stage.api.fail("sendMessage", how=how, after=after)
            await stage.confirm()
            await stage.later(seconds=2)
            await stage.shown(TICKET, 1 + after)
            await walk(stage.api, stage.marie, r"\|save$", r"\|paper$")
            await stage.shown(code(said(stage.marie)[len(before)]), 2 + after)
        new = said(stage.marie)[len(before) :]
        assert [TICKET in text for text in new] == [True] * (1 + after) + [False, False]
        booked_once(stage)

    play(tmp_path, act)


def test_while_telegram_asks_for_a_pause_nothing_is_sent_and_then_all_in_order(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            before = len(said(stage.marie))
            stage.api.fail("sendMessage", how=429, retry_after=60)
            await stage.confirm()
            await stage.until_table("outbox WHERE attempts = 1", 1)
            calls = len(stage.api.called("sendMessage"))
            await stage.marie.write("/help")
            await stage.until_table("outbox", 2)
            await stage.api.drained()
            stage.clock.forward(seconds=59)
            stage.api.push({"poll": {"id": "1"}})
            await stage.api.drained()
            assert len(stage.api.called("sendMessage")) == calls
            stage.clock.forward(seconds=2)
            stage.api.push({"poll": {"id": "1"}})
            await stage.until_table("outbox", 0)
        assert [TICKET in text for text in said(stage.marie)[before:]] == [True, False]

    play(tmp_path, act)


def test_a_person_who_writes_after_an_outage_is_answered_at_once_and_in_order(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            before = len(said(stage.marie))
            stage.api.fail("sendMessage", times=6, how=502)
            await stage.confirm()
            for attempt in range(1, 6):
                await stage.later(attempt, seconds=2**attempt)
            await stage.until_table("outbox WHERE attempts = 6", 1)
            await stage.marie.write("/help")
            await stage.shown(TICKET)
            await stage.until_table("outbox", 0)
        assert [TICKET in text for text in said(stage.marie)[before:]] == [True, False]

    play(tmp_path, act)


def test_a_slow_store_doubles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(app: App, *args: Any, **kwargs: Any) -> list[Parcel]:
        time.sleep(0.01)
        return parcels(app, *args, **kwargs)

    async def act(stage: Stage) -> None:
        monkeypatch.setattr("bot.channels.outbox_sender.parcels", slowly)
        async with stage.bot():
            await stage.to_summary()
            await stage.confirm()
            await stage.shown(TICKET)
        heard = said(stage.marie)
        assert sorted(set(heard)) == sorted(heard)
        booked_once(stage)

    play(tmp_path, act)


def test_a_chat_that_must_wait_holds_up_no_other(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        jean = stage.api.person(6, language_code="ht", first_name="Jean")
        async with stage.bot():
            await begin(stage.api, jean)
            await stage.to_summary()
            stage.api.fail("sendMessage", how=429, retry_after=3000, chat=5)
            await stage.confirm()
            await tap(stage.api, jean, "confirm")
            await stage.shown(TICKET, person=jean)
            assert stage.seen(TICKET) == 0
            await stage.later(seconds=3001)
            await stage.shown(TICKET)
        assert ask(stage.database, "SELECT count(*), sum(seats) FROM booking") == (2, 6)

    play(tmp_path, act)


@pytest.mark.usefixtures("impatient")
def test_a_chat_whose_answer_hangs_holds_up_no_other(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        jean = stage.api.person(6, language_code="ht", first_name="Jean")
        async with stage.bot():
            await begin(stage.api, jean)
            await stage.to_summary()
            stage.api.fail("sendMessage", how="timeout", chat=5)
            await stage.confirm()
            await stage.api.until(lambda: not stage.api.faults.orders[-1].times)
            await tap(stage.api, jean, "confirm")
            await stage.shown(TICKET, person=jean)
            assert count(stage.database, "outbox WHERE attempts > 0") == 0, "Marie's call still hangs"

    play(tmp_path, act)


def test_a_tap_is_answered_though_its_button_could_not_be(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            for how in (500, 504, "drop", 429):
                stage.api.fail("answerCallbackQuery", how=how, retry_after=60 if how == 429 else 0)
            await stage.confirm()
            await stage.shown(TICKET)
            await walk(stage.api, stage.marie, r"\|save$", r"\|ticket$", r"\|save$", r"\|paper$")
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.parametrize("times", [1, 3])
def test_a_file_that_meets_trouble_repeats_its_message_once_at_most(tmp_path: Path, times: int) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            await stage.confirm()
            last = await walk(stage.api, stage.marie, r"\|save$")
            stage.api.fail("sendDocument", times=times)
            await tap(stage.api, stage.marie, r"\|calendar$", last)
            for attempt in range(1, times + 1):
                await stage.later(attempt, seconds=60)
            await stage.until_table("outbox", 0)
        files = [shown for shown in stage.marie.screen() if shown.kind == "document"]
        texts = [shown.text for shown in stage.marie.screen() if not shown.mine and shown.id > last]
        assert len(files) == 1
        assert len([text for text in texts if text]) - 1 <= 2

    play(tmp_path, act)


@pytest.mark.parametrize("tries", [5, 12])
def test_a_ticket_outlasts_an_outage(tmp_path: Path, tries: int) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            stage.api.fail("sendMessage", times=tries, how=502)
            await stage.confirm()
            for attempt in range(1, tries + 1):
                await stage.until_table(f"outbox WHERE attempts = {attempt} OR fault IS NOT NULL", 1)
                assert count(stage.database, "outbox WHERE fault IS NOT NULL") == 0
                await stage.later(attempt, seconds=301)
            await stage.shown(TICKET)
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.parametrize("how", [429, 500])
def test_a_greeting_that_meets_trouble_comes_after_all(tmp_path: Path, how: int) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            stage.api.fail("sendMessage", how=how, retry_after=1 if how == 429 else 0)
            await stage.marie.start()
            await stage.api.drained()
            stage.clock.forward(seconds=2)
        async with stage.bot():
            pass
        assert stage.seen(GREETING) == 1

    play(tmp_path, act)


@pytest.mark.parametrize("page", FOREIGN)
def test_a_page_of_somebody_else_takes_no_ticket_away(tmp_path: Path, page: str) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            stage.api.fail("sendMessage", how=FOREIGN[page])
            await stage.confirm()
            await stage.later(seconds=2)
            await stage.shown(TICKET)
            await stage.until_table("outbox", 0)
        assert stage.seen(TICKET) == 1
        booked_once(stage)

    play(tmp_path, act)


@pytest.mark.parametrize("page", ["page 403", "redirect", "json 403", "portal", "other words"])
def test_a_page_of_somebody_else_takes_no_greeting_away(tmp_path: Path, page: str) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            stage.api.fail("sendMessage", how=FOREIGN[page])
            await stage.marie.start()
            await stage.shown(GREETING)

    play(tmp_path, act)


@pytest.mark.parametrize(("field", "value"), [("bot_is", "kicked"), ("bot_is", "left"), ("gone", True)])
def test_who_is_gone_for_good_keeps_the_seat_and_is_called_once(tmp_path: Path, field: str, value: object) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await stage.to_summary()
            await stage.confirm()
            setattr(stage.marie.chat, field, value)
            calls = len(stage.api.called("sendMessage"))
            await stage.api.drained()
            await stage.until_table("outbox", 0)
            assert len(stage.api.called("sendMessage")) == calls + 1
        assert ask(stage.database, "SELECT count(*) FROM booking") == (1,)

    play(tmp_path, act)


def test_however_fast_somebody_taps_no_message_is_refused_for_its_speed(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        second, pace, limits = 0.25, Pace(), stage.api.limits
        limits.per_chat, limits.burst, limits.overall = 1 / second, 4, 30 / second  # a burst more: for a busy machine
        async with stage.bot(Pace(pace.chat * second, pace.bot * second)):
            await stage.to_summary()
        assert 429 not in [call.code for call in stage.api.calls]

    play(tmp_path, act)


def test_three_messages_go_to_a_chat_at_once_and_then_one_a_second() -> None:
    pace = Pace(chat=1, bot=0)
    assert [pace.reserve(5, 100.0) for _ in range(5)] == [0, 0, 0, 1, 2]
    assert pace.reserve(6, 100.0) == 0, "another chat"
    assert pace.reserve(5, 102.5) == 0.5, "in order, after what waits already"
    assert [pace.reserve(5, 106.0) for _ in range(4)] == [0, 0, 0, 1], "after a rest all three again"


def test_thirty_messages_a_second_go_to_all_chats_together() -> None:
    pace = Pace(bot=1 / 30)
    waits = [pace.reserve(chat, 100.0) for chat in range(90)]
    assert waits[0] == 0
    assert [len([wait for wait in waits if second <= wait + 1e-6 < second + 1]) for second in range(3)] == [30, 30, 30]
