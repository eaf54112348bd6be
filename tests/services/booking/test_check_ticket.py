"""A slip is ours and stands, is ours and has changed, or is nothing that we know: one word, whatever was typed."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.booking.code import CODES, write_code
from bot.core.booking.qr_text import LONGEST, read_claim
from bot.core.conversation.events import Tapped
from bot.services.booking.check_ticket import CHECKS_A_DESK, ticket_text
from bot.services.booking.check_ticket import check as checked
from bot.services.privacy.backup import rotate
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.keys import ticket_keys
from bot.storage.tables import audit_log, bookings
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_respond import TO_SUMMARY, talk_at

DESK_HAND = audit_log.Actor("user:desk/ana", NOW)
VALUES = re.compile(r"'[^']*'|[0-9.]+")
LATER = "ciudad-juarez@2026-11-25T08:00"


def check(app: App, text: str, now: datetime) -> str | None:
    return checked(app, text, now, DESK_HAND)


def booked(app: App, person: str = "a") -> Talk:
    return talk_at(app, [*TO_SUMMARY, Tapped("confirm")], person)


def slip_of(app: App) -> str:
    """What the picture of the only booking holds."""
    (row,) = app.db.execute("SELECT person FROM booking WHERE state = 'booked'").fetchall()
    held = bookings.of(app.db, app.seal, row["person"], app.pack.id)
    assert held is not None
    return ticket_text(app, held.booking)


def code_in(slip: str) -> str:
    claim = read_claim(slip)
    assert claim is not None
    return claim.code


def move(talk: Talk) -> None:
    for choice in ("another_time", "2026-11-25", LATER, "confirm"):
        talk.hear(Tapped(choice))


def test_a_slip_and_its_code_are_valid_while_the_appointment_stands(app: App) -> None:
    booked(app)
    slip = slip_of(app)
    for text in (slip, slip.lower(), f"  {slip}\n", code_in(slip), code_in(slip).lower().replace(" ", "-")):
        assert check(app, text, NOW) == "valid", text


def test_an_older_slip_has_changed_when_the_appointment_was_moved_and_its_code_stays_valid(app: App) -> None:
    talk = booked(app)
    old = slip_of(app)
    move(talk)
    assert check(app, old, NOW) == "changed"
    assert check(app, slip_of(app), NOW) == "valid"
    assert check(app, code_in(old), NOW) == "valid"


def test_a_slip_of_a_cancelled_appointment_has_changed_and_nobody_knows_its_code(app: App) -> None:
    talk = booked(app)
    slip = slip_of(app)
    for choice in ("cancel", "yes"):
        talk.hear(Tapped(choice))
    assert check(app, slip, NOW) == "changed"
    assert check(app, code_in(slip), NOW) == "not valid"


def test_an_appointment_that_is_over_has_changed(app: App) -> None:
    booked(app)
    slip = slip_of(app)
    later = NOW + timedelta(days=5)
    tick(app, later)
    assert (check(app, slip, later), check(app, code_in(slip), later)) == ("changed", "changed")


@pytest.mark.parametrize("part", ["begin", "code", "sequence", "key", "seal"])
def test_a_slip_with_one_part_of_another_is_not_valid(app: App, part: str) -> None:
    booked(app)
    begin, code, sequence, key, seal = slip_of(app).split(":")
    other = {"begin": "RDV", "code": write_code(77).replace(" ", ""), "sequence": "1", "key": "2", "seal": "A" * 16}[
        part
    ]
    parts = {"begin": begin, "code": code, "sequence": sequence, "key": key, "seal": seal} | {part: other}
    assert check(app, ":".join(parts.values()), NOW) == "not valid"


def test_a_slip_of_one_programme_is_worth_nothing_in_another(open_app: OpenApp) -> None:
    border, clinic = open_app(), open_app("legal-clinic")
    for app in (border, clinic):
        tick(app, NOW)
    booked(border)
    slip = slip_of(border)
    assert slip.startswith("DEMO:"), "whoever scans it reads that it is practice"
    assert (check(clinic, slip, NOW), check(clinic, code_in(slip), NOW)) == ("not valid", "not valid")


def test_slips_made_before_a_rotation_hold_until_they_have_passed(app: App, tmp_path: Path, open_app: OpenApp) -> None:
    booked(app)
    old = slip_of(app)
    app.close()
    alone = open_app()
    rotate(alone, tmp_path / "randevou.db")
    assert slip_of(alone).split(":")[3] == "2"
    assert check(alone, old, NOW) == "valid"
    tick(alone, NOW)
    assert check(alone, old, NOW) == "valid", "it is still waited for"
    later = NOW + timedelta(days=5)
    tick(alone, later)
    assert [name.partition(":")[0] for name in alone.seal.keys.shared(ticket_keys.PREFIX)] == ["2"]
    assert check(alone, old, later) == "not valid"


def test_the_keys_of_slips_are_not_people(app: App) -> None:
    booked(app)
    slip_of(app)
    assert len(app.seal.keys.people()) == 1
    tick(app, NOW)
    assert app.db.execute("SELECT count(*) FROM person").fetchone()[0] == 1, "nobody is swept away"


def test_two_processes_that_make_the_first_key_at_once_make_slips_that_both_hold(app: App) -> None:
    booked(app)
    with transaction(app.db):
        ticket_keys.create(app.db, app.seal.keys)
    first = slip_of(app)
    app.seal.keys.create_shared(f"{ticket_keys.PREFIX}:1:0")
    assert (check(app, first, NOW), check(app, slip_of(app), NOW)) == ("valid", "valid")


def test_a_desk_that_asks_too_often_waits_and_learns_nothing_meanwhile(app: App) -> None:
    booked(app)
    slip = slip_of(app)
    assert {check(app, "kjh", NOW) for _ in range(CHECKS_A_DESK.most)} == {"not valid"}
    assert (check(app, slip, NOW), check(app, "kjh", NOW)) == (None, None)
    assert check(app, slip, NOW + timedelta(seconds=CHECKS_A_DESK.seconds)) == "valid"


def test_the_picture_stays_small_enough_for_a_bad_printer() -> None:
    text = f"DEMO:{write_code(CODES - 1).replace(' ', '')}:9999:99:{'A' * 16}"
    assert int(segno.make_qr(text, error="q").version) <= 3
    assert segno.make_qr(text, error="q").mode == "alphanumeric"


CODES_TYPED = st.integers(0, CODES - 1).map(write_code)
CLAIMS = st.builds(
    "{}:{}:{}:{}:{}".format,
    st.sampled_from(["RDV", "DEMO", "rdv"]),
    CODES_TYPED.map(lambda code: code.replace(" ", "")),
    st.integers(0, 10**5),
    st.integers(0, 10**5),
    st.text("AB27é", min_size=15, max_size=17),
)
SHAPES = st.one_of(st.text(max_size=LONGEST + 20), CODES_TYPED, CLAIMS)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=SHAPES)
def test_any_text_at_all_is_answered_by_one_of_three_words(app: App, text: str) -> None:
    app.db.execute("DELETE FROM bucket")
    assert check(app, text, NOW) in ("valid", "changed", "not valid")


def test_every_answer_takes_the_same_look_ups(app: App) -> None:
    talk = booked(app)
    old = slip_of(app)
    move(talk)
    check(app, "", NOW)  # the first commit after the key of slips was made notes it
    asked: list[list[str]] = []
    for text in (slip_of(app), old, code_in(old), "kjh", write_code(5), old[:-1] + "A", ""):
        seen: list[str] = []
        app.db.set_trace_callback(lambda sql, seen=seen: seen.append(VALUES.sub("?", sql)))
        check(app, text, NOW)
        app.db.set_trace_callback(None)
        asked.append(seen)
    assert all(one == asked[0] for one in asked)
    assert len(asked[0]) >= 4


def test_a_booking_that_was_moved_on_from_a_copy_does_not_make_a_newer_slip_valid(app: App) -> None:
    booked(app)
    slip = slip_of(app)
    (row,) = app.db.execute("SELECT person FROM booking").fetchall()
    held = bookings.of(app.db, app.seal, row["person"], app.pack.id)
    assert held is not None
    assert check(app, ticket_text(app, replace(held.booking, sequence=3)), NOW) == "changed"
    assert check(app, slip, NOW) == "valid"


def test_every_check_is_in_the_audit_with_its_word_and_without_the_code(app: App) -> None:
    booked(app)
    slip = slip_of(app)
    for text in (slip, "kjh", code_in(slip)):
        check(app, text, NOW)
    found = [row for row in audit_log.listing(app.db) if row.action == "check"]
    assert [(row.actor, row.detail["verdict"]) for row in found] == [
        ("user:desk/ana", word) for word in ("valid", "not-valid", "valid")
    ]
    for _ in range(CHECKS_A_DESK.most + 5):
        check(app, "kjh", NOW)
    words = [row.detail["verdict"] for row in audit_log.listing(app.db) if row.action == "check"]
    assert words.count("wait") == 1
    assert len(words) == CHECKS_A_DESK.most + 1
    rows = str([tuple(row) for row in app.db.execute("SELECT * FROM audit")])
    assert code_in(slip).split()[0] not in rows
    assert audit_log.verify(app.db, app.seal).fault == ""
