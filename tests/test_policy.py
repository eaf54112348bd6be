"""Test the packs that ship: their numbers add up, their words have the right tone, their sources are named."""

import re
import shutil
import tomllib
from collections import Counter
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot import PACKS_CHECKED
from bot.core.programme.eligibility import Answer
from bot.core.programme.pack import Pack
from bot.services.places.coverage import cover
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.packs import check_pack, failing_cases, load_pack, pack_texts
from tests.conftest import our_pack

POLICY = Path(__file__).parents[1] / "policy"
TODAY = date(2026, 11, 22)


PROGRAMMES = ("border-appointments", "cbp-one", "legal-clinic")
PACKS = (*PROGRAMMES, "humanitarian-parole")
BORDERS = ("border-appointments", "cbp-one")

BRIDGES = (
    "El Chaparral", "PedWest", "Paso del Norte", "Santa Fe", "DeConcini", "Dennis", "Gateway", "Juárez-Lincoln",
    "Puente", "bridge", "B&M", "port of entry", "garita", "Calexico West",
)  # fmt: skip


@pytest.fixture(scope="module")
def border() -> Pack:
    return our_pack("border-appointments")


@pytest.fixture(scope="module")
def history() -> Pack:
    return our_pack("cbp-one")


@pytest.fixture(scope="module")
def clinic() -> Pack:
    return our_pack("legal-clinic")


def words(name: str) -> dict[str, str]:
    """Return the texts that a pack itself says; what it extends says the others."""
    return {key: english for key, english, _ in pack_texts(POLICY / name)}


def outcome(pack: Pack, on: date, **answers: Answer) -> str | None:
    return pack.determination(answers, on).outcome


def seats(pack: Pack, on: date) -> int:
    return sum(pack.per_day(site.id, on) for site in pack.sites)


# What holds for every pack


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_has_no_mistake_and_every_case_comes_out(name: str) -> None:
    assert check_pack(POLICY / name, PACKS_CHECKED) == []
    assert failing_cases(our_pack(name), POLICY / name) == []


@pytest.mark.parametrize(
    ("name", "least"),
    [("border-appointments", 15), ("cbp-one", 13 * 7), ("humanitarian-parole", 6), ("legal-clinic", 20)],
)
def test_a_pack_has_cases_enough_to_change_it_without_fear(name: str, least: int) -> None:
    cases = tomllib.loads((POLICY / name / "cases.toml").read_text(encoding="utf-8"))["case"]
    assert len(cases) >= least
    assert all(len(case["name"].split()) > 5 for case in cases)


@pytest.mark.parametrize("name", PACKS)
def test_no_text_sends_anyone_anywhere_or_promises_anything(name: str) -> None:
    refused = (
        r"qualif|eligib|guarantee|nearest|closest|\bunder \d|\bover \d|arrive|you should|safe place is|\d{3}[ -]\d{3,4}"
    )
    numbers = f"{name}.contact.listening.name"  # the number is the name of a contact, and goes with its last day
    said = {key: text for key, text in words(name).items() if key != numbers}
    assert {key: text for key, text in said.items() if re.search(refused, text, re.IGNORECASE)} == {}


@pytest.mark.parametrize("name", PROGRAMMES)
def test_no_question_is_asked_in_the_negative(name: str) -> None:
    pack = our_pack(name)
    negative = r"\b(don't|do not|isn't|aren't|not)\b[^.?]*\?"
    assert [question.id for question in pack.questions if re.search(negative, question.text.english)] == []


@pytest.mark.parametrize("name", PROGRAMMES)
def test_the_sentences_for_an_item_differ_and_fit_a_button(name: str) -> None:
    for question in our_pack(name).questions:
        for item in question.items:
            assert item.holds.english != item.holds_not.english
            assert max(len(item.holds.english), len(item.holds_not.english)) <= 60


@pytest.mark.parametrize("name", PACKS)
def test_every_value_says_on_whose_word(name: str) -> None:
    pack = our_pack(name)
    assert all([p.source for p in pack.parameters] + [c.source for c in pack.capacities])
    assert all(dated.source.english for dated in (*pack.rules, *pack.areas, *pack.entries))


