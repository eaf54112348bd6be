"""More people, or fewer, on an appointment: at once where its time has room for all, and never for a part of them."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.booking.slot import Booking, SeatRequest
from bot.core.conversation.effects import Book
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.services.booking.book import book
from bot.services.booking.check_ticket import check, ticket_text
from bot.services.booking.ticket_files import TicketFiles
from bot.services.rate_limits import BOOKINGS
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.files.packs import load_pack
from bot.storage.tables import bookings, conversations, people
from tests.conftest import DESK, LANGUAGES, NOW, POLICY, OpenApp
from tests.full_pack import IDENTITY
from tests.said import typed
from tests.services.booking.test_one_person import DAY, LATER, START, TRIAGE, asking, confirm, summary
from tests.services.conversation.test_respond import TO_SUMMARY, keys, taken, talk_at

AT = datetime(2026, 11, 25, 20, tzinfo=UTC)
"""One o'clock in the afternoon at Ciudad Juárez."""
SLOT = "site = 'ciudad-juarez' AND starts_at LIKE '2026-11-25T20:00%'"
BOOKED = [*TO_SUMMARY, Tapped("confirm")]


def booked(app: App, language: str = "en", party: str = "3", person: str = "a") -> Talk:
    changed = {Tapped("ht"): Tapped(language), Tapped("3"): Tapped(party)}
    events = [changed.get(event, event) if isinstance(event, Tapped) else event for event in BOOKED]
    if party == "1":
        events.insert(events.index(Tapped("1")) + 1, Tapped("adult"))
    return talk_at(app, events, person)


def held(app: App, talk: Talk) -> Booking:
    found = bookings.of(app.db, app.seal, person_of(app, talk), app.pack.id)
    assert found
    return found


def person_of(app: App, talk: Talk) -> str:
    person = people.current_at(app.db, app.seal, talk.address)
    assert person
    return person


def party(app: App, talk: Talk) -> int:
    """Return the number of people among the answers."""
    saved = conversations.load(app.db, app.seal, person_of(app, talk), app.pack.id)
    assert saved
    return saved.conversation.answers.party


def calendar_file(app: App, talk: Talk) -> bytes:
    return TicketFiles(held(app, talk), app.pack, app.catalogs["en"], 60, NOW).file("calendar").content


def seats_left(app: App, left: int) -> None:
    app.db.execute(f"UPDATE slots SET offered = taken + {left} WHERE {SLOT}")


# More


def test_four_have_a_place_at_once_where_the_time_has_a_seat_left(app: App) -> None:
    talk = booked(app)
    before = held(app, talk)
    seats_left(app, 1)
    assert keys(talk.hear(Tapped("group"))) == ["group.question"]
    news, ticket = talk.hear(Tapped("4"))
    assert (news.key, ticket.key) == ("group.done", "ticket.booked")
    assert "All 4 together" in ticket.text
    after = held(app, talk)
    assert (after.people, after.slot, after.code, after.id) == (4, before.slot, before.code, before.id)
    assert (taken(app), party(app, talk)) == (4, 4)


def test_paper_picture_and_calendar_file_stay_as_they_are_when_only_the_number_changes(app: App) -> None:
    talk = booked(app)
    slip = ticket_text(app, held(app, talk))
    file = calendar_file(app, talk)
    talk.hear(Tapped("group"))
    assert keys(talk.hear(Tapped("4"))) == ["group.done", "ticket.booked"]
    assert check(app, slip, NOW, DESK) == "valid"
    assert calendar_file(app, talk) == file, "it does not say how many come"


def test_without_a_seat_more_the_three_keep_theirs_until_another_time_for_four_is_confirmed(app: App) -> None:
    talk = booked(app)
    seats_left(app, 0)
    before = held(app, talk)
    talk.hear(Tapped("group"))
    refused, days = talk.hear(Tapped("4"))
    assert (refused.key, days.key) == ("group.no_room", "slot.days")
    assert "for 3 people stays" in refused.text
    assert "person can help" in refused.text
    slot = talk.hear(Tapped("2026-11-26"))[-1].choices[0].id
    (summary,) = talk.hear(Tapped(slot))
    assert (summary.key, summary.choices[0].id, "4 people" in summary.text) == ("summary.question", "confirm", True)
    assert (held(app, talk), taken(app)) == (before, 3)
    assert keys(talk.hear(Tapped("confirm"))) == ["moved.done", "ticket.booked"]
    after = held(app, talk)
    assert (after.people, after.code, after.sequence) == (4, before.code, before.sequence + 1)
    assert taken(app) == 4, "the old seats are free"


