"""The bot on Telegram, by polling, against the strict counterpart: whole conversations, faults, and restarts."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.app_thread import AppThread
from bot.channels.telegram.profile import COMMANDS
from bot.channels.telegram.send import Pace
from bot.settings import SettingsError, TelegramSettings
from bot.storage.database import transaction
from bot.storage.tables import slots
from tests.conftest import LANGUAGES
from tests.said import translation
from tests.storage.tables.test_outbox import add_notices_of_another_channel
from tests.telegram.people import Person
from tests.telegram.stage import TO_PLACE, Stage, play, run_bot, to_place, to_summary


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_books_on_telegram(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, language)
            ticket = await stage.says("confirm")
        assert translation(language, "ticket.booked") in ticket
        assert (stage.count("booking"), stage.count("outbox")) == (1, 0)
        assert not stage.api.unanswered()
        assert all(call.code == 200 for call in stage.api.calls if call.method == "sendMessage")

    play(tmp_path, act)


def test_a_shared_position_is_understood_and_its_button_goes_away(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_place(stage, "ht")
            assert stage.marie.keyboard
            before = len(stage.marie.screen())
            await stage.marie.share_location(25.67, -100.31, 30.0)
            assert "Nuevo León" in await stage.next(before + 1)
            assert not stage.marie.keyboard

    play(tmp_path, act)


def test_a_tap_that_came_while_the_bot_was_down_is_answered_when_it_is_up(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")
        before = len(stage.marie.screen())
        newest = [shown for shown in stage.marie.screen() if shown.data][-1]
        await stage.marie.tap(newest.id, next(d for d in newest.data if d.endswith("|confirm")))
        async with stage.bot():
            assert "Booked" in await stage.next(before)
        assert stage.count("booking") == 1

    play(tmp_path, act)


def test_updates_that_come_again_act_once_and_unreadable_ones_hide_nobody(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")
            stage.api.push({"update_id": 900_000_000, "message": {"text": 3}})
            await stage.says("confirm")
        stage.api.redeliver([id for id in stage.api.updates.given if id < 900_000_000])
        async with stage.bot():
            await stage.api.drained()
        assert (stage.count("booking"), stage.count("person")) == (1, 1)

    play(tmp_path, act)


def test_trouble_at_telegram_delays_a_message_and_loses_none(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")
            stage.api.fail("sendMessage", times=1, how=429, retry_after=7)
            before = len(stage.marie.screen())
            newest = [shown for shown in stage.marie.screen() if shown.data][-1]
            await stage.marie.tap(newest.id, next(d for d in newest.data if d.endswith("|confirm")))
            await stage.api.until(lambda: any(call.code == 429 for call in stage.api.calls))
            while not stage.postponed():
                await asyncio.sleep(0.02)
            stage.clock.forward(seconds=8)
            assert "Booked" in await stage.next(before)
        assert (stage.count("booking"), stage.count("outbox")) == (1, 0)

    play(tmp_path, act)


def test_whoever_blocks_the_bot_keeps_the_seats(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")
            newest = [shown for shown in stage.marie.screen() if shown.data][-1]
            await stage.marie.tap(newest.id, next(d for d in newest.data if d.endswith("|confirm")))
            await stage.marie.block()
            await stage.api.drained()
            await asyncio.sleep(0.3)
        assert (stage.count("booking"), stage.count("outbox")) == (1, 0)

    play(tmp_path, act)


def test_groups_are_left_and_a_wrong_token_is_said_plainly(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        group = stage.api.group(-100, "group")
        async with stage.bot():
            await group.add_bot(stage.marie)
            await stage.api.until(lambda: bool(stage.api.called("leaveChat")))
        wrong = TelegramSettings("1:wrong", stage.api.url)
        with pytest.raises(SettingsError, match="BotFather"):
            await run_bot(AppThread(stage.settings, stage.clock), wrong, Pace(0, 0), asyncio.Event())

    play(tmp_path, act)


@pytest.mark.parametrize("data", ["5|help", '["fr",[],"",0]|continue', "", "|ht"])
def test_a_tap_in_a_group_is_not_answered_there(tmp_path: Path, data: str) -> None:
    async def act(stage: Stage) -> None:
        group = stage.api.group(-100, "supergroup")
        group.chat.bot_is = "member"
        async with stage.bot():
            await group.tap(stage.marie, data)
            await stage.api.until(lambda: stage.api.called("leaveChat"))
            await stage.api.drained()
        assert not stage.api.unanswered()
        assert not stage.api.called("sendMessage")
        assert stage.count("received") == 0

    play(tmp_path, act)


def test_the_bot_is_introduced_once_and_again_when_its_texts_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(stage: Stage) -> None:
        api = stage.api

        async def start(expected: int) -> None:
            """Start the bot, wait until so many calls set a text and a message is answered, and stop it."""
            before = len(api.calls)

            def sets() -> int:
                return len([call for call in api.calls[before:] if call.method.startswith("setMy") and call.code])

            async with stage.bot():
                await api.until(lambda: sets() >= expected)
                await stage.marie.write("hello")
                await api.drained()
                await asyncio.sleep(0.1)
            assert sets() == expected

        everything = 3 * len(LANGUAGES)
        api.fail("setMyShortDescription")
        await start(everything)
        await start(everything)
        assert api.world.commands["default", "ht"][1]["command"] == "help"
        await start(0)
        monkeypatch.setattr("bot.channels.telegram.profile.ABOUT", COMMANDS["help"])
        await start(everything)

    play(tmp_path, act)


def test_a_slot_taken_meanwhile_is_told_kindly(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "fr")
            app = App.open(stage.settings)
            with transaction(app.db):
                slots.set_open(app.db, app.pack.id, False, site="ciudad-juarez", day="2026-11-25")
            app.close()
            before = len(stage.marie.screen())
            await stage.says("confirm")
            shown = " ".join(one.text for one in stage.marie.screen()[before:])
            assert translation("fr", "slot.taken") in shown or translation("fr", "slot.kept") in shown
        assert stage.count("booking") == 0

    play(tmp_path, act)


def test_a_message_that_cannot_be_made_stops_nobody_elses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")

            def broken(*args: object) -> list[object]:
                raise ValueError

            monkeypatch.setattr("bot.channels.telegram.send.calls", broken)
            await stage.marie.write("help")
            await stage.api.drained()
            while not stage.faults():
                await asyncio.sleep(0.02)
            monkeypatch.undo()
            before = len(stage.marie.screen())
            await stage.marie.write("continue")
            assert "Please check" in await stage.next(before + 1)
        assert stage.faults() == ["ValueError"]
        assert stage.count("outbox") == 1, "kept for whoever mends it"

    play(tmp_path, act)


def test_a_message_that_telegram_refuses_goes_once_more_as_plain_text(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")
            stage.api.fail("sendMessage", times=1, how=400)
            assert "Booked" in await stage.says("confirm")
            ticket = stage.marie.screen()[-1]
            assert ticket.data == ()
            assert ticket.protected
            stage.api.fail("sendMessage", times=2, how=400)
            await stage.marie.write("status")
            await stage.api.until(lambda: len([call for call in stage.api.calls if call.code == 400]) == 3)
            await stage.api.drained()
            while not stage.faults():
                await asyncio.sleep(0.02)
            before = len(stage.marie.screen())
            await stage.marie.write("status")
            assert "Booked" in await stage.next(before + 1), "the next one is not held up"
        assert stage.faults() == ["BadRequest"]

    play(tmp_path, act)


def test_in_a_rush_everyone_gets_each_message_once(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async def walk(person: Person) -> None:
            await person.start()
            await stage.next(1, person)
            for choice in ("ht", *TO_PLACE):
                await stage.says(choice, person)

        async with stage.bot():
            everyone = [stage.api.person(number, language_code="fr") for number in range(100, 130)]
            await asyncio.gather(*(walk(person) for person in everyone))
        assert {len([shown for shown in person.screen() if not shown.mine]) for person in everyone} == {8}

    play(tmp_path, act)


def test_a_reminder_is_sent_in_the_first_run_though_a_hundred_notices_of_another_channel_wait(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "ht")
            await stage.says("confirm")
        app = App.open(stage.settings)
        add_notices_of_another_channel(app)
        app.close()
        stage.clock.now = datetime(2026, 11, 25, 2, tzinfo=UTC)
        before = len(stage.marie.screen())
        async with stage.bot():
            assert "mesaj" in await stage.next(before)
        assert stage.count("outbox") == 100

    play(tmp_path, act)
