"""The bot on Telegram, by polling, against the strict counterpart: whole conversations, faults, and restarts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.telegram.run import Telegram
from bot.channels.telegram.send import Pace
from bot.settings import SettingsError, TelegramSettings, read_settings
from bot.storage import outbox, slots
from bot.storage.database import transaction
from tests.conftest import LANGUAGES, NOW
from tests.telegram.botapi import BotApi
from tests.telegram.people import Person
from tests.telegram.world import Hands

HOUR = "ciudad-juarez@2026-11-25T13:00"
TO_PLACE = ["understood", "continue", "agree", "3", "yes"]
AFTER_PLACE = ["yes", "ciudad-juarez", "done", "2026-11-25", HOUR]
Play = Callable[["Stage"], Awaitable[None]]


class Stage:
    """A counterpart, a database, and a bot that can be stopped and started."""

    def __init__(self, api: BotApi, folder: Path) -> None:
        self.api, self.folder, self.clock = api, folder, Hands(NOW)
        self.settings = read_settings({}, database=str(folder / "randevou.db"))
        self.marie = api.person(5, language_code="fr")

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """The bot, running."""
        stop = asyncio.Event()
        telegram = TelegramSettings(self.api.token, self.api.url)
        running = asyncio.create_task(Telegram(self.settings, telegram, self.clock, Pace(0, 0)).run(stop))
        try:
            yield
        finally:
            stop.set()
            await running

    async def says(self, choice: str, person: Person | None = None) -> str:
        """Tap the button whose data ends with a choice, and wait for the next message; gives its text."""
        someone = person or self.marie
        before = someone.screen()
        newest = [shown for shown in before if shown.mine is False and shown.data]
        data = next(d for d in newest[-1].data if d.endswith(f"|{choice}"))
        await someone.tap(newest[-1].id, data)
        await self.api.until(lambda: someone.screen() != before)
        return await self.next(0, someone)

    async def next(self, before: int, person: Person | None = None) -> str:
        """Wait until there is more on the screen and nothing is left to send; the newest text of the bot."""
        someone = person or self.marie
        await self.api.until(
            lambda: len([s for s in someone.screen() if not s.mine]) and len(someone.screen()) > before
        )
        await asyncio.sleep(0.05)
        return next(shown.text for shown in reversed(someone.screen()) if not shown.mine)

    def count(self, table: str) -> int:
        """Rows of a table."""
        app = App.open(self.settings)
        try:
            return int(app.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        finally:
            app.close()

    def faults(self) -> list[str]:
        """What is set aside."""
        app = App.open(self.settings)
        try:
            return [fault for _, fault in outbox.faults(app.db)]
        finally:
            app.close()

    def postponed(self) -> bool:
        """Whether a message waits for its time."""
        app = App.open(self.settings)
        try:
            return bool(app.db.execute("SELECT max(attempts) FROM outbox").fetchone()[0])
        finally:
            app.close()


def play(folder: Path, act: Play) -> None:
    async def whole() -> None:
        async with BotApi() as api:
            await act(Stage(api, folder))

    asyncio.run(whole())


async def to_place(stage: Stage, language: str) -> None:
    """From hello to the question where she is."""
    before = len(stage.marie.screen())
    await stage.marie.start()
    await stage.next(before + 1)
    for choice in (language, *TO_PLACE):
        await stage.says(choice)


async def to_summary(stage: Stage, language: str) -> None:
    """From hello to "please check"."""
    await to_place(stage, language)
    before = len(stage.marie.screen())
    await stage.marie.write("Monterrey")
    await stage.next(before + 1)
    for choice in AFTER_PLACE:
        await stage.says(choice)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_books_on_telegram(tmp_path: Path, language: str) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, language)
            ticket = await stage.says("confirm")
        word = {"en": "Booked", "es": "Cita reservada", "ht": "Ou jwenn randevou", "fr": "C’est réservé"}[language]
        assert word in ticket
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
            await Telegram(stage.settings, wrong, stage.clock, Pace(0, 0)).run(asyncio.Event())

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
            said = " ".join(shown.text for shown in stage.marie.screen()[before:])
            assert "plus rapide" in said or "rien perdu" in said
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


def test_ticking_changes_the_question_where_it_stands(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_place(stage, "en")
            before = len(stage.marie.screen())
            await stage.marie.write("Monterrey")
            await stage.next(before + 1)
            await stage.says("yes")
            before = len(stage.marie.screen())
            for site in ("ciudad-juarez", "tijuana", "tijuana"):
                assert "Chosen" in await stage.says(site)
            assert len(stage.marie.screen()) == before
            question = stage.marie.screen()[-1]
            del stage.marie.chat.messages[question.id]
            await stage.marie.tap_stale(question.id, question.data[1])
            assert "Chosen" in await stage.next(before - 1), "said anew where there is nothing left to edit"

    play(tmp_path, act)


def test_what_is_not_read_is_answered_kindly_and_is_not_kept(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")
            marie = stage.marie
            typed = await marie.write("hello")
            await stage.next(len(marie.screen()))
            sent = {
                "changes in a message": lambda: marie.edited(typed, "yes"),
                "another person wrote": lambda: marie.forwarded("pay here: 50 dollars"),
                "telephone number": lambda: marie.send_contact("+5266499999"),
                "only text and taps": marie.send_voice,
                "I can read only": marie.send_photo,
                "photos, documents": marie.send_sticker,
            }
            for answer, send in sent.items():
                before = len(marie.heard())
                await send()
                await stage.api.until(lambda before=before: len(marie.heard()) > before)
                assert answer in marie.heard()[-1]
            assert "confirm" in " ".join(marie.screen()[-1].data), "the question stands"
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert not any(secret in kept for secret in (b"50 dollars", b"5266499999"))

    play(tmp_path, act)


def test_a_position_that_moves_on_or_is_passed_on_is_answered_once(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_place(stage, "en")
            before = len(stage.marie.screen())
            live = await stage.marie.share_location(25.67, -100.31, 30.0, live=True)
            assert "Nuevo León" in await stage.next(before + 1)
            said = len(stage.marie.heard())
            for step in range(5):
                await stage.marie.move(live, 25.67 + step / 100, -100.31)
            await stage.api.drained()
            assert len(stage.marie.heard()) == said
            venue = {"location": {"latitude": 25.67, "longitude": -100.31}, "title": "Plaza", "address": "Centro"}
            await stage.marie.send(
                venue=venue, forward_origin={"type": "hidden_user", "sender_user_name": "x", "date": 1}
            )
            await stage.api.until(lambda: len(stage.marie.heard()) > said)
            assert "Nuevo León" in stage.marie.heard()[-1] or "location" in stage.marie.heard()[-1]

    play(tmp_path, act)


def test_hide_takes_every_message_away_that_may_still_be_deleted(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")
            await stage.says("confirm")
            before_consent = [shown.id for shown in stage.marie.screen()][:8]
            await stage.marie.write("/hide")
            await stage.api.until(lambda: "Hidden" in stage.marie.screen()[-1].text)
            left = [shown for shown in stage.marie.screen() if shown.id not in before_consent]
            assert [shown.text[:6] for shown in left] == ["Hidden"], (
                "nothing that was asked, answered or booked is left"
            )
            assert "Booked" not in " ".join(stage.marie.heard())
            await stage.marie.tap(None, "Hello")
            await stage.api.until(lambda: "same person" in stage.marie.screen()[-1].text)
        assert stage.count("screen") == 2, "of what is cleared nothing is known"

    play(tmp_path, act)


def test_what_is_older_than_two_days_cannot_be_hidden_and_stops_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")
            old = len(stage.marie.screen())
            stage.clock.forward(hours=47, minutes=30)
            await stage.marie.write("/hide")
            await stage.api.until(lambda: "Hidden" in stage.marie.screen()[-1].text)
            assert len(stage.marie.screen()) >= old
        assert stage.count("outbox") == 0

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