@pytest.mark.parametrize("name", PACKS)
def test_somebody_helps_with_every_need_half_a_year_from_the_day_of_checking(name: str) -> None:
    pack = our_pack(name)
    for kind in ("help", "emergency", "legal", "child"):
        contacts = pack.contacts_for(kind, TODAY)
        assert contacts
        assert all(kind in contact.kinds for contact in contacts)
    for contact in pack.contacts:
        assert timedelta(170) < contact.expires - contact.checked < timedelta(200)
        assert len(set(contact.sources)) == 2, contact.id


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_child_alone_always_goes_to_the_people_who_protect_children(name: str) -> None:
    pack = our_pack(name)
    others = [{}, {"urgent": "no", "topic": "asylum", "interpreter": "none"}, {"vulnerable": "yes"}]
    for other in others:
        answers: dict[str, Answer] = {"party": 1, "urgent": "no", **other, "alone": "child_alone"}
        found = pack.determination(answers, TODAY)
        assert (found.outcome, found.rule and found.rule.contact) == ("ask_a_person", "child")
        assert pack.next_question(answers, TODAY) is None


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_larger_party_is_not_asked_whether_a_child_is_alone(name: str) -> None:
    pack = our_pack(name)
    answers: dict[str, Answer] = {"party": 2}
    while question := pack.next_question(answers, TODAY):
        assert question.id != "alone"
        answers[question.id] = question.options[0].id if question.options else "no"
    assert pack.determination(answers, TODAY).outcome is not None


# The border: practice with the numbers of the news


@pytest.mark.parametrize(
    ("first", "last", "sum"),
    [
        ("2023-01-12", "2023-05-11", 740),
        ("2023-05-12", "2023-05-31", 1000),
        ("2023-06-01", "2023-06-29", 1250),
        ("2023-06-30", "2025-01-20", 1450),
    ],
)
def test_the_places_of_all_ports_add_up_to_the_daily_total_on_every_day(
    border: Pack, first: str, last: str, sum: int
) -> None:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    assert border.parameter("daily_total", date(2023, 1, 11)) is None
    for day in (start + timedelta(n) for n in range((end - start).days + 1)):
        assert (seats(border, day), border.parameter("daily_total", day)) == (sum, sum)


@pytest.mark.parametrize(
    ("day", "places"),
    [("2023-06-02", 50), ("2023-06-03", 0), ("2023-06-28", 0), ("2023-06-29", 50), ("2023-06-30", 57)],
)
def test_nuevo_laredo_gives_no_places_from_3_to_28_june_2023(border: Pack, day: str, places: int) -> None:
    assert border.per_day("nuevo-laredo", date.fromisoformat(day)) == places


def test_the_reported_numbers_are_reported_and_the_others_are_marked_as_estimates(border: Pack) -> None:
    last = {c.site: c for c in border.capacities if c.start == date(2023, 6, 30)}
    reported = {"tijuana": 385, "mexicali": 75, "nogales": 100, "ciudad-juarez": 200, "reynosa": 195, "matamoros": 380}
    assert {site: c.per_day for site, c in last.items() if not c.estimate} == reported
    assert all(last[site].url for site in reported)
    assert last["piedras-negras"].per_day + last["nuevo-laredo"].per_day == 115


def test_the_eight_sites_stand_from_west_to_east_with_the_mexican_town_first(border: Pack) -> None:
    names = [(site.name.english.split(" / ")[0], site.city) for site in border.sites_for({})]
    assert names == [
        ("Tijuana", "San Ysidro"),
        ("Mexicali", "Calexico"),
        ("Nogales, Sonora", "Nogales"),
        ("Ciudad Juárez", "El Paso"),
        ("Piedras Negras", "Eagle Pass"),
        ("Nuevo Laredo", "Laredo"),
        ("Reynosa", "Hidalgo"),
        ("Matamoros", "Brownsville"),
    ]


def test_the_clock_of_a_site_is_that_of_its_port(border: Pack) -> None:
    zones = {site.id: site.zone.removeprefix("America/") for site in border.sites}
    assert zones == {
        "tijuana": "Los_Angeles",
        "mexicali": "Los_Angeles",
        "nogales": "Phoenix",
        "ciudad-juarez": "Denver",
        **dict.fromkeys(("piedras-negras", "nuevo-laredo", "reynosa", "matamoros"), "Chicago"),
    }


