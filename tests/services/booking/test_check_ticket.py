"""A slip is ours and stands, is ours and has changed, or is nothing that we know: one word, whatever was typed."""

import random
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
from bot.core.booking.rude_words import is_rude, rude_words
from bot.core.conversation.events import Tapped
from bot.services.booking.check_ticket import check as checked
from bot.services.booking.check_ticket import ticket_text
from bot.services.privacy.backup import rotate
from bot.services.rate_limits import WRONG_CODES
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.keys import ticket_keys
from bot.storage.tables import audit_log, bookings, wrong_codes
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
    return ticket_text(app, held)


def code_in(slip: str) -> str:
    claim = read_claim(slip)
    assert claim is not None
    return claim.code


def stand(app: App, codes: list[str]) -> None:
    """Let an appointment with each of these codes stand; nothing of it but its code is ever read."""
    slot = app.db.execute("SELECT id FROM slots").fetchone()[0]
    with transaction(app.db):
        app.db.executemany("INSERT INTO person (id, created_at) VALUES (?, '')", [(code,) for code in codes])
        app.db.executemany(
            """INSERT INTO booking (person, pack, slot, seats, booked_at, code_hash, body)
               VALUES (?, ?, ?, 1, '', ?, x'')""",
            [(code, app.pack.id, slot, app.seal.hash("code", code)) for code in codes],
        )


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


def test_after_too_many_wrong_codes_a_right_code_waits_like_a_wrong_one_and_a_picture_is_answered(app: App) -> None:
    booked(app)
    slip = slip_of(app)
    assert {check(app, write_code(number), NOW) for number in range(WRONG_CODES)} == {"not valid"}
    assert (check(app, code_in(slip), NOW), check(app, write_code(5), NOW), check(app, write_code(500), NOW)) == (
        None,
        None,
        None,
    )
    assert (check(app, slip, NOW), check(app, slip[:-1] + "A", NOW), check(app, "kjh", NOW)) == (
        "valid",
        "not valid",
        "not valid",
    )
    assert check(app, code_in(slip), NOW + timedelta(hours=23, minutes=59)) is None
    assert check(app, code_in(slip), NOW + timedelta(hours=24)) == "valid"


def test_good_codes_and_the_same_wrong_slip_are_never_limited(app: App) -> None:
    booked(app)
    code = code_in(slip_of(app))
    for _ in range(WRONG_CODES * 2):
        assert check(app, code, NOW) == "valid"
        assert check(app, write_code(5), NOW) == "not valid"
    assert app.db.execute("SELECT count(*) FROM wrong_code").fetchone()[0] == 1


@pytest.mark.parametrize("seed", range(3))
def test_an_evening_of_300_people_with_misread_codes_meets_no_limit(app: App, seed: int) -> None:
    booked(app)
    code, chance = code_in(slip_of(app)), random.Random(seed)
    answers = []
    for person in range(300):
        now, typed = NOW + timedelta(minutes=person), code
        if chance.random() < 0.05:
            for place in chance.sample([n for n, sign in enumerate(code) if sign != " "], 3):
                typed = typed[:place] + chance.choice("BDFKLMNPSTAIO0123456789") + typed[place + 1 :]
        answers += [check(app, typed, now), check(app, code, now)]
    assert set(answers) == {"valid", "not valid"}
    assert app.db.execute("SELECT count(*) FROM wrong_code").fetchone()[0] <= 15


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_guessing_at_the_limit_takes_years_to_hit_any_of_20300_standing_appointments(app: App, seed: int) -> None:
    standing, known, days, chance = 20_300, 1_000_000, 30, random.Random(seed)
    taken = chance.sample(range(known), standing)
    stand(app, [write_code(number) for number in taken])
    hits, now = 0, NOW
    for day in range(days):
        answered, tried = 0, 0
        while tried < WRONG_CODES + 20:
            now = NOW + timedelta(days=day, seconds=tried)
            answer = check(app, write_code(chance.randrange(known)), now)
            tried += 1
            answered += answer is not None
            hits += answer == "valid"
        assert answered < tried, "the limit is met every day"
    rude = rude_words(app.catalogs.values())
    among_spoken = sum(not is_rude(write_code(chance.randrange(CODES)), rude) for _ in range(10_000)) / 10_000
    years = days / hits * CODES * among_spoken / known / 365
    assert 6 < years < 14, "so many codes were known before that it took a day: of all codes it takes so much longer"


def test_a_wrong_code_is_kept_as_a_keyed_hash_for_a_day(app: App) -> None:
    check(app, write_code(5), NOW)
    (row,) = app.db.execute("SELECT * FROM wrong_code")
    assert row["hash"] == app.seal.hash("wrong code", write_code(5)) != app.seal.hash("code", write_code(5))
    tick(app, NOW + timedelta(hours=23))
    assert app.db.execute("SELECT count(*) FROM wrong_code").fetchone()[0] == 1
    tick(app, NOW + timedelta(hours=24))
    assert app.db.execute("SELECT count(*) FROM wrong_code").fetchone()[0] == 0


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 3600), min_size=250, max_size=400))
def test_in_any_day_no_more_wrong_codes_are_answered_than_the_limit_says(app: App, gaps: list[int]) -> None:
    app.db.execute("DELETE FROM wrong_code")
    now, answered = NOW, []
    with transaction(app.db):  # one write for all, or the test takes minutes
        for number, gap in enumerate(gaps):
            now += timedelta(seconds=gap)
            if not wrong_codes.closed_hours(app.db, WRONG_CODES, now):
                wrong_codes.add(app.db, app.seal, write_code(number), now, wrong=True)
                answered.append(now)
    for first, last in zip(answered, answered[WRONG_CODES:], strict=False):
        assert last - first >= timedelta(days=1)


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
    assert check(app, ticket_text(app, replace(held, sequence=3)), NOW) == "changed"
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
    for number in range(WRONG_CODES + 5):
        check(app, write_code(number), NOW)
    words = [row.detail["verdict"] for row in audit_log.listing(app.db) if row.action == "check"]
    assert words.count("wait") == 5
    rows = str([tuple(row) for row in app.db.execute("SELECT * FROM audit")])
    assert code_in(slip).split()[0] not in rows
    assert audit_log.verify(app.db, app.seal).fault == ""
