"""Where a pack asks who somebody is, one person holds one appointment; nothing that was typed is kept."""

from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.story_player import edit_pack
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.core.programme.pack import Pack
from bot.services.privacy.backup import rotate
from bot.services.rate_limits import BOOKINGS
from bot.services.tick import tick
from bot.storage.files.packs import check_pack, load_pack
from bot.storage.tables import identities
from tests.conftest import NOW, POLICY, OpenApp
from tests.full_pack import IDENTITY
from tests.services.conversation.test_respond import keys, taken, talk_at

START: list[Event] = [Arrived(), Tapped("ht"), Tapped("continue"), Tapped("agree"), Tapped("2")]
TRIAGE: list[Event] = [Tapped("none"), Tapped("card"), Tapped("none"), Tapped("no"), Tapped("remote"), Tapped("done")]
DAY: list[Event] = [Tapped("2026-11-24"), Tapped("remote@2026-11-24T16:00")]
LATER: list[Event] = [Tapped("2026-11-24"), Tapped("remote@2026-11-24T17:00")]


def asking(folder: Path, **more: str) -> Path:
    """The clinic, after somebody made it ask for two details."""
    edit_pack(
        POLICY / "legal-clinic",
        {"file": "pack.toml", "old": 'topic = "topic"', "new": 'identity = ["letters", "born"]\ntopic = "topic"'},
        folder,
    )
    questions = folder / "questions.toml"
    text = questions.read_text(encoding="utf-8")
    urgent = '[[question]]\nid = "urgent"\n'
    questions.write_text(text.replace(urgent, f"{IDENTITY}\n{urgent}", 1), encoding="utf-8")
    for old, new in more.items():
        questions.write_text(questions.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load_pack(asking(tmp_path / "pack"))


@pytest.fixture
def clinic(open_app: OpenApp, pack: Pack) -> App:
    app = open_app(pack)
    tick(app, NOW)
    return app


def summary(app: App, person: str, letters: str, born: str, day: list[Event] = DAY) -> Talk:
    return talk_at(app, [*START, Said(letters), Said(born), *TRIAGE, *day], person)


def confirm(talk: Talk) -> list[str]:
    return keys(talk.hear(Tapped("confirm")))


def test_the_pack_is_well_and_asks_in_its_place(tmp_path: Path, clinic: App) -> None:
    mistakes = [m for m in check_pack(tmp_path / "pack", NOW.date()) if not m.file.endswith("cases.toml")]
    assert mistakes == [], "only its cases expect other questions first"
    assert talk_at(clinic, START).step == "answer_questions"


def test_a_second_request_with_the_same_details_is_not_booked_and_says_what_to_do(clinic: App) -> None:
    assert confirm(summary(clinic, "a", "M. J.", "14 mas 1990")) == ["ticket.booked"]
    other = summary(clinic, "b", "mj", "14/03/1990", LATER)
    shown = other.hear(Tapped("confirm"))
    assert keys(shown) == ["same.details"]
    assert {"person", "change"} <= {label.id for label in shown[0].choices}
    assert taken(clinic) == 1
    for choice in ("change", "q:letters"):
        other.hear(Tapped(choice))
    assert keys(other.hear(Said("M. K."))) == ["summary.question"]
    assert confirm(other) == ["ticket.booked"]


def test_a_person_may_move_and_book_again_with_their_own_details(clinic: App) -> None:
    talk = summary(clinic, "a", "M. J.", "14 mas 1990")
    assert confirm(talk) == ["ticket.booked"]
    for event in (Tapped("another_time"), *LATER):
        talk.hear(event)
    assert confirm(talk) == ["moved.done", "ticket.booked"]
    talk.hear(Tapped("cancel"))
    talk.hear(Tapped("yes"))
    assert confirm(summary(clinic, "b", "M. J.", "14 mas 1990")) == ["ticket.booked"], "the first one is free again"


def test_near_duplicates_are_booked_and_come_to_review(clinic: App) -> None:
    for person, letters, born in (
        ("a", "M.J.", "14 mas 1990"),
        ("b", "J.M.", "14 mas 1990"),
        ("c", "M.J.", "15 mas 1990"),
    ):
        slot: list[Event] = LATER if person == "b" else DAY if person == "a" else [
            Tapped("2026-11-26"), Tapped("remote@2026-11-26T16:00")]  # fmt: skip
        assert confirm(summary(clinic, person, letters, born, slot)) == ["ticket.booked"], person
    ids = [row["id"] for row in clinic.db.execute("SELECT id FROM booking ORDER BY id")]
    assert identities.similar_bookings(clinic.db, clinic.pack.id) == [(ids[0], ids[1])]
    assert identities.count_without_details(clinic.db, clinic.seal.keys, clinic.pack.id) == 0


def test_somebody_who_does_not_know_a_detail_is_booked_and_counted(clinic: App) -> None:
    for person, day in (("a", DAY), ("b", LATER)):
        talk = talk_at(clinic, [*START, Said("M.J."), Tapped("unsure"), *TRIAGE, *day], person)
        assert confirm(talk) == ["ticket.booked"]
    assert identities.count_without_details(clinic.db, clinic.seal.keys, clinic.pack.id) == 2
    assert identities.similar_bookings(clinic.db, clinic.pack.id) == []


def test_the_number_of_hashes_tells_neither_how_long_initials_are_nor_that_they_are_not_known(clinic: App) -> None:
    found = set()
    for given in (Said("M.J."), Said("M.M."), Said("M.J.K.L."), Tapped("unsure")):
        talk = talk_at(clinic, [*START, given, Said("14 mas 1990"), *TRIAGE, *DAY], "a")
        assert confirm(talk) == ["ticket.booked"]
        found.add(tuple(row["exact"] for row in clinic.db.execute("SELECT exact FROM identity ORDER BY exact")))
        talk.hear(Tapped("forget"))
        talk.hear(Tapped("yes"))
    (rows,) = found
    assert sum(rows) == 1
    assert len(rows) > 6


def test_what_was_typed_is_nowhere_and_the_person_reads_so(clinic: App, tmp_path: Path) -> None:
    talk = summary(clinic, "a", "Q. X. Z.", "23 jen 1947")
    confirm(talk)
    (known,) = talk.hear(Tapped("know"))
    assert "23" not in known.text.replace("2023", "") or "1947" not in known.text
    bodies = clinic.db.execute("SELECT person, body FROM conversation").fetchall()
    opened = [
        str(clinic.seal.unseal(row["person"], "conversation.body", clinic.pack.id, row["body"])) for row in bodies
    ]
    plain = " ".join(opened).casefold()
    assert "q:letters" in plain
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("randevou.db*"))
    for secret in ("qxz", "q. x. z", "23 jen 1947", "1947-01-23"):  # the year alone may stand in a digest by chance
        assert secret not in plain, "not even under the person's own key"
        assert secret.encode() not in stored.lower() or secret == "qxz"


