"""What people and the clock do is written down with what it does, and an ordinary turn writes nothing."""

from datetime import timedelta

from bot.app import App
from bot.core.conversation.events import Tapped
from bot.services.tick import tick
from bot.storage.tables import audit_log
from tests.conftest import NOW
from tests.services.conversation.test_respond import TO_SUMMARY, talk_at

BOOKED = [*TO_SUMMARY, Tapped("confirm")]


def actions(app: App) -> list[tuple[str, str]]:
    return [(row.actor, row.action) for row in audit_log.listing(app.db)]


def test_booking_moving_and_cancelling_by_a_person_write_nothing(app: App) -> None:
    talk = talk_at(app, BOOKED)
    for tap in ("status", "cancel", "yes"):
        talk.hear(Tapped(tap))
    assert actions(app) == []


def test_erasing_writes_one_row_with_a_pseudonym_and_needs_no_other_row_of_the_audit(app: App) -> None:
    talk = talk_at(app, BOOKED)
    person = app.db.execute("SELECT id FROM person").fetchone()["id"]
    for tap in ("forget", "yes"):
        talk.hear(Tapped(tap))
    assert actions(app) == [("person", "person erase")]
    (row,) = audit_log.listing(app.db)
    assert row.object == audit_log.pseudonym(app.seal, person)
    assert person not in str(row)
    assert audit_log.verify(app.db, app.seal).fault == ""


def test_the_clock_writes_a_row_when_it_closed_or_erased_something_and_only_then(app: App) -> None:
    talk_at(app, BOOKED)
    for days in (0, 1, 5, 6, 200, 201):
        tick(app, NOW + timedelta(days=days))
    rows = [row.detail for row in audit_log.listing(app.db)]
    assert rows == [
        {"past": "1", "reminders": "0", "told": "0"},
        {"erased": "1"},
    ]


def test_the_clock_lets_the_audit_go_by_age_by_itself(app: App) -> None:
    talk_at(app, BOOKED)
    for days in (5, 200, 700):
        tick(app, NOW + timedelta(days=days))
    assert actions(app) == [("clock", "audit prune")]
    assert audit_log.verify(app.db, app.seal).fault == ""