@pytest.mark.parametrize("way", ["back", "status"])
def test_back_returns_to_the_ticket_with_the_old_group(app: App, way: str) -> None:
    talk = booked(app)
    seats_left(app, 0)
    before = held(app, talk)
    for event in (Tapped("group"), Tapped("4"), Tapped("2026-11-26")):
        talk.hear(event)
    for _ in range(2 if way == "back" else 1):
        shown = talk.hear(Tapped(way))
    assert keys(shown) == ["ticket.booked"]
    assert "All 3 together" in shown[-1].text
    assert (held(app, talk), party(app, talk), taken(app)) == (before, 3, 3)
    talk.hear(Tapped("another_time"))
    assert "3" in talk.hear(Tapped("know"))[-1].text.split("together: ")[1][:2], "nothing of the four is kept"


def test_not_now_at_the_summary_of_four_says_that_the_appointment_of_three_stays(app: App) -> None:
    talk = booked(app)
    seats_left(app, 0)
    for event in (Tapped("group"), Tapped("4"), Tapped("2026-11-26")):
        shown = talk.hear(event)
    talk.hear(Tapped(shown[-1].choices[0].id))
    stands, ticket = talk.hear(Tapped("not_now"))
    assert (stands.key, "All 3 together" in ticket.text) == ("summary.stands", True)


def test_a_group_never_grows_by_a_part_of_those_who_come(app: App) -> None:
    talk = booked(app)
    seats_left(app, 2)
    talk.hear(Tapped("group"))
    talk.hear(Tapped("more"))
    assert keys(talk.hear(Tapped("6")))[0] == "group.no_room"
    assert (held(app, talk).people, taken(app)) == (3, 3)


def test_a_group_that_is_too_large_for_the_programme_goes_to_a_person_and_stays_booked(app: App) -> None:
    talk = booked(app)
    talk.hear(Tapped("group"))
    (refused,) = talk.hear(Said("13"))
    assert (refused.key, refused.choices[0].id) == ("party.too_many", "person")
    assert keys(talk.hear(Tapped("again"))) == ["group.question"]
    assert held(app, talk).people == 3


def test_a_closed_slot_takes_nobody_more_and_says_why(app: App) -> None:
    talk = booked(app)
    app.db.execute(f"UPDATE slots SET open = 0 WHERE {SLOT}")
    talk.hear(Tapped("group"))
    (refused, _) = talk.hear(Tapped("4"))
    assert (refused.key, "No new appointments are made there" in refused.text) == ("group.no_room", True)
    assert held(app, talk).people == 3


@pytest.mark.parametrize("size", ["2", "4"])
def test_where_the_appointment_will_not_take_place_another_time_is_chosen_for_the_new_number(
    app: App, size: str
) -> None:
    talk = booked(app)
    app.db.execute(f"UPDATE slots SET open = 0, reason = 'repair' WHERE {SLOT}")
    talk.hear(Tapped("group"))
    assert keys(talk.hear(Tapped(size))) == ["slot.days"]
    assert held(app, talk).people == 3
    assert keys(talk.hear(Tapped("back"))) == ["ticket.void"]


def test_the_same_number_changes_nothing(app: App) -> None:
    talk = booked(app)
    talk.hear(Tapped("group"))
    assert keys(talk.hear(Tapped("3"))) == ["group.same", "ticket.booked"]
    assert (held(app, talk).people, taken(app)) == (3, 3)


def test_a_group_grows_as_often_as_seats_are_taken_and_no_more(app: App) -> None:
    talk = booked(app, party="2")
    for n in range(BOOKINGS - 1):
        talk.hear(Tapped("group"))
        assert keys(talk.hear(Said(str(3 + n))))[0] == "group.done"
    talk.hear(Tapped("group"))
    assert keys(talk.hear(Said("12"))) == ["limit.bookings", "ticket.booked"]
    assert (held(app, talk).people, party(app, talk), taken(app)) == (BOOKINGS + 1,) * 3
    talk.hear(Tapped("group"))
    talk.hear(Said("2"))
    assert keys(talk.hear(Tapped("yes")))[0] == "group.done", "seats can always be given back"