def test_erasing_forgets_who_somebody_was(clinic: App) -> None:
    talk = summary(clinic, "a", "M. J.", "14 mas 1990")
    confirm(talk)
    talk.hear(Tapped("forget"))
    talk.hear(Tapped("yes"))
    assert clinic.db.execute("SELECT count(*) FROM identity").fetchone()[0] == 0
    assert confirm(summary(clinic, "b", "M. J.", "14 mas 1990")) == ["ticket.booked"]


def test_a_rotation_forgets_no_duplicate(clinic: App, open_app: OpenApp, pack: Pack, tmp_path: Path) -> None:
    confirm(summary(clinic, "a", "M. J.", "14 mas 1990"))
    clinic.close()
    again = open_app(pack)
    rotate(again, tmp_path / "randevou.db")
    assert confirm(summary(again, "b", "M. J.", "14 mas 1990", LATER)) == ["same.details"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('kind = "birth_date"\nbooking = true', 'kind = "birth_date"', "it is needed for the appointment"),
        ('id = "born"', 'id = "day_of_birth"', "is not a question of the kinds"),
        ('id = "letters"\nkind = "initials"', 'id = "letters"\nkind = "yes_no"', "is not a question of the kinds"),
    ],
)
def test_a_pack_that_asks_details_for_nothing_is_told_so(tmp_path: Path, old: str, new: str, fault: str) -> None:
    folder = asking(tmp_path / "pack", **{old: new})
    assert any(fault in mistake.fault for mistake in check_pack(folder, NOW.date()))


