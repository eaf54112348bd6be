"""The table, through real HTTP: one helper, and people in other languages."""

import re
from pathlib import Path

import pytest

from bot.core.desk.acts import Role
from tests.desk.laptop import Laptop, play
from tests.desk.table import book, card_of, cases, same, start, tap, to_the_list

pytestmark = pytest.mark.usefixtures("app")


def test_nothing_is_stored_before_the_person_has_agreed_to_the_help_and_to_the_notice(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await start(ana, "ht")
        assert "Èske ou vle èd sa a?" in ana.page.text
        assert "Do you want this help?" in ana.page.text
        for choice in ("yes", "understood"):
            await tap(ana, choice)
        assert await laptop.ask(cases) == 0
        await tap(ana, "agree")
        assert await laptop.ask(cases) == 1
        (row,) = await laptop.thread.run(lambda app: app.db.execute("SELECT agreed FROM desk_card").fetchall())
        assert row["agreed"] == laptop.clock().isoformat()

    play(tmp_path, act)


def test_somebody_who_wants_no_help_leaves_nothing(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await start(ana, "es")
        card = card_of(ana.page)
        await tap(ana, "no")
        assert "Nobody is at your table yet." in ana.page.text
        assert (await ana.open(f"/desk/card/{card}")).status == 404
        assert await laptop.ask(cases) == 0

    play(tmp_path, act)


def test_the_open_question_stands_in_both_languages_with_its_step(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await start(ana, "es")
        for choice in ("yes", "understood", "agree"):
            await tap(ana, choice)
        assert "How many people must stay together?" in ana.page.text
        assert "¿Cuántas personas" in ana.page.text
        assert "1 of 5." in ana.page.text

    play(tmp_path, act)


def test_four_people_have_four_looks_and_a_fifth_waits(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        for _ in range(4):
            await start(ana, "es")
        assert all(word in ana.page.text for word in ("Mango", "Radio", "Taxi", "Piano"))
        assert "/desk/start" not in ana.page.actions

    play(tmp_path, act)


def test_a_page_from_before_and_an_answer_sent_twice_change_nothing(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await ana.open("/desk/table")
        await ana.send("/desk/start", language="")
        form = next(form for form in ana.page.forms if ("choice", "ht") in form.buttons)
        await tap(ana, "ht")
        before, fresh = ana.page, ana.page.forms[0].hidden
        await ana.post(form.action, {**form.hidden, "choice": "es"})
        assert same(await ana.open(before.path)) == same(before), "the same form again"
        await ana.post(form.action, {**form.hidden, **fresh, "choice": "es"})
        assert same(ana.page) == same(before), "an answer to the question before"

    play(tmp_path, act)


def test_the_case_goes_on_when_the_helper_signs_in_again(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await to_the_list(ana, "ht")
        again = laptop.browser()
        await again.sign_in("ana")
        assert "Mango" in (await again.open("/desk/table")).text
        assert (await again.open(f"/desk/turned/{card}")).status == 200

    play(tmp_path, act)


def test_after_the_evening_is_closed_no_card_lies_on_the_table(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await to_the_list(ana, "ht")
        await ana.open("/desk/account")
        await ana.send("/desk/close")
        await ana.sign_in("ana")
        assert "Nobody is at your table yet." in (await ana.open("/desk/table")).text

    play(tmp_path, act)


def test_a_card_that_was_taken_off_comes_back_by_its_address_with_the_open_question(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        card = await to_the_list(ana, "ht")
        await ana.send(f"/desk/off/{card}")
        assert "Nobody is at your table yet." in ana.page.text
        page = await ana.open(f"/desk/card/{card}")
        assert "Mango" in page.text
        assert "look away" in page.text

    play(tmp_path, act)


def test_the_coordinator_reads_how_many_cases_and_bookings_each_helper_made(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await book(ana)
        await to_the_list(ana, "es")
        ben = await laptop.signed_in("ben", Role.COORDINATOR)
        page = await ben.open("/desk/team")
        assert re.search(r"ana\s+2\s+1\n", page.text)

    play(tmp_path, act)


def test_who_opened_the_case_is_in_the_audit_with_the_person(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await to_the_list(ana, "es")
        assert any(row.object.startswith("person:") and row.detail["staff"] == "ana" for row in await laptop.audit())

    play(tmp_path, act)


def test_the_cards_for_danger_and_for_a_child_are_part_of_the_page_and_ask_the_server_nothing(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        page = await ana.open("/desk/table")
        assert {"#danger", "#child"} <= set(page.links)
        assert "911" in page.text
        assert "door open" in page.text

    play(tmp_path, act)


def test_the_card_for_danger_says_nothing_twice_to_a_helper_who_reads_what_is_shown_to_others(tmp_path: Path) -> None:
    async def act(laptop: Laptop) -> None:
        ana = await laptop.signed_in("ana")
        await ana.open("/desk/account")
        await ana.send("/desk/language", language="es")
        page = await start(ana, "ht")
        lines = [line for line in page.text.splitlines() if line.startswith("Necesito ayuda")]
        assert len(lines) == len(set(lines)) == 1

    play(tmp_path, act)
