"""Each class of data goes when its time is over and not before, whatever else is kept, and once is enough."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Tapped
from bot.services.conversation.respond import Closed, respond_all
from bot.services.privacy.erasure import erase_from
from bot.services.privacy.retention import REPEATS, UNSENT, Deleted, Expired, too_many
from bot.services.tick import GRACE, tick
from bot.storage.database import transaction
from bot.storage.tables import audit_log, outbox, people, received, shown_messages
from bot.storage.tables.audit_log import Actor
from bot.storage.tables.shown_messages import CLEARABLE
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_people_and_packs import CLINIC
from tests.services.conversation.test_respond import TO_CONSENT, TO_PLACE, TO_SUMMARY, rows, taken, talk_at
from tests.services.privacy.test_erasure import booked_with_an_unsent_ticket

HELD = datetime(2026, 11, 25, 20, tzinfo=UTC)
"""When the appointment of TO_SUMMARY begins."""
NOTHING = Deleted()
MOMENT = timedelta(minutes=1)


def deleted(app: App, now: datetime) -> Deleted:
    """What the clock deletes at a moment; and a second time, nothing."""
    first = tick(app, now).deleted
    assert tick(app, now).deleted == NOTHING
    return first


def count(app: App, table: str) -> int:
    return int(app.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def booked(app: App, person: str = "a") -> Talk:
    return talk_at(app, [*TO_SUMMARY, Tapped("confirm")], person)


def test_an_unfinished_conversation_goes_with_everything_about_the_person(app: App) -> None:
    talk_at(app, TO_PLACE)
    kept = timedelta(days=app.pack.keep_drafts_days)
    assert deleted(app, NOW + kept - MOMENT).people == 0
    assert deleted(app, NOW + kept + MOMENT).people == 1
    assert set(rows(app).values()) == {0}
    assert app.seal.keys.people() == set(), "and the key first of all"


def test_a_case_goes_after_its_last_appointment_with_the_answers_consent_and_address(app: App) -> None:
    booked(app)
    kept = timedelta(days=app.pack.keep_days)
    tick(app, HELD + GRACE + MOMENT)
    assert deleted(app, HELD + kept - MOMENT).people == 0
    assert deleted(app, HELD + kept + MOMENT).people == 1
    assert set(rows(app).values()) == {0}
    assert taken(app) == 3, "that so many seats were used stays counted"


def test_a_past_appointment_goes_by_its_own_date_where_the_person_has_a_later_one(app: App) -> None:
    talk = booked(app)
    for days in (28, 38):
        later = HELD + timedelta(days=days - 3)
        tick(app, later)
        talk.clock = lambda at=later: at
        talk.hear(Tapped("status"))
        assert talk.hear(Tapped("yes"))[-1].key == "past.question"
        day = talk.hear(Tapped("continue"))[-1].choices[0].id
        slot = talk.hear(Tapped(day))[-1].choices[0].id
        talk.hear(Tapped(slot))
        talk.hear(Tapped("confirm"))
        held = count(app, "booking")
    assert held == 2, "the first one went meanwhile"
    assert rows(app)["person"] == 1


def test_others_of_a_group_who_have_no_address_go_after_the_appointment_too(app: App) -> None:
    talk = booked(app)
    talk.hear(Tapped("leave"))
    talk.hear(Tapped("yes"))
    assert (rows(app)["person"], rows(app)["address"], rows(app)["conversation"]) == (2, 1, 1)
    assert deleted(app, HELD + timedelta(days=app.pack.keep_days) + MOMENT).people == 2
    assert set(rows(app).values()) == {0}


def test_somebody_without_conversation_or_appointment_does_not_stay(app: App) -> None:
    with transaction(app.db):
        people.create(app.db, app.seal, NOW)
    kept = timedelta(days=app.pack.keep_drafts_days)
    assert deleted(app, NOW + kept - MOMENT).people == 0
    assert deleted(app, NOW + kept + MOMENT).people == 1
    assert rows(app)["person"] == 0


def test_a_message_that_waits_in_vain_goes_and_one_set_aside_too(app: App) -> None:
    booked_with_an_unsent_ticket(app)
    talk_at(app, [*TO_CONSENT, Tapped("agree")], "b")
    assert deleted(app, NOW + UNSENT - MOMENT).unsent == 0
    id = app.db.execute("SELECT max(id) FROM outbox").fetchone()[0]
    outbox.set_aside(app.db, id, "Forbidden")
    reminded = count(app, "outbox")
    assert deleted(app, NOW + UNSENT + MOMENT).unsent == 1
    assert count(app, "outbox") == reminded - 1, "what was due later still waits"
    assert rows(app)["person"] == 2


def test_a_message_to_a_person_who_can_be_reached_is_gone_once_it_is_sent(app: App) -> None:
    talk_at(app, TO_SUMMARY)
    assert count(app, "outbox") == 0


def test_that_a_message_was_handled_is_forgotten_with_its_fault(app: App) -> None:
    respond_all(app, [], NOW, [Closed("telegram", "1"), Closed("telegram", "2", "unreadable")])
    assert received.faults(app.db)
    assert deleted(app, NOW + REPEATS - MOMENT).handled == 0
    assert deleted(app, NOW + REPEATS + MOMENT).handled == 2
    assert received.faults(app.db) == []


def test_what_stands_in_a_chat_is_forgotten_when_it_can_be_cleared_no_more(app: App) -> None:
    talk = talk_at(app, TO_PLACE)
    person = people.current_at(app.db, app.seal, talk.address)
    assert person
    shown_messages.add(app.db, person, ["7", "8"], NOW)
    assert deleted(app, NOW + CLEARABLE - MOMENT).on_screen == 0
    assert deleted(app, NOW + CLEARABLE + MOMENT).on_screen == 2


def test_the_log_of_staff_goes_after_a_year(app: App) -> None:
    with transaction(app.db):
        audit_log.write(app.db, app.seal, Actor("user:desk", NOW), "faults", rows=0)
    tick(app, NOW + audit_log.KEPT)
    assert "user:desk" in {row.actor for row in audit_log.listing(app.db)}
    tick(app, NOW + audit_log.KEPT + audit_log.SLACK + MOMENT)
    before = audit_log.listing(app.db)
    assert "user:desk" not in {row.actor for row in before}
    tick(app, NOW + audit_log.KEPT + audit_log.SLACK + MOMENT)
    assert audit_log.listing(app.db) == before


def test_a_pack_that_is_served_no_more_is_still_forgotten_in_time(app: App, open_app: OpenApp) -> None:
    booked(app)
    clinic = open_app("legal-clinic")
    kept = timedelta(days=app.pack.keep_days)
    assert deleted(clinic, HELD + kept - MOMENT).people == 0
    assert deleted(clinic, HELD + kept + MOMENT).people == 1
    assert set(rows(app).values()) == {0}


@pytest.mark.parametrize("run", [tick, lambda app, now: talk_at(app, [], now=now).pass_time(now)])
def test_a_pack_that_is_over_takes_nothing_from_another_one_that_is_not(
    open_app: OpenApp, run: Callable[[App, datetime], object]
) -> None:
    border, clinic = open_app(), open_app("legal-clinic")
    for app in (border, clinic):
        tick(app, NOW)
    talk_at(border, TO_PLACE)
    later = NOW + timedelta(days=border.pack.keep_drafts_days - 1)
    tick(clinic, later)
    talk = talk_at(clinic, CLINIC[:7], now=later)
    run(border, NOW + timedelta(days=border.pack.keep_drafts_days, minutes=1))
    left = border.db.execute("SELECT pack FROM conversation UNION ALL SELECT pack FROM consent").fetchall()
    assert [row[0] for row in left] == ["legal-clinic", "legal-clinic"]
    assert people.current_at(clinic.db, clinic.seal, talk.address)


def test_what_a_person_has_in_the_last_pack_is_all_there_is_of_them(app: App) -> None:
    talk = talk_at(app, TO_PLACE)
    person = people.current_at(app.db, app.seal, talk.address)
    assert person
    with transaction(app.db):
        erase_from(app, person, app.pack.id)
    assert set(rows(app).values()) == {0}
    assert not app.seal.keys.has_key(person)


def test_a_pack_that_keeps_things_for_less_from_now_on_keeps_them_for_less(app: App, open_app: OpenApp) -> None:
    talk_at(app, TO_PLACE)
    shorter = open_app(replace(app.pack, keep_drafts_days=2))
    assert deleted(app, NOW + timedelta(days=3)).people == 0
    assert deleted(shorter, NOW + timedelta(days=3)).people == 1


def test_an_unfinished_conversation_goes_though_there_is_an_appointment_in_another_pack(
    app: App, open_app: OpenApp
) -> None:
    talk_at(app, TO_PLACE)
    kept = timedelta(days=app.pack.keep_drafts_days)
    later = NOW + kept - MOMENT
    clinic = open_app("legal-clinic")
    tick(clinic, later)
    talk = talk_at(clinic, CLINIC[:-2], now=later)
    slot = talk.hear(Tapped(talk.hear(Tapped("status"))[-1].choices[0].id))[-1].choices[0].id
    talk.hear(Tapped(slot))
    talk.hear(Tapped("confirm"))
    assert rows(app)["booking"] == 1
    assert deleted(app, NOW + kept + MOMENT).people == 1
    left = app.db.execute("SELECT pack FROM conversation").fetchall()
    assert [row[0] for row in left] == ["legal-clinic"]


@pytest.mark.parametrize(("over", "others", "asked"), [(20, 0, 0), (21, 0, 21), (21, 188, 21), (21, 189, 0)])
def test_more_than_twenty_people_and_a_tenth_of_all_are_erased_only_after_somebody_was_asked(
    app: App, over: int, others: int, asked: int
) -> None:
    gone = [Expired(f"person {number}") for number in range(over)]
    with transaction(app.db):
        for _ in range(over + others):
            people.create(app.db, app.seal, NOW)
    assert too_many(app, gone) == asked
