"""The one clock fills the table, reminds, closes and forgets, and may be run as often as one likes."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.core.conversation.events import Tapped
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import failed_attempts, rate_limits, recovery_requests, staff, wrong_codes
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_respond import TO_CONSENT, TO_SUMMARY, keys, rows, taken, talk_at


def test_a_day_of_the_practice_pack_has_1450_seats(app: App) -> None:
    seats = dict(app.db.execute("SELECT day, sum(offered) FROM slots GROUP BY day").fetchall())
    assert len(seats) == 15
    assert set(list(seats.values())[1:]) == {1450}


@pytest.mark.parametrize(("at", "seats"), [("2023-02-01", 740), ("2023-05-12", 1000), ("2023-07-01", 1450)])
def test_seats_are_those_of_the_day_of_the_slot(open_app: OpenApp, at: str, seats: int) -> None:
    app = open_app()
    tick(app, datetime.fromisoformat(f"{at}T20:00:00+00:00"))
    assert app.db.execute("SELECT sum(offered) FROM slots WHERE day = date(?, '+1 day')", (at,)).fetchone()[0] == seats


def test_ticking_again_changes_nothing(app: App) -> None:
    before = app.db.execute("SELECT count(*), sum(offered) FROM slots").fetchone()
    tick(app, NOW)
    assert tuple(app.db.execute("SELECT count(*), sum(offered) FROM slots").fetchone()) == tuple(before)


def test_a_new_day_brings_new_slots(app: App) -> None:
    last = app.db.execute("SELECT max(day) FROM slots").fetchone()[0]
    tick(app, NOW + timedelta(days=1))
    assert app.db.execute("SELECT max(day) FROM slots").fetchone()[0] > last


def test_a_slot_set_by_hand_is_left_alone(app: App) -> None:
    app.db.execute("UPDATE slots SET offered = 1, by_hand = 1 WHERE day = '2026-11-25'")
    tick(app, NOW)
    assert app.db.execute("SELECT max(offered) FROM slots WHERE day = '2026-11-25'").fetchone()[0] == 1


def test_a_reminder_is_sent_once_and_shows_nothing_to_whoever_looks(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    evening = datetime(2026, 11, 25, 2, tzinfo=UTC)
    shown = talk.pass_time(evening)
    assert keys(shown) == ["reminder.notice"]
    assert shown[0].text.startswith("EGZÈSIS"), "it is practice here, too"
    assert not any(word in shown[0].text for word in ("Juárez", "El Paso", "13:00", " 25 "))
    assert talk.pass_time(evening + timedelta(hours=1)) == []


def test_a_moved_appointment_is_reminded_of_again(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    talk.pass_time(datetime(2026, 11, 25, 2, tzinfo=UTC))
    talk.clock = lambda: datetime(2026, 11, 25, 2, tzinfo=UTC)
    for choice in ("status", "yes", "another_time", "2026-11-27", "ciudad-juarez@2026-11-27T13:00", "confirm"):
        talk.hear(Tapped(choice))
    assert keys(talk.pass_time(datetime(2026, 11, 27, 2, tzinfo=UTC))) == ["reminder.notice"]


def test_an_unfinished_conversation_is_forgotten_in_time_and_not_before(app: App) -> None:
    talk_at(app, [*TO_CONSENT, Tapped("agree"), Tapped("3")])
    days = app.pack.keep_drafts_days
    assert tick(app, NOW + timedelta(days=days - 1)).erased == 0
    assert tick(app, NOW + timedelta(days=days + 1)).erased == 1
    assert set(rows(app).values()) == {0}


def test_a_person_is_forgotten_after_the_appointment_and_not_before(app: App) -> None:
    talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    held = datetime(2026, 11, 25, 20, tzinfo=UTC)
    assert tick(app, held + timedelta(days=1)).past == 1
    assert tick(app, held + timedelta(days=app.pack.keep_days - 1)).erased == 0
    assert rows(app)["person"] == 1
    assert tick(app, held + timedelta(days=app.pack.keep_days + 1)).erased == 1
    assert set(rows(app).values()) == {0}


def test_a_past_appointment_gives_way_to_a_new_one(app: App) -> None:
    talk = talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    later = datetime(2026, 11, 28, 20, tzinfo=UTC)
    talk.clock = lambda: later
    talk.pass_time(later)
    talk.hear(Tapped("status"))
    assert keys(talk.hear(Tapped("yes"))) == ["past.question"]
    assert keys(talk.hear(Tapped("continue"))) == ["slot.days"]
    assert taken(app) == 3, "the seats of a day that is over stay taken"


def test_messages_that_cannot_come_again_are_forgotten(app: App) -> None:
    talk_at(app, TO_CONSENT)
    tick(app, NOW + timedelta(days=8))
    assert Counter(app.db.execute("SELECT channel FROM received").fetchall()) == Counter()


def test_rows_with_a_term_of_their_own_are_kept_until_it_is_over_and_no_longer(app: App) -> None:
    with transaction(app.db):
        failed_attempts.add_failure(app.db, app.seal, "address:x", NOW)
        wrong_codes.add(app.db, app.seal, "BATO LIMA 473 KADO", NOW, wrong=True)
        rate_limits.take(app.db, "x", rate_limits.Limit(1, 60), NOW)
        recovery_requests.save(app.db, app.seal, "x", "BATO LIMA 473 KADO", NOW)
        staff.end(app.db, staff.add(app.db, "Ana", "hash", NOW).id, NOW)
    terms = {timedelta(seconds=60): ("bucket",), timedelta(days=1): ("tries", "wrong_code", "asking")}
    for term, tables in (terms | {staff.KEPT: ("staff",)}).items():
        for over in (-1, 1):
            tick(app, NOW + term + timedelta(seconds=over))
            kept = {name for name in tables if app.db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]}
            assert kept == ({*tables} if over < 0 else set()), term


def test_the_clock_of_one_pack_closes_and_reminds_of_nothing_of_another(app: App, open_app: OpenApp) -> None:
    talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    clinic = open_app("legal-clinic")
    for now in (datetime(2026, 11, 25, 17, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC)):
        done = tick(clinic, now)
        assert (done.reminders, done.past) == (0, 0)
    assert [tuple(row) for row in app.db.execute("SELECT state, reminded FROM booking")] == [("booked", 0)]
