"""A person whose case is on their own phone again ends the help of the desk from there."""

import re
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.storage.database import transaction
from bot.storage.tables import audit_log, bookings, delayed_acts, pins
from tests.conftest import NOW
from tests.desk.laptop import Browser, Laptop, play
from tests.desk.table import book, tap, turn, write

pytestmark = pytest.mark.usefixtures("app")
PIN = "2468"


async def booked_with_a_pin(laptop: Laptop, ana: Browser) -> tuple[str, str]:
    """Book for somebody who has a PIN; return the card and the code."""
    card = await book(ana, "en")
    found = re.search(r"[A-Z]{4} [A-Z]{4} \d{3} [A-Z]{4}", ana.page.text)
    assert found
    code = found[0]

    def protect(app: App) -> None:
        held = bookings.by_code(app.db, app.seal, code)
        assert held
        with transaction(app.db):
            pins.save_unconfirmed(app.db, app.seal, held.person, PIN)
            pins.confirm(app.db, app.seal, held.person, PIN)

    await laptop.thread.run(protect)
    return card, code


def on_the_phone(app: App, code: str) -> Talk:
    """The chat of the person on their own phone, to which the case has come."""
    talk = Talk(app, "telegram:7", lambda: NOW)
    for event in (Arrived(), Tapped("en"), Tapped("recover"), Said(code), Said(PIN)):
        talk.hear(event)
    return talk


def test_a_case_that_is_on_another_phone_is_on_no_table_and_its_helper_writes_nothing_there(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card, code = await booked_with_a_pin(laptop, ana)
        await laptop.thread.run(lambda app: on_the_phone(app, code) and None)
        for path in (f"/desk/card/{card}", f"/desk/turned/{card}"):
            assert (await ana.open(path)).status == 404
        page = await ana.open("/desk/tonight")
        assert ("booked" in page.text, card in page.html) == (True, False), "one word, and no way in"

    play(tmp_path, act)


def test_who_ends_the_help_on_their_own_phone_is_found_by_no_helper_until_they_agree_again(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card, code = await booked_with_a_pin(laptop, ana)

        def end(app: App) -> None:
            held = bookings.by_code(app.db, app.seal, code)
            assert held
            with transaction(app.db):
                booking = bookings.of(app.db, app.seal, held.person, app.pack.id)
                assert booking
                delayed_acts.add(app.db, booking.id, 1, "mistake", NOW)
            talk = on_the_phone(app, code)
            known = talk.hear(Tapped("know"))[-1]
            assert "Ana, who helps at the desk" in known.text
            assert "helper" in [choice.id for choice in known.choices]
            assert "No helper finds your case" in talk.hear(Tapped("helper"))[-1].text
            talk.hear(Tapped("yes"))
            assert "helper" not in [choice.id for choice in talk.hear(Tapped("know"))[-1].choices]
            assert not delayed_acts.listing(app.db, app.pack.id), "what the helper had begun is undone"
            assert [row for row in audit_log.listing(app.db) if row.action == "person end help"]

        await laptop.thread.run(end)
        for path in (f"/desk/card/{card}", f"/desk/turned/{card}"):
            assert (await ana.open(path)).status == 404
        assert "You have helped nobody yet." in (await ana.open("/desk/tonight")).text
        await ana.open("/desk/table")
        await ana.send("/desk/start")
        for choice in ("en", "yes", "recover"):
            await tap(ana, choice)
        await turn(ana)
        for text in (code, PIN):
            await write(ana, text)
        assert "booked" in (await ana.open("/desk/tonight")).text, "the new card, to which they agreed"
        assert (await ana.open(f"/desk/card/{card}")).status == 404

    play(tmp_path, act)
