"""Fewer people on an appointment, from the desk: two minutes later, as their person would change it."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Look, Tapped
from bot.core.desk.acts import Act, Role, audited
from bot.services.desk import corrections
from bot.services.tick import tick
from bot.storage.tables import audit_log, bookings, people, slots
from tests.conftest import NOW, two_helpers
from tests.desk.laptop import Browser, Laptop, Page, play
from tests.desk.test_tonight import PATH
from tests.services.conversation.test_respond import TO_SUMMARY, talk_at

pytestmark = pytest.mark.usefixtures("app")


def booked_in_the_chat(app: App) -> str:
    """An appointment for three people, asked for in a chat; return its code."""
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    person = people.at(app.db, app.seal, talk.address)
    assert person
    (held,) = bookings.all_of(app.db, app.seal, person, app.pack.id)
    return held.booking.code


def held(app: App) -> tuple[int, int]:
    """How many people the one appointment is for, and how many seats are taken."""
    (row,) = app.db.execute("SELECT person FROM booking").fetchall()
    found = bookings.of(app.db, app.seal, row["person"], app.pack.id)
    assert found
    return found.people, sum(slot.taken for slot in slots.listing(app.db, app.pack.id))


async def asks(browser: Browser, code: str, still: str, reason: str = "asked") -> Page:
    """Say on the page of tonight how many still come."""
    await browser.open(PATH)
    return await browser.send("/desk/tonight/fewer", code=code, people=still, reason=reason)


async def after(laptop: Laptop, seconds: int) -> tuple[int, int]:
    """What is held after a time, and the tick."""
    laptop.clock.forward(seconds=seconds)
    await laptop.thread.tick()
    return await laptop.thread.run(held)


def test_two_minutes_later_the_appointment_is_for_fewer_and_the_person_is_told(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await laptop.thread.run(booked_in_the_chat)
        ana = await laptop.signed_in("ana")
        page = await asks(ana, code.lower(), "2", "mistake")
        assert "2 people come" in page.text
        assert not any(word in page.text for word in code.split()[:2])
        assert await after(laptop, 119) == (3, 3)
        assert await after(laptop, 1) == (2, 2)

        def told(app: App) -> list[str]:
            talk = Talk(app, "terminal:a", laptop.clock, language="ht")
            said = (*talk.delivered(laptop.clock()), *talk.hear(Look()), *talk.hear(Tapped("continue")))
            return [one.key for one in said]

        assert await laptop.thread.run(told) == ["reminder.notice", "fewer.at_desk", "ticket.booked"]
        rows = [
            row.detail for row in await laptop.audit() if row.action == audited(Act.FEWER) and "reason" in row.detail
        ]
        assert rows == [
            {"staff": "ana", "reason": "mistake", "people": "2"},
            {"staff": "ana", "reason": "mistake", "verdict": "done"},
        ]

    play(tmp_path, act)


def test_a_coordinator_undoes_what_a_volunteer_began_and_a_volunteer_only_their_own(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await laptop.thread.run(booked_in_the_chat)
        ana, ben = await laptop.signed_in("ana"), await laptop.signed_in("ben")
        rosa = await laptop.signed_in("rosa", Role.COORDINATOR)
        await asks(ana, code, "2")
        assert "/desk/tonight/undo" not in (await ben.open(PATH)).actions
        page = await rosa.open(PATH)
        assert "ana began it. Why: The person asked for it." in page.text
        ((_, booking),) = page.form("/desk/tonight/undo").buttons
        await rosa.send("/desk/tonight/undo", booking=booking)
        assert "/desk/tonight/undo" not in (await ana.open(PATH)).actions
        assert await after(laptop, 180) == (3, 3)

    play(tmp_path, act)


@pytest.mark.parametrize("still", ["", "0", "3", "12", "x", "²", "-1", "99999999999"])
def test_a_number_that_is_not_fewer_changes_nothing(still: str, tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await laptop.thread.run(booked_in_the_chat)
        page = await asks(await laptop.signed_in("ana"), code, still)
        assert (page.status, "Nothing was changed." in page.text) == (409, True)
        assert await after(laptop, 180) == (3, 3)

    play(tmp_path, act)


def test_an_appointment_has_one_act_that_waits_and_the_second_one_says_so(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await laptop.thread.run(booked_in_the_chat)
        ana = await laptop.signed_in("ana")
        await asks(ana, code, "2")
        await ana.open(PATH)
        page = await ana.send("/desk/tonight/cancel", code=code, reason="asked")
        assert (page.status, "Something waits" in page.text) == (409, True)
        assert await after(laptop, 120) == (2, 2)

    play(tmp_path, act)


def test_where_fewer_people_have_to_be_asked_something_first_the_person_does_it(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        code = await laptop.thread.run(booked_in_the_chat)
        page = await asks(await laptop.signed_in("ana"), code, "1")
        assert (page.status, "there is a question to answer first" in page.text) == (409, True)
        assert await after(laptop, 180) == (3, 3)

    play(tmp_path, act)


def test_who_began_to_move_the_appointment_meanwhile_keeps_it_as_it_is(app: App) -> None:
    code, (ana, _) = booked_in_the_chat(app), two_helpers(app)
    assert corrections.fewer_later(app, ana, code, "asked", 2, NOW) is None
    Talk(app, "terminal:a", lambda: NOW, language="ht").hear(Tapped("another_time"))
    tick(app, NOW + timedelta(minutes=2))
    assert held(app) == (3, 3)
    assert [row.detail["verdict"] for row in audit_log.listing(app.db) if "verdict" in row.detail] == ["not-done"]