def test_who_was_reminded_and_grows_is_not_reminded_again(app: App) -> None:
    booked(app)
    soon = AT - timedelta(hours=20)
    assert tick(app, soon).reminders == 1
    later = talk_at(app, [Arrived(), Tapped("yes"), Tapped("group"), Tapped("4")], now=soon)
    assert held(app, later).people == 4
    assert tick(app, soon + timedelta(hours=1)).reminders == 0


# Fewer


def test_fewer_are_asked_once_and_for_no_reason_and_their_seats_are_free_at_once(app: App) -> None:
    talk = booked(app)
    slip = ticket_text(app, held(app, talk))
    talk.hear(Tapped("group"))
    (asked,) = talk.hear(Tapped("2"))
    assert (asked.key, [choice.id for choice in asked.choices][:2], taken(app)) == ("group.fewer", ["yes", "no"], 3)
    assert keys(talk.hear(Tapped("yes"))) == ["group.done", "ticket.booked"]
    assert (held(app, talk).people, taken(app), party(app, talk)) == (2, 2, 2)
    assert check(app, slip, NOW, DESK) == "valid", "those who stay with the code see no event"
    assert app.db.execute("SELECT count(*) FROM outbox").fetchone()[0] == 0


def test_a_no_keeps_every_seat(app: App) -> None:
    talk = booked(app)
    talk.hear(Tapped("group"))
    talk.hear(Tapped("2"))
    assert keys(talk.hear(Tapped("no"))) == ["ticket.booked"]
    assert (held(app, talk).people, taken(app)) == (3, 3)


@pytest.mark.parametrize("change", ["open = 0", "offered = 0", "offered = 1"])
def test_fewer_keep_their_seats_in_an_hour_that_takes_nobody_new(app: App, change: str) -> None:
    talk = booked(app)
    app.db.execute(f"UPDATE slots SET {change} WHERE {SLOT}")
    talk.hear(Tapped("group"))
    talk.hear(Tapped("2"))
    assert keys(talk.hear(Tapped("yes"))) == ["group.done", "ticket.booked"]
    assert (held(app, talk).people, taken(app)) == (2, 2)


def test_one_person_who_is_left_is_asked_what_one_person_is_asked_and_confirms_once(app: App) -> None:
    talk = booked(app)
    talk.hear(Tapped("group"))
    (asked,) = talk.hear(Tapped("1"))
    assert asked.key == "border-appointments.question.alone"
    shown = talk.hear(Tapped("adult"))
    assert (shown[-1].key, taken(app)) == ("summary.question", 3)
    assert shown[-1].choices[0].text == "Book it", "it is the same time"
    assert keys(talk.hear(Tapped("confirm"))) == ["group.done", "ticket.booked"]
    assert (held(app, talk).people, taken(app)) == (1, 1)


def test_a_child_left_over_goes_to_people_for_children_and_no_seat_is_given_away(app: App) -> None:
    talk = booked(app)
    talk.hear(Tapped("group"))
    talk.hear(Tapped("1"))
    (told,) = talk.hear(Tapped("child_alone"))
    assert (told.key, "protect children" in told.text) == ("result.ask_a_person", True)
    assert "rules have changed" not in told.text
    assert (held(app, talk).people, taken(app)) == (3, 3)
    (ticket,) = talk.hear(Tapped("back"))
    assert "All 3 together" in ticket.text
    assert party(app, talk) == 3


@pytest.mark.parametrize("at_the_question", [False, True])
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "I am 15"), ("es", "tengo 15 años"), ("ht", "mwen gen 15 an"), ("fr", "j'ai 15 ans")],
)
def test_who_says_to_be_a_child_goes_to_people_for_children(
    app: App, language: str, said: str, at_the_question: bool
) -> None:
    talk = booked(app, language)
    if at_the_question:
        talk.hear(Tapped("group"))
    assert keys(talk.hear(Said(said))) == ["person.contacts_child"]
    assert keys(talk.hear(Tapped("continue"))) == ["ticket.booked"]
    assert held(app, talk).people == 3


def test_from_one_to_two_and_back_loses_no_answer(app: App) -> None:
    talk = booked(app, party="1")
    seats_left(app, 0)
    talk.hear(Tapped("group"))
    assert keys(talk.hear(Tapped("2")))[0] == "group.no_room"
    talk.hear(Tapped("back"))
    shown = talk.hear(Tapped("another_time"))
    assert keys(shown) == ["slot.days"], "the question for one person is not asked again, nor told as news"


