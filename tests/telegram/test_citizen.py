"""A good Telegram citizen: edits where it is kinder, kind words for what is not read, and a chat that can be closed."""

from pathlib import Path

from tests.said import translation
from tests.telegram.people import Person
from tests.telegram.stage import Stage, play, to_place, to_summary


def test_ticking_changes_the_question_where_it_stands(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_place(stage, "en")
            before = len(stage.marie.screen())
            await stage.marie.write("Monterrey")
            await stage.next(before + 1)
            await stage.says("yes")
            before = len(stage.marie.screen())
            for site in ("ciudad-juarez", "tijuana", "-tijuana"):
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
                "cannot listen": marie.send_voice,
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


def seen(person: Person) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Return what is on a screen: texts and labels of buttons."""
    return [(shown.text, shown.buttons) for shown in person.screen()]


async def first_message(stage: Stage) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Return what the bot says first to a new person."""
    new = stage.api.person(99, language_code="en")
    await new.start()
    await stage.api.until(lambda: len(new.screen()) == 2)
    return seen(new)[1:]


def test_close_leaves_exactly_what_a_new_person_sees_first(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            first = await first_message(stage)
            await to_summary(stage, "ht")
            await stage.says("confirm")
            await stage.marie.write("fèmen")
            await stage.api.until(lambda: seen(stage.marie) == first)
            assert (stage.count("booking"), stage.count("person")) == (1, 1)
            await stage.marie.tap(None, "Français")
            await stage.api.until(lambda: translation("fr", "back.question") in stage.marie.screen()[-1].text)
        assert stage.count("screen") == 2, "of what is cleared nothing is known"

    play(tmp_path, act)


def test_close_clears_before_consent_too_and_stores_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            first = await first_message(stage)
            await stage.marie.start()
            await stage.next(1)
            for choice in ("es", "understood", "help", "hide"):
                await stage.says(choice)
            await stage.api.until(lambda: seen(stage.marie) == first)
            assert (stage.count("screen"), stage.count("person")) == (0, 0)
            await stage.marie.write("kijan ou ye")
            await stage.next(1)
            stage.clock.forward(minutes=61)
            await stage.marie.write("close")
            await stage.api.until(lambda: stage.marie.screen()[-1].data)
            assert len(stage.marie.screen()) > 2, "after an hour nothing of it is remembered"

    play(tmp_path, act)


def test_a_closed_chat_answers_as_a_new_one_and_a_pin_opens_it(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            first = await first_message(stage)
            await to_summary(stage, "en")
            await stage.says("confirm")
            before = len(stage.marie.screen())
            for written in ("pin", "48213759", "48213759"):
                await stage.marie.write(written)
                await stage.next(before + 1)
            await stage.marie.write("close")
            await stage.api.until(lambda: seen(stage.marie) == first)
            for strange in (stage.marie.start, stage.marie.send_photo):
                due = len(stage.marie.screen()) + 2
                await strange()
                await stage.api.until(lambda due=due: len(stage.marie.screen()) == due)
                assert seen(stage.marie)[-1:] == first
            stage.clock.forward(minutes=1)  # there is room for more messages
            await stage.marie.write("48213759")
            await stage.api.until(lambda: "Your code" in stage.marie.screen()[-1].text)

    play(tmp_path, act)


def test_a_call_for_help_leaves_no_row_and_close_takes_it_away_with_its_page(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        tables = ("received", "screen", "outbox", "conversation", "audit")
        async with stage.bot():
            first = await first_message(stage)
            await to_summary(stage, "en")
            await stage.api.drained()
            before = {table: stage.count(table) for table in tables}
            await stage.marie.write("my husband beats me")
            await stage.api.until(lambda: "Your safety comes first" in stage.marie.screen()[-1].text)
            await stage.marie.tap(None, "Message to show")
            await stage.api.until(lambda: "Necesito ayuda" in stage.marie.screen()[-1].text)
            assert "Your safety" not in stage.marie.screen()[-2].text, "the message takes the place of the page"
            assert {table: stage.count(table) for table in tables} == before
            await stage.marie.tap(None, "Close")
            await stage.api.until(lambda: seen(stage.marie) == first)

    play(tmp_path, act)


def test_a_call_after_which_the_talk_went_on_is_cleared_too_when_the_chat_is_closed(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            first = await first_message(stage)
            await to_summary(stage, "en")
            await stage.marie.write("my husband beats me")
            await stage.api.until(lambda: "Your safety comes first" in stage.marie.screen()[-1].text)
            await stage.marie.tap(None, "It is over, I am safe")
            await stage.api.until(lambda: "confirm" in " ".join(stage.marie.screen()[-1].data))
            await stage.says("confirm")
            await stage.api.until(lambda: "Your code" in stage.marie.screen()[-1].text)
            await stage.marie.write("close")
            await stage.api.until(lambda: seen(stage.marie) == first)

    play(tmp_path, act)


def test_what_is_older_than_two_days_cannot_be_cleared_and_stops_nothing(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        async with stage.bot():
            await to_summary(stage, "en")
            old = len(stage.marie.screen())
            stage.clock.forward(hours=47, minutes=30)
            await stage.marie.write("/hide")
            await stage.api.until(lambda: "English" in str(stage.marie.screen()[-1].buttons))
            assert len(stage.marie.screen()) >= old
        assert stage.count("outbox") == 0

    play(tmp_path, act)