def test_only_the_times_of_san_ysidro_were_reported(border: Pack) -> None:
    tijuana = border.site("tijuana")
    assert tijuana
    assert tijuana.times == (time(5), time(13))
    assert [site.id for site in border.sites if not site.estimate] == ["tijuana"]
    assert all(site.weekdays == frozenset(range(1, 8)) for site in border.sites)


@pytest.mark.parametrize("name", BORDERS)
def test_no_real_bridge_is_named_anywhere(name: str) -> None:
    folder = POLICY / name
    shown = " ".join([*words(folder.name).values(), *(site.city for site in load_pack(folder).sites)])
    assert [name for name in BRIDGES if name.lower() in shown.lower()] == []


def test_only_nuevo_laredo_has_a_warning_and_it_is_dated(border: Pack) -> None:
    (warned,) = (site for site in border.sites if site.note)
    assert warned.id == "nuevo-laredo"
    assert warned.note
    assert "June 2023" in warned.note.english


def test_the_pack_says_that_it_is_practice_and_when_the_real_thing_ended(border: Pack) -> None:
    assert border.demonstration
    assert border.imitation_ended == date(2025, 1, 20)
    assert "practice" in border.operator.english
    assert "books nothing" in border.about_operator.english


@pytest.mark.parametrize(
    ("day", "yes"),
    [
        ("2023-01-11", "ask_a_person"),
        ("2023-01-12", "listed"),
        ("2023-05-11", "listed"),
        ("2023-05-12", "listed"),
        ("2026-11-22", "listed"),
    ],
)
def test_the_list_of_january_2023_begins_on_its_day_and_stays_for_practice(border: Pack, day: str, yes: str) -> None:
    assert outcome(border, date.fromisoformat(day), party=3, vulnerable="yes") == yes


def test_ages_are_said_as_the_last_year_that_counts() -> None:
    label = words("border-appointments")["border-appointments.question.vulnerable.item.age"]
    assert label == "20 years old or younger, or 71 or older"


def test_tabasco_and_chiapas_are_covered_from_23_august_2024(border: Pack) -> None:
    assert border.areas_on(date(2023, 1, 11), {}) == ()
    (north,) = border.areas_on(date(2024, 8, 22), {})
    assert (north.parallel, north.states) == (19.0, frozenset())
    assert north.estimate
    _, south = border.areas_on(date(2024, 8, 23), {})
    assert south.states == {"MX-TAB", "MX-CHP"}
    assert len(border.areas_on(TODAY, {})) == 2


def test_nationality_is_neither_asked_nor_limited_unless_a_partner_turns_it_on(border: Pack, tmp_path: Path) -> None:
    assert border.question("nationality") is None
    assert border.limits_on(TODAY) == {}
    folder = tmp_path / "with-limit"
    shutil.copytree(POLICY / "border-appointments", folder)
    for file in (*folder.glob("*.toml"), *folder.glob("*.csv")):
        text = file.read_text(encoding="utf-8")
        uncommented = re.sub(r"^# (?=\[\[|\w+ = )", "", text, flags=re.MULTILINE)
        file.write_text(uncommented, encoding="utf-8")
    assert {mistake.file for mistake in check_pack(folder, PACKS_CHECKED)} <= {
        str(folder / "cases.toml")
    }  # one more question
    limited = load_pack(folder)
    assert limited.limits_on(TODAY) == {"nationality:MX": 100}
    assert len(limited.areas_on(TODAY, {"nationality": "MX"})) == 3
    assert len(limited.areas_on(TODAY, {"nationality": "HT"})) == 2


# CBP One: history


FIRST, LAST = date(2023, 1, 12), date(2025, 1, 20)
FOLLOWED = ("2022-12-15", "2023-02-15", "2023-06-15", "2023-08-15", "2024-04-15", "2024-09-16", "2025-02-15")
"""A day of each regime, one before the first and one after the end."""