# What holds for a first booking holds here


def with_line(name: str, old: str, new: str, folder: Path) -> None:
    shutil.copytree(POLICY / "border-appointments", folder, dirs_exist_ok=True)
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


NATIONALITY = """
[[question]]
id = "nationality"
kind = "country"
text = "Which country's passport do you have?"
label = "Nationality"
booking = true
"""
LIMIT = """
[[parameters.limit_nationality_HT]]
value = 3
from = 2023-01-12
source = "chosen"

[[parameters.horizon_days]]
"""


def test_a_limit_for_a_nationality_holds_for_those_who_come_later(open_app: OpenApp, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    with_line("pack.toml", "\n[[parameters.horizon_days]]\n", LIMIT, folder)
    with (folder / "questions.toml").open("a", encoding="utf-8") as questions:
        questions.write(NATIONALITY)
    app = open_app(load_pack(folder))
    tick(app, NOW)
    events: list[Event] = [*BOOKED]
    events.insert(events.index(Tapped("yes")) + 1, Said("Ayiti"))
    talk = talk_at(app, events)
    talk.hear(Tapped("group"))
    (refused, *_) = talk.hear(Tapped("4"))
    assert refused.key == "group.no_room"
    assert held(app, talk).people == 3
    talk.hear(Tapped("back"))
    talk.hear(Tapped("group"))
    talk.hear(Tapped("2"))
    assert keys(talk.hear(Tapped("yes")))[0] == "group.done"
    talk.hear(Tapped("group"))
    assert keys(talk.hear(Tapped("3")))[0] == "group.done", "what they hold themselves is not in their way"


def test_details_that_another_person_gave_are_refused_here_too(open_app: OpenApp, tmp_path: Path) -> None:
    folder = asking(tmp_path / "pack")
    questions = folder / "questions.toml"
    asked_of_three = IDENTITY.replace("booking = true", "booking = true\nwhen = { party = { min = 3 } }")
    questions.write_text(questions.read_text("utf-8").replace(IDENTITY, asked_of_three), encoding="utf-8")
    app = open_app(load_pack(folder))
    tick(app, NOW)
    of_two = talk_at(app, [*START, *TRIAGE, *DAY], "two")
    assert confirm(of_two) == ["ticket.booked"]
    start_of_three = [Tapped("3") if event == Tapped("2") else event for event in START]
    other = talk_at(app, [*start_of_three, Said("M. J."), Said("14 mas 1990"), *TRIAGE, *LATER], "three")
    assert confirm(other) == ["ticket.booked"]
    of_two.hear(Tapped("group"))
    of_two.hear(Tapped("3"))
    of_two.hear(Said("M. J."))
    shown = of_two.hear(Said("14 mas 1990"))
    assert keys(shown)[-1] == "summary.question", "what is asked of three is asked first"
    assert keys(of_two.hear(Tapped("confirm"))) == ["same.details"]
    assert held(app, of_two).people == 2


def test_where_a_case_takes_one_seat_everybody_comes_along(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app(load_pack(asking(tmp_path / "pack")))
    tick(app, NOW)
    talk = summary(app, "a", "M. J.", "14 mas 1990")
    talk.hear(Tapped("confirm"))
    app.db.execute("UPDATE slots SET offered = taken")
    talk.hear(Tapped("group"))
    assert keys(talk.hear(Tapped("3"))) == ["group.done", "ticket.booked"]
    assert (held(app, talk).people, taken(app)) == (3, 1)


def test_a_time_that_the_pack_no_longer_has_is_not_kept_by_another_number(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app()
    tick(app, NOW)
    talk = booked(app)
    lines = (POLICY / "border-appointments" / "sites.csv").read_text("utf-8").splitlines()
    gone = next(line for line in lines if line.startswith("ciudad-juarez"))
    folder = tmp_path / "pack"
    with_line("sites.csv", gone + "\n", "", folder)
    capacities = folder / "capacity.csv"
    kept = [row for row in capacities.read_text("utf-8").splitlines() if not row.startswith("ciudad-juarez")]
    capacities.write_text("\n".join(kept) + "\n", encoding="utf-8")
    changed = open_app(load_pack(folder))
    tick(changed, NOW)
    later = talk_at(changed, [Arrived(), Tapped("yes"), Tapped("group")])
    assert keys(later.hear(Tapped("4")))[-1] == "sites.question"
    assert held(changed, later) == held(app, talk)


# In people's own words

COUNTED = [
    ("en", "we are 4 now", 4),
    ("en", "baby was born, we are 4", 4),
    ("en", "now we are five", 5),
    ("es", "somos 4 ahora", 4),
    ("es", "ahora somos cuatro personas", 4),
    ("es", "nació mi bebé, somos 4", 4),
    ("ht", "nou 4 kounye a", 4),
    ("ht", "kounye a nou se kat moun", 4),
    ("ht", "ti bebe a fèt, nou 4", 4),
    ("fr", "on est 4 maintenant", 4),
    ("fr", "nous sommes quatre maintenant", 4),
    ("fr", "bébé est né, on est 4", 4),
]
TOLD = [
    ("en", "my sister comes too"),
    ("en", "one of us is not coming"),
    ("en", "more people"),
    ("en", "my husband joined us yesterday"),
    ("es", "mi hermana también viene"),
    ("es", "uno de nosotros no va a venir"),
    ("es", "más personas"),
    ("es", "ya nació mi bebé"),
    ("ht", "sè m ap vini tou"),
    ("ht", "youn nan nou p ap vini"),
    ("ht", "plis moun"),
    ("ht", "tibebe a fèt"),
    ("fr", "ma sœur vient aussi"),
    ("fr", "l'un de nous ne vient pas"),
    ("fr", "plus de personnes"),
    ("fr", "le bébé est né"),
]


@pytest.mark.parametrize(("language", "said", "size"), COUNTED)
def test_a_number_of_people_said_at_the_ticket_is_asked_back_and_a_yes_changes_it(
    app: App, language: str, said: str, size: int
) -> None:
    talk = booked(app, language)
    (asked,) = talk.hear(Said(said))
    assert (asked.key, str(size) in asked.text) == ("party.confirm", True)
    assert held(app, talk).people == 3
    yes = typed(language, {"en": "yes", "es": "sí", "ht": "wi", "fr": "oui"})
    assert keys(talk.hear(Said(yes))) == ["group.done", "ticket.booked"]
    assert held(app, talk).people == size


@pytest.mark.parametrize(("language", "said"), TOLD)
def test_who_tells_that_the_group_changed_is_asked_how_many_come(app: App, language: str, said: str) -> None:
    talk = booked(app, language)
    assert keys(talk.hear(Said(said))) == ["group.question"]
    assert keys(talk.hear(Tapped("back"))) == ["ticket.booked"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_fewer_said_at_the_ticket_need_one_yes(app: App, language: str) -> None:
    said = typed(language, {"en": "we are 2", "es": "somos 2", "ht": "nou se 2", "fr": "on est 2"})
    talk = booked(app, language)
    assert keys(talk.hear(Said(said))) == ["group.fewer"]
    assert keys(talk.hear(Tapped("yes"))) == ["group.done", "ticket.booked"]
    assert taken(app) == 2


@pytest.mark.parametrize(("language", "said"), TOLD)
def test_without_an_appointment_the_words_are_no_call(app: App, language: str, said: str) -> None:
    talk = talk_at(app, [Tapped(language) if event == Tapped("ht") else event for event in TO_SUMMARY])
    assert "group.question" not in keys(talk.hear(Said(said)))


def test_on_the_way_to_an_appointment_the_number_is_asked_again(app: App) -> None:
    talk = talk_at(app, [Tapped("en") if event == Tapped("ht") else event for event in TO_SUMMARY])
    assert keys(talk.hear(Said("more people"))) == ["party.question"]
    assert keys(talk.hear(Tapped("4"))) == ["summary.question"]


def test_a_number_alone_at_the_ticket_is_a_button_and_no_number_of_people(app: App) -> None:
    talk = booked(app)
    assert keys(talk.hear(Said("10")))[-1] != "party.confirm"
    assert held(app, talk).people == 3


def test_another_booking_beside_them_is_left_alone(app: App) -> None:
    talk = booked(app)
    seats_left(app, 1)
    with transaction(app.db):
        book(app, Book("ciudad-juarez", AT, SeatRequest(1, 1)), people.create(app.db, app.seal, NOW), None, NOW)
    talk.hear(Tapped("group"))
    assert keys(talk.hear(Tapped("4")))[0] == "group.no_room"
    assert taken(app) == 4
