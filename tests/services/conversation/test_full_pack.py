"""The pack with every feature switched on: from hello to the ticket, and all that can be done with it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.core.language.message import Outgoing
from bot.core.programme.pack import Parameter
from bot.services.tick import tick
from bot.storage.files.packs import check_pack
from bot.storage.tables import slots
from tests import full_pack
from tests.conftest import LANGUAGES, NOW, OpenApp
from tests.services.conversation.test_respond import keys, talk_at

TO_PARTY: list[Event] = [Arrived(), Tapped("en"), Tapped("continue"), Tapped("agree")]
NIGHT = "border@2026-11-24T23:00"
"""Tuesday night there, and Wednesday in UTC."""


def answers(
    together: int = 3,
    nationality: str = "Haiti",
    letters: str = "M. J.",
    language: str = "none",
    state: str = "Baja California",
    topic: str = "asylum",
) -> list[Event]:
    """What somebody answers from the size of the group to the state."""
    return [
        Tapped(str(together)), Tapped("none"), *([Tapped("adult")] if together == 1 else []), Said(nationality),
        Said("12"), Said(letters), Said("14/3/1990"), Tapped(topic), Tapped(language), Tapped("no"),
        Said(state), Tapped("yes"),
    ]  # fmt: skip


def at_days(app: App, person: str, *places: str, **given: Any) -> Talk:
    """Somebody who has answered everything and is asked for the day."""
    said = [*TO_PARTY, *answers(**given), *map(Tapped, places or ("clinic", "border")), Tapped("done")]
    talk = talk_at(app, said, person)
    assert talk.step == "choose_slot", talk.step
    return talk


def tap(talk: Talk, *taps: str) -> list[Outgoing]:
    """Tap one after the other, and return what the last tap shows."""
    return [talk.hear(Tapped(one)) for one in taps][-1]


def offered(talk: Talk, *taps: str) -> list[str]:
    return [choice.id for choice in tap(talk, *taps)[-1].choices if choice.id[-1:].isdecimal()]


def held(app: App) -> dict[str, list[int]]:
    """The groups of each slot that has any; what is taken there is their sum."""
    rows = app.db.execute(
        "SELECT site, starts_at, taken, group_concat(seats) AS held FROM slots LEFT JOIN booking "
        "ON booking.slot = slots.id GROUP BY slots.id HAVING taken > 0 OR held IS NOT NULL"
    )
    found = {f"{row['site']} {row['starts_at']}": (row["taken"], row["held"] or "0") for row in rows}
    groups = {slot: sorted(map(int, held.split(","))) for slot, (_, held) in found.items()}
    assert {slot: taken for slot, (taken, _) in found.items()} == {slot: sum(all) for slot, all in groups.items()}
    return groups


@pytest.fixture
def clinic(open_app: OpenApp) -> App:
    app = open_app(full_pack.full_pack())
    tick(app, NOW)
    return app


def test_the_pack_is_well_but_for_translations_that_nobody_wrote(tmp_path: Path) -> None:
    mistakes = check_pack(full_pack.write(tmp_path / "clinic"), NOW.date())
    assert [str(mistake) for mistake in mistakes if "not translated" not in mistake.fault] == []


WALK = [
    *((site, "choose_sites", "sites.chosen") for site in ("clinic", "border", "-clinic", "clinic")),
    ("done", "choose_slot", "slot.days"),
    ("2026-11-24", "choose_slot", "slot.times"),
    (NIGHT, "confirm_booking", "summary.question"),
    ("confirm", "booked", "ticket.booked"),
    ("save", "booked", "save.question"),
    ("calendar", "booked", "save.calendar_sent"),
    ("qr", "booked", "save.qr_sent"),
    ("ticket", "booked", "ticket.booked"),
    ("map", "booked", "map.sent"),
    ("ticket", "booked", "ticket.booked"),
    ("another_time", "choose_slot", "slot.days"),
    ("2026-11-25", "choose_slot", "slot.times"),
    ("clinic@2026-11-25T10:00", "confirm_booking", "summary.question"),
    ("confirm", "booked", "ticket.booked"),
    ("restart", "booked", "restart.booked"),
    ("leave", "booked", "leave.sure"),
    ("yes", "booked", "ticket.booked"),
    ("cancel", "booked", "cancel.sure"),
    ("no", "booked", "ticket.booked"),
    ("cancel", "booked", "cancel.sure"),
    ("yes", "answer_questions", "cancelled.done"),
    ("continue", "answer_questions", "legal-clinic.question.alone"),
    ("restart", "answer_questions", "restart.sure"),
    ("yes", "count_party", "party.question"),
]
"""What is tapped after the last answer, where it leads, and what is said last."""


def test_from_hello_to_the_ticket_move_leave_cancel_and_restart_in_every_language(clinic: App) -> None:
    names = {"en": "Honduras", "es": "Cuba", "ht": "Venezyela", "fr": "le Chili"}
    for language in LANGUAGES:
        begun: list[Event] = [Arrived(), Tapped(language), *TO_PARTY[2:]]
        given = answers(2, names.get(language, "Cuba"), f"{language[0]}. {language[1]}.", state="Michoacán")
        talk = talk_at(clinic, [*begun, *given], language)
        for choice, step, last in WALK:
            shown = talk.hear(Tapped(choice))
            assert (choice, talk.step, keys(shown)[-1]) == (choice, step, last)
            assert {outgoing.language for outgoing in shown} == {language}
    left = [1] * len(LANGUAGES)
    assert held(clinic) == {"clinic 2026-11-25T18:00:00Z": left}, "of each group the others keep their place"


def test_a_limit_of_the_day_is_given_back_with_the_seats(clinic: App) -> None:
    """Four seats a day for Haitians: a group of three moves, cancels and books again within one day."""
    talk = at_days(clinic, "a")
    for _ in range(2):
        tap(talk, "2026-11-25", "clinic@2026-11-25T10:00")
        assert keys(tap(talk, "confirm")) == ["ticket.booked"]
        tap(talk, "another_time", "2026-11-25", "clinic@2026-11-25T19:00")
        assert keys(tap(talk, "confirm")) == ["moved.done", "ticket.booked"]
        tap(talk, "cancel", "yes", "continue")
    assert held(clinic) == {}


def test_a_limit_counts_the_seats_of_a_day_by_the_clock_of_the_site_and_of_nobody_else(clinic: App) -> None:
    first = at_days(clinic, "a")
    tap(first, "2026-11-24", NIGHT, "confirm")
    two = at_days(clinic, "b", together=2, letters="A. B.")
    assert "2026-11-24" not in offered(two, "again"), "three of four are booked that night"
    assert "clinic@2026-11-25T10:00" in offered(two, "2026-11-25"), "in UTC it is one day"
    one = at_days(clinic, "c", together=1, letters="C. D.")
    assert "2026-11-24" in offered(one, "again")
    cuban = at_days(clinic, "d", nationality="Cuba", letters="E. F.")
    assert NIGHT not in offered(cuban, "2026-11-24"), "two seats are left there"
    assert "clinic@2026-11-24T10:00" in offered(cuban, "other_day", "2026-11-24")


def test_an_hour_without_room_for_the_whole_group_is_not_offered(clinic: App) -> None:
    tap(at_days(clinic, "a", nationality="Cuba", together=2), "2026-11-24", NIGHT, "confirm")
    for together, there in ((3, True), (4, False)):
        talk = at_days(clinic, f"b{together}", together=together, nationality="Cuba", letters="A. B.")
        assert (NIGHT in offered(talk, "2026-11-24")) is there


def test_walk_in_hours_and_closed_days_are_not_offered(clinic: App) -> None:
    at_clinic, at_border = at_days(clinic, "a", "clinic"), at_days(clinic, "b", "border", letters="A. B.")
    assert "2026-11-25" in offered(at_clinic, "again")
    assert "2026-11-25" not in offered(at_border, "again"), "closed at this site alone"
    assert offered(at_clinic, "2026-11-25") == [f"clinic@2026-11-25T{hour}:00" for hour in ("09", "10", "19")]


def test_an_interpreter_is_there_for_one_group_an_hour_on_some_weekdays(clinic: App) -> None:
    first = at_days(clinic, "a", "clinic", nationality="Cuba", together=2, language="ht")
    assert offered(first, "again") == ["2026-11-23", "2026-11-25"]
    tap(first, "2026-11-25", "clinic@2026-11-25T10:00", "confirm")
    second = at_days(clinic, "b", "clinic", nationality="Cuba", together=2, language="ht", letters="A. B.")
    assert "clinic@2026-11-25T10:00" not in offered(second, "2026-11-25")
    other = at_days(clinic, "c", "clinic", nationality="Cuba", together=2, letters="C. D.")
    assert "clinic@2026-11-25T10:00" in offered(other, "2026-11-25"), "there is a seat for who needs no interpreter"


def test_a_state_on_the_line_is_covered_and_one_south_of_it_only_for_some(clinic: App) -> None:
    places = [Tapped("clinic"), Tapped("done")]
    for number, (state, nationality, step) in enumerate(
        [
            ("Michoacán", "Haiti", "choose_slot"),
            ("Chiapas", "Haiti", "confirm_place"),
            ("Chiapas", "Mexico", "choose_slot"),
            ("Baja California", "Mexico", "choose_slot"),
        ]
    ):
        said = [*TO_PARTY, *answers(state=state, nationality=nationality, letters=f"A. {chr(65 + number)}."), *places]
        assert talk_at(clinic, said, f"{number}").step == step, (state, nationality)


@pytest.mark.parametrize("moving", [False, True])
def test_a_slot_that_staff_close_during_the_summary_is_not_booked_and_the_reason_is_said(
    clinic: App, moving: bool
) -> None:
    talk = at_days(clinic, "a")
    if moving:
        tap(talk, "2026-11-24", NIGHT, "confirm", "another_time")
    before = held(clinic)
    tap(talk, "2026-11-25", "clinic@2026-11-25T10:00")
    slots.set_open(clinic.db, clinic.pack.id, False, site="clinic", day="2026-11-25", reason="weather")
    shown = tap(talk, "confirm")
    assert keys(shown)[0] == "slot.gone"
    assert "weather" in shown[0].text
    assert held(clinic) == before


def test_another_place_takes_the_time_away_that_was_chosen(clinic: App) -> None:
    talk = at_days(clinic, "a", "clinic")
    tap(talk, "2026-11-25", "clinic@2026-11-25T10:00", "change", "sites", "border")
    assert keys(tap(talk, "done")) == ["slot.days"]
    (summary,) = tap(talk, "2026-11-24", NIGHT)
    assert "Bridge office" in summary.text
    assert "Legal clinic" not in summary.text


def test_the_largest_group_is_taken_and_one_more_goes_to_a_person(clinic: App) -> None:
    for together, shown in (("6", "legal-clinic.question.urgent"), ("7", "party.too_many")):
        assert keys(talk_at(clinic, TO_PARTY, together).hear(Said(together))) == [shown]


CHANGES = {
    "cancelled": ("cancel", "yes"),
    "moved": ("another_time", "2026-11-25", "clinic@2026-11-25T10:00", "confirm"),
    "left": ("leave", "yes"),
}


@pytest.mark.parametrize("taps", CHANGES.values(), ids=CHANGES.keys())
def test_no_reminder_comes_between_the_question_and_what_was_done(clinic: App, taps: tuple[str, ...]) -> None:
    """The clock runs while somebody cancels, moves or leaves: the notice would be of what is no more."""
    talk = at_days(clinic, "a")
    tap(talk, "2026-11-24", NIGHT, "confirm", *taps[:-1])
    talk.clock = lambda: NOW + timedelta(minutes=20)
    tick(clinic, NOW + timedelta(days=1, hours=11))
    assert clinic.db.execute("SELECT count(*) FROM outbox").fetchone()[0] == 1, "it would be due"
    assert "reminder.notice" not in keys(tap(talk, taps[-1]))
    assert talk.delivered(NOW + timedelta(days=2)) == []


def test_what_a_pack_changes_from_a_day_on_counts_from_midnight_of_its_own_clock(clinic: App) -> None:
    """At eight in the evening in Tijuana the next day has begun in UTC."""
    talk = at_days(clinic, "a")
    one_from_tuesday = Parameter("bookings_a_day", 1, date(2026, 11, 24), None, "chosen")
    talk.app = replace(clinic, pack=replace(clinic.pack, parameters=(*clinic.pack.parameters, one_from_tuesday)))
    talk.clock = lambda: datetime(2026, 11, 24, 4, tzinfo=UTC)
    tap(talk, "yes", "2026-11-24", NIGHT, "confirm", "another_time", "2026-11-25", "clinic@2026-11-25T10:00")
    assert keys(tap(talk, "confirm")) == ["moved.done", "ticket.booked"]


def test_the_day_on_which_somebody_agreed_is_a_day_of_the_clock_of_the_programme(clinic: App) -> None:
    evening = datetime(2026, 11, 24, 4, tzinfo=UTC)
    (known,) = talk_at(clinic, TO_PARTY, now=evening).hear(Tapped("know"))
    assert "You agreed on 23 November 2026." in known.text
    assert known.text.count("23 November 2026") == 2, "and so is the day on which the case began"


def test_every_question_says_its_number_and_how_many_there_are(clinic: App) -> None:
    talk, numbers = talk_at(clinic, TO_PARTY[:-1]), []
    for event in [TO_PARTY[-1], *answers(), Tapped("clinic"), Tapped("done")]:
        numbers += [line for line in talk.hear(event)[-1].text.splitlines() if line.endswith(" of 12.")]
    assert numbers == [f"{n} of 12." for n in range(1, 13)]


def test_places_are_named_from_west_to_east_and_asked_only_where_there_are_several(clinic: App) -> None:
    said = [*TO_PARTY, *answers(topic="card")]
    talk = talk_at(clinic, said[:-1])
    (asked,) = talk.hear(said[-1])
    assert [choice.id for choice in asked.choices if not choice.aside] == ["clinic", "border", "remote"]
    only_by_telephone = talk_at(clinic, [*TO_PARTY, *answers(topic="return", letters="A. B.")], "b")
    assert only_by_telephone.step == "choose_slot"


def test_the_ticket_says_what_to_bring_the_other_clock_and_where_it_is(clinic: App) -> None:
    (by_day,) = tap(at_days(clinic, "a", "clinic"), "2026-11-25", "clinic@2026-11-25T10:00", "confirm")
    (by_night,) = tap(at_days(clinic, "b", letters="A. B.", nationality="Cuba"), "2026-11-24", NIGHT, "confirm")
    call = at_days(clinic, "c", "remote", letters="C. D.", nationality="Cuba", topic="card")
    (by_telephone,) = tap(call, "2026-11-24", "remote@2026-11-24T16:00", "confirm")
    assert "Bring papers about who you are and about what happened." in by_day.text
    assert "Bring the card" in by_telephone.text
    assert "Where you are" not in by_day.text
    assert "Where you are it is 10:00 pm (22:00) then." in by_night.text
    assert "We call." in by_telephone.text
    assert "You do not go anywhere" in by_telephone.text
    assert "Address: Office 5" not in by_telephone.text, "nobody goes there"
    assert "You do not go anywhere" not in by_day.text
    on_a_map = ["map" in [choice.id for choice in ticket.choices] for ticket in (by_day, by_night, by_telephone)]
    assert on_a_map == [True, True, False]


def test_back_from_another_time_leads_to_the_ticket_and_changes_nothing(clinic: App) -> None:
    talk = at_days(clinic, "a")
    tap(talk, "2026-11-24", NIGHT, "confirm")
    before = held(clinic)
    tap(talk, "another_time", "2026-11-25", "clinic@2026-11-25T10:00")
    for _ in range(5):
        shown = tap(talk, "back")
        if keys(shown) == ["ticket.booked"]:
            break
    assert keys(shown) == ["ticket.booked"]
    assert held(clinic) == before


def test_who_starts_over_hears_again_what_the_rules_list(clinic: App) -> None:
    talk = at_days(clinic, "a")
    tap(talk, "restart", "yes")
    said = [key for event in answers() for key in keys(talk.hear(event))]
    assert "result.listed" in said


def test_a_place_is_judged_again_when_the_area_changes(clinic: App) -> None:
    talk = at_days(clinic, "a")
    tap(talk, "2026-11-24")
    further_north = tuple(replace(area, parallel=33.0) if area.parallel else area for area in clinic.pack.areas)
    talk.app = replace(clinic, pack=replace(clinic.pack, areas=further_north, revision="another"))
    assert keys(tap(talk, "again"))[-1:] == ["place.outside"]
    talk.app = replace(clinic, pack=replace(clinic.pack, revision="and back"))
    assert talk.hear(Arrived())[-1].key == "back.question"
    assert "place.outside" not in keys(tap(talk, "yes"))