@pytest.mark.parametrize(
    ("day", "allocation", "places", "with_list", "without"),
    [
        ("2023-02-15", "first_come", 740, "listed", "not_listed"),
        ("2023-05-10", "draw", 740, "listed", "not_listed"),
        ("2023-06-15", "draw", 1250, "listed", "listed"),
        ("2023-08-15", "draw", 1450, "listed", "listed"),
        ("2024-04-15", "draw", 1450, "listed", "listed"),
        ("2024-09-16", "draw", 1450, "listed", "listed"),
    ],
)
def test_each_regime_has_its_own_way(
    history: Pack, day: str, allocation: str, places: int, with_list: str, without: str
) -> None:
    on = date.fromisoformat(day)
    assert (history.parameter("allocation", on), seats(history, on)) == (allocation, places)
    people: dict[str, Answer] = {"party": 2, "one_address": "yes", "nationality": "HN"}
    assert outcome(history, on, **people, vulnerable="yes") == with_list
    assert outcome(history, on, **people, vulnerable="no") == without


def test_at_least_thirteen_people_are_followed_through_every_regime() -> None:
    cases = tomllib.loads((POLICY / "cbp-one" / "cases.toml").read_text(encoding="utf-8"))["case"]
    people = Counter(str(case["on"]) for case in cases if "nationality" in case.get("answers", {}))
    assert min(people[day] for day in FOLLOWED) >= 13


def test_nothing_of_the_history_counts_outside_its_time(history: Pack) -> None:
    chosen_for_practice = ("lead_hours", "reminder_hours")
    for day in (FIRST - timedelta(1), LAST + timedelta(1), TODAY):
        names = {p.name for p in history.parameters if history.parameter(p.name, day) is not None}
        assert names <= set(chosen_for_practice)
        assert (history.areas_on(day, {"nationality": "MX"}), seats(history, day)) == ((), 0)
        assert [rule.id for rule in history.rules_on(day) if rule.id != "child"] == []


def test_what_has_no_address_to_read_is_an_estimate(history: Pack) -> None:
    values = (*history.parameters, *history.areas)
    assert [value for value in values if not value.url and not value.estimate] == []


@pytest.mark.parametrize(("day", "read"), [("2023-01-11", ["before"]), ("2023-01-12", []), ("2025-01-19", [])])
def test_before_the_first_day_people_read_how_it_was(history: Pack, day: str, read: list[str]) -> None:
    assert [entry.id for entry in history.entries_on(date.fromisoformat(day))] == read


@pytest.mark.parametrize("day", [LAST, TODAY, date(2040, 1, 1)])
def test_since_the_end_people_read_that_it_ended_and_that_a_seller_lies(history: Pack, day: date) -> None:
    (entry,) = history.entries_on(day)
    assert all(said in entry.text.english for said in ("20 January 2025", "cancelled", "lie", "do not pay"))
    assert history.has_ended(day)


def test_first_visits_were_six_days_after_the_first_bookings(history: Pack) -> None:
    days = [seats(history, FIRST + timedelta(n)) for n in range(-1, 8)]
    assert days == [0, 0, 0, 0, 0, 0, 0, 740, 740]


def test_the_reported_share_and_size_that_nobody_published_are_estimates(history: Pack) -> None:
    assert history.limits_on(date(2024, 8, 22)) == {}
    assert list(history.limits_on(date(2024, 8, 23))) == ["nationality:MX"]
    unknown = {p.name for p in history.parameters if p.estimate and p.start <= date(2024, 9, 16) <= (p.end or LAST)}
    assert unknown == {"horizon_days", "lead_hours", "reminder_hours", "limit_nationality_MX", "seniority_percent"}


def test_the_line_of_the_area_is_an_estimate_until_it_was_official(history: Pack) -> None:
    (before,) = history.areas_on(date(2024, 8, 22), {})
    since = history.areas_on(date(2024, 8, 23), {})
    assert (before.parallel, before.estimate) == (19.0, True)
    assert {(area.parallel, area.estimate) for area in since} == {(19.0, False), (None, False)}


