"""A person is told that a helper opened their case: where it comes to next, and never on the phone that it left."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.language.message import Outgoing
from tests.desk.laptop import Laptop, play
from tests.desk.test_end_help import PIN, booked_with_a_pin
from tests.desk.test_resumed import PHONE, SECRET, booked_on_a_phone, opened, recovers

pytestmark = pytest.mark.usefixtures("app")
NEWS = "helper.opened"


def comes_to(app: App, address: str, code: str, pin: str, now: datetime) -> tuple[Talk, list[Outgoing]]:
    """The chat of a phone to which the case has just come, by its code and PIN, and what it says of being opened."""
    talk = Talk(app, address, lambda: now, language="en")
    for event in (Arrived(), Tapped("en"), Tapped("recover"), Said(code)):
        talk.hear(event)
    said = talk.hear(Said(pin))
    assert said[0].key == "recover.done"
    return talk, [one for one in said if one.key == NEWS]


def test_who_takes_the_case_back_from_a_desk_reads_when_it_was_opened_and_can_end_the_help(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await booked_on_a_phone(laptop)
        ana = await laptop.signed_in("ana")
        laptop.clock.forward(minutes=10)
        card = await recovers(ana, code, SECRET)
        assert "opened your case" not in ana.page.text, "at the desk itself they know"
        laptop.clock.forward(minutes=5)

        def old_phone(app: App) -> None:
            talk = Talk(app, PHONE, laptop.clock, language="en")
            assert not talk.delivered(laptop.clock())
            said = " ".join(one.text for one in talk.hear(Said("hello")))
            assert not any(word in said for word in ("desk", "helper", code)), "somebody else may hold it"

        def back(app: App) -> None:
            talk, (news,) = comes_to(app, PHONE, code, SECRET, laptop.clock())
            assert "Sunday 22 November, 3:10 pm (15:10)" in news.text
            assert not any(word in news.text for word in (*code.split(), "Tijuana", "ana,"))
            assert [choice.id for choice in news.choices if not choice.aside] == ["helper", "continue"]
            assert talk.hear(Tapped("helper"))[-1].key == "helper.sure"
            assert talk.hear(Tapped("yes"))[0].key == "helper.ended"

        await laptop.thread.run(old_phone)
        await laptop.thread.run(back)
        assert (await ana.open(f"/desk/card/{card}")).status == 404

    play(tmp_path, act)


def test_a_card_that_is_opened_again_from_the_list_of_tonight_counts_as_opened_then(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card, code = await booked_with_a_pin(laptop, ana)
        await ana.open(f"/desk/card/{card}")
        await ana.send(f"/desk/off/{card}")
        laptop.clock.forward(minutes=20)
        await ana.open(f"/desk/card/{card}")
        await ana.open(f"/desk/card/{card}")
        times = dict.fromkeys(at for _, at in await laptop.thread.run(opened))
        assert list(times)[-1] == laptop.clock(), "the person can ask for it, too"

        def on_a_phone(app: App) -> None:
            talk, (news,) = comes_to(app, "telegram:7", code, PIN, laptop.clock())
            assert "3:20 pm (15:20)" in news.text
            assert talk.hear(Tapped("continue"))[-1].key == "ticket.booked"
            assert not comes_to(app, "telegram:8", code, PIN, laptop.clock())[1], "it came from a phone"

        await laptop.thread.run(on_a_phone)

    play(tmp_path, act)


def test_who_goes_on_after_somebody_ended_the_help_at_the_desk_is_told_all_the_same(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card, code = await booked_with_a_pin(laptop, ana)
        await ana.open(f"/desk/turned/{card}")
        await ana.send(f"/desk/dismiss/{card}")

        def on_a_phone(app: App) -> None:
            assert comes_to(app, "telegram:7", code, PIN, laptop.clock())[1]

        await laptop.thread.run(on_a_phone)

    play(tmp_path, act)