def test_the_packs_of_this_programme_ask_nothing(packs: dict[str, Pack]) -> None:
    assert {pack.identity for pack in packs.values()} == {()}


def test_what_is_agreed_to_names_the_mark_where_there_is_one(app: App, clinic: App) -> None:
    asked, plain = (talk_at(a, [Arrived(), Tapped("en")], "z") for a in (clinic, app))
    (notice,) = asked.hear(Tapped("continue"))
    assert "a mark made from some details" in notice.text
    plain.hear(Tapped("understood"))
    (without,) = plain.hear(Tapped("continue"))
    assert "mark" not in without.text


def test_details_cannot_be_guessed_one_after_the_other(clinic: App) -> None:
    assert confirm(summary(clinic, "a", "M. J.", "14 mas 1990")) == ["ticket.booked"]
    other = summary(clinic, "b", "M. J.", "14 mas 1990", LATER)
    heard = []
    for _ in range(BOOKINGS + 2):
        heard += confirm(other)
        other.hear(Tapped("not_now"))
        other.hear(Tapped("summary"))
    assert heard == ["same.details"] * BOOKINGS + ["limit.bookings"] * 2


ENGLISH: list[Event] = [START[0], Tapped("en"), *START[2:], Said("M. J.")]


@pytest.mark.parametrize(("order", "day"), [("day_first", "3 April 1990"), ("month_first", "4 March 1990")])
def test_a_birth_date_that_can_be_two_days_is_asked_with_two_buttons(clinic: App, order: str, day: str) -> None:
    assert confirm(summary(clinic, "a", "M. J.", day.replace("April", "avril").replace("March", "mas"))) == [
        "ticket.booked"
    ]
    talk = talk_at(clinic, ENGLISH, "b")
    (asked,) = talk.hear(Said("3/4/1990"))
    assert asked.key == "identity.order"
    assert [label.id for label in asked.choices if not label.aside] == ["day_first", "month_first"]
    assert not any(part in str(asked) for part in ("1990", "April", "March")), "the date is not said back"
    for event in (Tapped(order), *TRIAGE, *LATER):
        talk.hear(event)
    assert confirm(talk) == ["same.details"]


@pytest.mark.parametrize("born", ["last spring", "31/02/1990", "14/03/90", "14/03/2090"])
def test_a_birth_date_that_cannot_be_read_gets_an_example_and_is_not_said_back(clinic: App, born: str) -> None:
    talk = talk_at(clinic, ENGLISH, "a")
    (asked,) = talk.hear(Said(born))
    assert (asked.key, "14 March 1990" in asked.text) == ("identity.not_read", True)
    assert born not in asked.text
    assert talk.hear(Said("14 March 1990"))[-1].key != "identity.not_read"


def test_after_a_cancellation_no_hash_is_left_and_after_an_appointment_the_details_are_free(clinic: App) -> None:
    talk = summary(clinic, "a", "M. J.", "14 mas 1990")
    confirm(talk)
    assert clinic.db.execute("SELECT count(*) FROM identity").fetchone()[0] > 0
    for choice in ("cancel", "yes"):
        talk.hear(Tapped(choice))
    assert clinic.db.execute("SELECT count(*) FROM identity").fetchone()[0] == 0
    confirm(summary(clinic, "b", "M. J.", "14 mas 1990"))
    clinic.db.execute("UPDATE booking SET state = 'past'")
    assert confirm(summary(clinic, "c", "M. J.", "14 mas 1990", LATER)) == ["ticket.booked"]
