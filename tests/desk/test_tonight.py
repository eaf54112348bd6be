"""Tonight at the desk: sentences for the next shift, and appointments that are canceled two minutes later."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.core.conversation.effects import Book
from bot.core.desk.acts import Act, Role, audited
from bot.services.booking import book
from bot.services.desk import corrections
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import audit_log, bookings, delayed_acts, desk_cards, people, pins, slots
from tests.conftest import NOW
from tests.desk.laptop import Browser, Laptop, Page, play
from tests.desk.test_paper import TOMORROW, booked

pytestmark = pytest.mark.usefixtures("app")
PATH = "/desk/tonight"


async def cancels(browser: Browser, code: str, reason: str = "asked") -> Page:
    """Cancel an appointment from the page of tonight."""
    await browser.open(PATH)
    return await browser.send("/desk/tonight/cancel", code=code, reason=reason)


async def stands(laptop: Laptop, code: str) -> bool:
    """Whether an appointment is there and its seat is taken."""

    def read(app: App) -> int:
        found = bookings.by_code(app.db, app.seal, code)
        taken = sum(slot.taken for slot in slots.listing(app.db, app.pack.id))
        assert taken == bool(found), "never half"
        return taken

    return bool(await laptop.ask(read))


def test_an_appointment_is_canceled_two_minutes_later_and_the_person_can_see_by_whom(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await laptop.thread.run(lambda app: booked(app, TOMORROW))
        browser = await laptop.signed_in("ana")
        page = await cancels(browser, code.lower())
        assert code.split()[-1] in page.text
        assert not any(word in page.text for word in code.split()[:2])
        laptop.clock.forward(seconds=119)
        await laptop.thread.tick()
        assert await stands(laptop, code)
        laptop.clock.forward(seconds=1)
        await laptop.thread.tick()
        assert not await stands(laptop, code)
        rows = [row for row in await laptop.audit() if row.action == audited(Act.CANCEL) and "reason" in row.detail]
        assert [row.detail.get("verdict", "") for row in rows] == ["", "done"]
        assert {(row.detail["staff"], row.detail["reason"], row.object[:7]) for row in rows} == {
            ("ana", "asked", "person:")
        }

    play(tmp_path, act)


def test_it_can_be_undone_in_time_by_who_asked_for_it_and_by_nobody_else(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await laptop.thread.run(lambda app: booked(app, TOMORROW))
        ana, rosa = await laptop.signed_in("ana"), await laptop.signed_in("rosa")
        page = await cancels(ana, code)
        ((_, booking),) = page.form("/desk/tonight/undo").buttons
        await rosa.open(PATH)
        assert "/desk/tonight/undo" not in rosa.page.actions
        theirs = rosa.page.form("/desk/tonight/note").hidden
        assert (await rosa.post("/desk/tonight/undo", {**theirs, "booking": booking})).status == 409
        assert (await ana.send("/desk/tonight/undo", booking=booking)).status == 200
        laptop.clock.forward(minutes=3)
        await laptop.thread.tick()
        assert await stands(laptop, code)
        await cancels(ana, code)
        laptop.clock.forward(minutes=2)
        await laptop.thread.tick()
        late = await ana.send("/desk/tonight/undo", booking=booking)
        assert (late.status, "The two minutes are over." in late.text) == (409, True)
        assert not await stands(laptop, code)

    play(tmp_path, act)


def test_a_page_that_is_opened_gives_nothing_back_since_only_the_tick_has_checked_the_clock(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await laptop.thread.run(lambda app: booked(app, TOMORROW))
        browser = await laptop.signed_in("ana")
        page = await cancels(browser, code)
        ((_, booking),) = page.form("/desk/tonight/undo").buttons
        laptop.clock.forward(minutes=20)
        await browser.open(PATH)
        assert await stands(laptop, code)
        assert (await browser.send("/desk/tonight/undo", booking=booking)).status == 200
        await laptop.thread.tick()
        assert await stands(laptop, code), "what still waited could be undone"

    play(tmp_path, act)


def test_a_code_that_is_not_there_changes_nothing_and_after_five_no_code_is_read(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await laptop.thread.run(lambda app: booked(app, TOMORROW))
        browser = await laptop.signed_in("ana")
        for _ in range(5):
            page = await cancels(browser, "BABA BABA 000 BABI")
            assert (page.status, "Nothing was changed." in page.text) == (409, True)
        assert "Get a coordinator" in (await cancels(browser, code)).text
        laptop.clock.forward(minutes=3)
        await laptop.thread.tick()
        assert await stands(laptop, code)

    play(tmp_path, act)


def test_who_has_a_pin_cancels_with_it_and_no_helper_does(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        def protected(app: App) -> str:
            code = booked(app, TOMORROW)
            found = bookings.by_code(app.db, app.seal, code)
            assert found
            with transaction(app.db):
                pins.save_unconfirmed(app.db, app.seal, found.person, "2468")
                pins.confirm(app.db, app.seal, found.person, "2468")
            return code

        code = await laptop.thread.run(protected)
        browser = await laptop.signed_in("ana")
        assert "This person has a PIN." in (await cancels(browser, code)).text

    play(tmp_path, act)


def test_a_server_that_ends_in_between_has_canceled_or_can_still_undo(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = booked(app, TOMORROW)
    found = bookings.by_code(app.db, app.seal, code)
    assert found
    with transaction(app.db):
        app.db.execute("INSERT INTO staff (name, folded, passphrase_hash, since) VALUES ('ana', 'ana', '', '')")
        held = bookings.of(app.db, app.seal, found.person, app.pack.id)
        assert held
        delayed_acts.add(app.db, held.id, 1, "asked", NOW)

    def ends(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(audit_log, "write", ends)
        with pytest.raises(KeyboardInterrupt):
            corrections.carry_out(app, NOW)
    assert bookings.by_code(app.db, app.seal, code), "all of it is undone"
    assert app.db.execute("SELECT count(*) FROM delayed_act").fetchone()[0] == 1
    tick(app, NOW)
    assert bookings.by_code(app.db, app.seal, code) is None
    assert app.db.execute("SELECT count(*) FROM delayed_act").fetchone()[0] == 0


def test_an_appointment_that_the_person_moved_meanwhile_stays(app: App) -> None:
    code = booked(app, TOMORROW)
    found = bookings.by_code(app.db, app.seal, code)
    assert found
    held = bookings.of(app.db, app.seal, found.person, app.pack.id)
    assert held
    with transaction(app.db):
        app.db.execute("INSERT INTO staff (name, folded, passphrase_hash, since) VALUES ('ana', 'ana', '', '')")
        delayed_acts.add(app.db, held.id, 1, "asked", NOW)
        slot = slots.listing(app.db, app.pack.id, day="2026-11-25")[0]
        book.book(app, Book(slot.site, slot.starts_at, held.request), found.person, held, NOW)
    corrections.carry_out(app, NOW)
    assert bookings.by_code(app.db, app.seal, code)


def test_the_next_shift_reads_one_of_six_sentences_for_a_day(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana, rosa = await laptop.signed_in("ana"), await laptop.signed_in("rosa", Role.COORDINATOR)
        page = await ana.open(PATH)
        assert len(page.form("/desk/tonight/note").buttons) == 6
        assert "Tap below" in page.text
        await ana.send("/desk/tonight/note", word="printer")
        assert 'value="printer" aria-pressed="true"' in (await rosa.open(PATH)).html
        await ana.send("/desk/tonight/note", word="Maria is pregnant")
        assert "Maria" not in (await rosa.open(PATH)).html
        laptop.clock.forward(hours=24)
        await rosa.open()
        await rosa.sign_in("rosa")
        assert "Tap below" in (await rosa.open(PATH)).text
        await laptop.thread.tick()
        assert await laptop.ask(lambda app: app.db.execute("SELECT count(*) FROM shift_note").fetchone()[0]) == 0

    play(tmp_path, act)


def test_the_list_of_my_people_says_one_word_each_and_forgets_who_ended_the_help(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        def helped(app: App) -> None:
            found = [bookings.by_code(app.db, app.seal, booked(app, TOMORROW, number)) for number in (0, 1)]
            with transaction(app.db):
                for number, one in enumerate(found):
                    assert one
                    people.assign_address(app.db, app.seal, one.person, f"desk:{number}")
                    desk_cards.add(app.db, desk_cards.CardRow(f"card-{number}", one.person, 1, number + 1, NOW))
                new = people.create(app.db, app.seal, NOW)
                people.assign_address(app.db, app.seal, new, "desk:2")
                desk_cards.add(app.db, desk_cards.CardRow("card-2", new, 1, 3, NOW))
                assert found[1]
                desk_cards.remove(app.db, found[1].person)

        browser, other = await laptop.signed_in("ana"), await laptop.signed_in("rosa")
        assert "You have helped nobody yet." in (await browser.open(PATH)).text
        await laptop.thread.run(helped)
        page = await browser.open(PATH)
        assert re.findall(r"/desk/card/([\w-]+).*?<strong>(.*?)</strong>", page.html) == [
            ("card-2", "an answer is missing"),
            ("card-0", "booked"),
        ]
        assert "card-" not in (await other.open(PATH)).html

    play(tmp_path, act)


def test_two_cards_are_never_listed_alike_also_after_both_were_taken_off_in_the_same_minute(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        def agreed(app: App) -> None:
            with transaction(app.db):
                for number, (seat, seconds) in enumerate(((1, 0), (2, 10), (1, 20), (3, 30))):
                    new = people.create(app.db, app.seal, NOW)
                    people.assign_address(app.db, app.seal, new, f"desk:{number}")
                    since = NOW + timedelta(seconds=seconds)
                    desk_cards.add(app.db, desk_cards.CardRow(f"card-{number}", new, 1, seat, since))
                    if number < 3:
                        desk_cards.take_seat(app.db, f"card-{number}", desk_cards.OFF)

        async def known() -> list[str]:
            page = await browser.open(PATH)
            return [" ".join(text.split()) for text in re.findall(r"/desk/card/[^>]*>(.*?)</a>", page.html)]

        browser = await laptop.signed_in("ana")
        await laptop.thread.run(agreed)
        listed = await known()
        assert [re.sub("<.*?>", "", one).partition("since")[0] for one in listed] == [
            "▲ Taxi, ", "● was Mango, number 1 ", "■ was Radio, ", "● was Mango, number 2 ",
        ]  # fmt: skip
        await laptop.thread.run(lambda app: desk_cards.clear_table(app.db))
        assert "▲</span> was Taxi" in " ".join(await known()), "the evening was closed"
        assert len(set(await known())) == 4

    play(tmp_path, act)
