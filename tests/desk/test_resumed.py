"""A case is brought to the table by its code; a card before consent is not there after a restart."""

from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Said, Tapped
from bot.storage.tables import audit_log, bookings, people
from tests.desk.laptop import Browser, Laptop, play
from tests.desk.table import card_of, cases, code_on, held, press, start, tap, turn, write
from tests.desk.test_roles import TO_A_BOOKING

pytestmark = pytest.mark.usefixtures("app")
PHONE, SECRET = "terminal:old-phone", "4821"


async def booked_on_a_phone(laptop: Laptop) -> str:
    """Let somebody book and set a PIN on a phone of their own; return the code."""

    def booked(app: App) -> str:
        talk = Talk(app, PHONE, laptop.clock)
        for event in (*TO_A_BOOKING, Tapped("pin"), Said(SECRET), Said(SECRET)):
            talk.hear(event)
        booking = talk.at_present()[0].booking
        assert booking
        return booking.code

    return await laptop.thread.run(booked)


async def recovers(browser: Browser, code: str, secret: str) -> str:
    """Bring a case to the table by its code; return the card."""
    await start(browser, "en")
    await press(browser, "1")
    card = card_of(browser.page)
    await tap(browser, "recover")
    await turn(browser)
    await write(browser, code)
    assert 'type="password"' in browser.page.html
    await write(browser, secret)
    return card


def test_the_right_code_and_pin_bring_the_case_to_the_table_and_the_phone_opens_nothing_any_more(
    tmp_path: Path,
) -> None:
    async def act(laptop: Laptop) -> None:
        code = await booked_on_a_phone(laptop)
        ana = await laptop.signed_in("ana")
        card = await recovers(ana, code, SECRET)
        assert code not in ana.page.html
        assert "It is all on this phone now" in ana.page.text
        assert "Wednesday 25 November" in ana.page.text
        table = await ana.open(f"/desk/card/{card}")
        assert (code in table.html, "Now give them their slip" in table.text) == (False, True)
        assert code_on(await ana.open(f"/desk/slip/{card}")) == code, "with their code they get a new slip"
        assert (await laptop.ask(cases), await laptop.ask(held)) == (1, 1), "nothing is doubled"

        def opens(app: App) -> bool:
            person = people.at(app.db, app.seal, PHONE)
            return bool(person and bookings.of(app.db, app.seal, person, app.pack.id))

        assert not await laptop.ask(opens)
        by = [name for name, _ in await laptop.thread.run(opened)]
        assert by == ["ana"], "the person can see who opened it"

    play(tmp_path, act)


def opened(app: App) -> list[tuple[str, object]]:
    """Who opened the one case that there is, and when."""
    (row,) = app.db.execute("SELECT person FROM booking").fetchall()
    return list(audit_log.opened_by(app.db, app.seal, row["person"]))


def test_after_a_restart_a_case_is_there_and_a_card_before_consent_says_that_nothing_was_stored(
    tmp_path: Path,
) -> None:
    cards: list[str] = []

    async def before(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await start(ana, "ht")
        for choice in ("yes", "understood", "agree"):
            await tap(ana, choice)
        cards.append(card_of(ana.page))
        await start(ana, "es")
        await tap(ana, "yes")
        assert "If this computer restarts, start the card again." in ana.page.text
        cards.append(card_of(ana.page))

    async def after(laptop: Laptop) -> None:
        ana = laptop.browser()
        await ana.sign_in("ana")
        kept, lost = cards
        assert "Konbyen moun" in (await ana.open(f"/desk/card/{kept}")).text
        page = await ana.open(f"/desk/card/{lost}")
        assert (page.status, "nothing was stored: start a new card" in page.text) == (404, True)
        assert await laptop.ask(cases) == 1, "nothing is doubled"

    play(tmp_path, before)
    play(tmp_path, after)