def test_mexicans_could_ask_from_every_state_from_23_august_2024(history: Pack) -> None:
    for day, nationality, everywhere in (
        ("2024-08-22", "MX", False),
        ("2024-08-23", "MX", True),
        ("2024-08-23", "HN", False),
    ):
        covered = cover(history, load_gazetteer(), date.fromisoformat(day), nationality).states_that("yes")
        assert (len(covered) == 32) is everywhere, (day, nationality)


@pytest.mark.parametrize(("age", "listed"), [(20, True), (21, False), (70, False), (71, True)])
def test_ages_count_as_in_the_list_of_january_2023(history: Pack, age: int, listed: bool) -> None:
    question = history.question("vulnerable")
    assert question
    assert any(item.holds_for(age) for item in question.items if item.has_ages) is listed


# Humanitarian parole: a page


@pytest.mark.parametrize(
    ("day", "read"),
    [
        ("2022-10-11", []),
        ("2023-01-05", ["who", "needed"]),
        ("2023-01-06", ["who", "needed", "number"]),
        ("2025-03-24", ["who", "needed", "number"]),
        ("2025-03-25", ["ended"]),
        ("2026-11-22", ["ended", "court"]),
    ],
)
def test_the_page_says_what_was_so_on_the_day_and_since_the_end_nothing_of_how_to_ask(
    day: str, read: list[str]
) -> None:
    page = our_pack("humanitarian-parole")
    assert page.is_page
    assert [entry.id for entry in page.entries_on(date.fromisoformat(day))] == read


def test_the_page_names_four_countries_a_supporter_a_passport_a_flight_and_a_number() -> None:
    entries = our_pack("humanitarian-parole").entries_on(date(2024, 1, 1))
    said = " ".join(entry.text.english for entry in entries)
    named = ("Cuba", "Haiti", "Nicaragua", "Venezuela", "supporter", "passport", "ticket", "30,000")
    assert [word for word in named if word not in said] == []
    assert all(entry.url for entry in entries)


# The clinic: real appointments


def test_the_clinic_has_six_times_a_day_of_which_two_are_for_walk_ins(clinic: Pack) -> None:
    room = clinic.site("clinic")
    assert room
    assert clinic.per_day("clinic", TODAY) == len(room.times) == 6
    assert room.walk_in_times == {time(9), time(14)}
    assert date(2026, 12, 25) in room.closed


def test_a_family_takes_one_seat_of_a_lawyer(clinic: Pack, border: Pack) -> None:
    assert (clinic.seats(5), border.seats(5)) == (1, 5)


def test_the_clinic_asks_neither_where_anyone_is_nor_from_where_they_come(clinic: Pack) -> None:
    assert clinic.areas == ()
    assert {question.kind for question in clinic.questions} == {"list", "choice", "yes_no"}


def test_a_topic_names_the_sites_that_serve_it(clinic: Pack) -> None:
    assert [site.id for site in clinic.sites_for({"topic": "asylum"})] == ["clinic"]
    assert [site.id for site in clinic.sites_for({"topic": "card"})] == ["clinic", "remote"]
    assert [site.id for site in clinic.sites_for({"topic": "unsure"})] == ["clinic", "remote"]


def test_a_booking_needs_an_interpreter_and_a_room_only_if_asked_for(clinic: Pack) -> None:
    assert clinic.needs({"interpreter": "none", "private_room": "no"}) == {}
    assert clinic.needs({"interpreter": "ht", "private_room": "yes"}) == {"interpreter:ht": 1, "room:private": 1}


def test_real_appointments_lose_a_rule_when_it_ends(tmp_path: Path) -> None:
    folder = shutil.copytree(POLICY / "legal-clinic", tmp_path / "ended")
    rules = folder / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + "until = 2026-12-31\n", encoding="utf-8")
    pack = load_pack(folder)
    answers: dict[str, Answer] = {"party": 2, "urgent": "no", "topic": "card", "interpreter": "none"}
    assert outcome(pack, date(2026, 12, 31), **answers) == "listed"
    assert outcome(pack, date(2027, 1, 1), **answers) == "not_listed"


def test_an_area_of_the_history_has_a_source_of_the_year_in_which_it_begins() -> None:
    for area in load_pack(POLICY / "cbp-one").areas:
        assert str(area.start.year) in area.source.english, area.id
