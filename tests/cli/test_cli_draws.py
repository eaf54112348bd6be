"""`randevou draw` and `randevou requests`: made once, never before the hour, shown in counts."""

import json
import shutil
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.storage.database import transaction
from bot.storage.tables import audit_log
from tests.conftest import app_on, our_pack
from tests.services.booking.drawing_people import asks, request

ASKED = datetime.fromisoformat("2024-06-30T17:00+00:00")
BEFORE, DUE, LATER = (f"2024-07-01T{at}:00-04:00" for at in ("11:59", "12:05", "15:00"))
"""Before and after the draw of the practice pack, at noon in New York."""


@pytest.fixture
def play(tmp_path: Path) -> Path:
    """A rehearsal file of the last day of June 2024, in which three groups wait."""
    database = tmp_path / "play.db"
    call(database, "tick", "--at", "2024-06-30T12:30:00-04:00")
    with closing(app_on(database, our_pack("border-appointments"))) as app, transaction(app.db):
        app.db.execute("UPDATE slots SET offered = 3, capacity = 3, by_hand = 1 WHERE site = 'tijuana'")
    with closing(app_on(database, our_pack("border-appointments"))) as app:
        for party in (1, 2, 2):
            asks(app, party, ASKED, sites=("tijuana",))
    return database


def call(database: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--db", str(database)])


def test_a_draw_is_made_at_its_hour_and_once(play: Path) -> None:
    early = call(play, "draw", "run", "--day", "today", "--at", BEFORE)
    assert (early.exit_code, "frozen at 2024-07-01 04:00Z, and the draw is at 2024-07-01 16:00Z" in early.output) == (
        1,
        True,
    )
    made = call(play, "draw", "run", "--day", "today", "--at", DUE)
    assert (made.exit_code, made.output.splitlines()[-1]) == (
        0,
        "2024-07-01: 3 groups in the line, 3 groups with a place on offer.",
    )
    again = call(play, "draw", "run", "--at", LATER)
    assert (again.exit_code, "was made at 2024-07-01 16:05Z. It is made once, ever." in again.output) == (0, True)
    over = call(play, "draw", "run", "--day", "2024-06-20", "--at", LATER)
    assert (over.exit_code, "went to the next one" in over.output) == (1, True)


def test_what_a_draw_did_is_shown_in_counts_without_people(play: Path) -> None:
    call(play, "tick", "--at", DUE)
    shown = json.loads(call(play, "draw", "show", "--day", "2024-07-01", "--at", LATER, "--json").output)
    (draw,) = shown["draws"]
    assert {name: draw[name] for name in ("asked", "placed", "seats", "due_at", "late_minutes")} == {
        "asked": 3, "placed": 3, "seats": 5, "due_at": "2024-07-01 16:00Z", "late_minutes": 5,
    }  # fmt: skip
    assert [(row["size"], row["asked"], row["offered"]) for row in shown["sizes"]] == [(1, 1, 1), (2, 2, 2)]
    assert "2024-07-01" in call(play, "draw", "show", "--at", LATER).output
    listed = call(play, "requests", "list").output
    assert listed.split() == ["state", "groups", "means", "offered", "3", "with", "a", "place", "on", "offer"]


def test_who_closes_a_slot_is_told_of_the_offers_there(play: Path) -> None:
    call(play, "tick", "--at", DUE)
    closed = call(play, "slots", "close", "--site", "tijuana", "--at", LATER).output
    assert "Booked, and staying so: 0 seats." in closed
    assert "Held for people with an offer: 5 seats; they lose it and wait for the next one." in closed


def test_what_is_not_there_yet_is_a_dash(play: Path) -> None:
    call(play, "tick", "--at", BEFORE)
    _, *days = call(play, "draw", "show", "--at", BEFORE).output.splitlines()
    assert days[-1].split() == ["2024-07-01", "-", "-", "-", "-", "-"]


def test_a_pack_that_does_not_draw_says_so(tmp_path: Path) -> None:
    database = tmp_path / "clinic.db"
    assert call(database, "tick", "--pack", "legal-clinic").exit_code == 0
    for verb in ("run", "show"):
        told = call(database, "draw", verb, "--pack", "legal-clinic", "--day", "2026-11-22")
        assert (told.exit_code, "makes no draw on 2026-11-22" in told.output) == (1, True), told.output
    assert call(database, "requests", "list", "--pack", "legal-clinic").output == "Nobody has asked for a place.\n"


def waits_without_a_phone(database: Path, party: int = 1) -> tuple[str, str]:
    """Somebody in the line whom no message reaches: the person, and the code that was said when they asked."""
    with closing(app_on(database, our_pack("border-appointments"))) as app:
        person = asks(app, party, ASKED, sites=("tijuana",), channel="")
        found = request(app, person)
        assert found
        return person, found.code


def test_a_person_without_a_phone_has_a_day_from_when_a_helper_tells_them(play: Path) -> None:
    person, code = waits_without_a_phone(play)
    early = call(play, "requests", "told", code, "--at", BEFORE)
    assert (early.exit_code, "has no place on offer: asked" in early.output) == (1, True), early.output
    call(play, "tick", "--at", DUE)
    told = call(play, "requests", "told", code.lower().replace(" ", "-"), "--at", LATER)
    assert told.exit_code == 0, told.output
    assert "tijuana, 2024-07-0" in told.output
    assert "can answer until 2024-07-02 12:00, San Ysidro time" in told.output
    again = call(play, "requests", "told", code, "--at", "2024-07-01T18:00:00-04:00")
    assert "can answer until 2024-07-02 12:00, San Ysidro time" in again.output, "a window begins once"
    with closing(app_on(play, our_pack("border-appointments"))) as app:
        found, rows = request(app, person), audit_log.listing(app.db)
        last = [row for row in rows if row.action == "requests told"][-1]
        assert found
        assert found.offer
        assert found.offer.until == datetime.fromisoformat("2024-07-02T19:00+00:00")
        assert last.object == audit_log.pseudonym(app.seal, person)
    assert code not in str(rows)


def test_a_code_that_no_request_has_is_counted_and_a_slip_in_it_is_not(play: Path) -> None:
    waits_without_a_phone(play)
    unknown = call(play, "requests", "told", "BABA BABA 000 BABI", "--at", LATER)
    assert (unknown.exit_code, "No request of this pack has this code." in unknown.output) == (1, True)
    slip = call(play, "requests", "told", "BABA BABA 001 BABI", "--at", LATER)
    assert (slip.exit_code, "a letter or a digit is wrong" in slip.output) == (2, True)
    with closing(app_on(play, our_pack("border-appointments"))) as app:
        assert app.db.execute("SELECT count(*) FROM wrong_code").fetchone()[0] == 1


def test_the_code_of_a_request_stays_when_the_keys_are_changed(play: Path) -> None:
    _, code = waits_without_a_phone(play)
    assert call(play, "keys", "rotate").exit_code == 0
    call(play, "tick", "--at", DUE)
    assert call(play, "requests", "told", code, "--at", LATER).exit_code == 0


def states(database: Path) -> dict[str, int]:
    return {row["state"]: row["groups"] for row in json.loads(call(database, "requests", "list", "--json").stdout)}


def test_offers_outlast_a_change_of_the_keys(play: Path) -> None:
    _, code = waits_without_a_phone(play)
    call(play, "tick", "--at", DUE)
    assert call(play, "keys", "rotate").exit_code == 0
    assert call(play, "keys", "check").output.endswith("all open\n")
    assert call(play, "requests", "told", code, "--at", LATER).exit_code == 0
    assert sum(states(play).values()) == 4
    call(play, "tick", "--at", "2024-07-05T12:05:00-04:00")
    assert "offered" not in states(play), "they lapse in time"


def test_offers_in_an_older_copy_lapse_only_after_the_operator_has_accepted_it(play: Path, tmp_path: Path) -> None:
    waits_without_a_phone(play)
    call(play, "tick", "--at", DUE)
    for folder in ("copies", "keys"):
        (tmp_path / folder).mkdir()
    copied = call(play, "backup", str(tmp_path / "copies"), "--keys", str(tmp_path / "keys"), "--at", LATER)
    assert copied.exit_code == 0, copied.output
    with closing(app_on(play, our_pack("border-appointments"))) as app:
        asks(app, 1, ASKED, sites=("tijuana",))  # lost with the file
        before = states(play)
    for ending in ("", "-wal", "-shm"):
        play.with_name(f"{play.name}{ending}").unlink(missing_ok=True)
    shutil.copy(copied.output.splitlines()[0], play)
    late = "2024-07-05T12:05:00-04:00"
    call(play, "tick", "--at", late)
    assert states(play)["offered"] == before["offered"], "an answer may be among what was lost"
    assert call(play, "keys", "accept", "--yes").exit_code == 0
    call(play, "tick", "--at", late)
    assert "offered" not in states(play)
    assert call(play, "keys", "check").output.endswith("all open\n")


# A public seed

ROUND = "drand quicknet, round 4711"


def test_a_public_seed_is_named_before_the_freeze_and_its_value_typed_in_after_it(play: Path) -> None:
    tuesday = ("--day", "2024-07-02")
    named = call(play, "draw", "announce", *tuesday, "--source", ROUND, "--at", BEFORE)
    assert (named.exit_code, "2024-07-02: the seed will be drand quicknet, round 4711" in named.output) == (0, True)
    assert "frozen at 2024-07-02 04:00Z" in named.output, "the round must come after it"
    early = call(play, "draw", "reveal", *tuesday, "--value", "a1b2", "--yes", "--at", LATER)
    assert (early.exit_code, "frozen at 2024-07-02 04:00Z" in early.output) == (1, True), early.output
    call(play, "tick", "--at", "2024-07-02T00:30:00-04:00")
    noon = "2024-07-02T12:05:00-04:00"
    waits = call(play, "draw", "run", "--at", noon)
    assert (waits.exit_code, "randevou draw reveal --day 2024-07-02" in waits.output) == (75, True), waits.output
    asked = call(play, "draw", "reveal", *tuesday, "--value", "a1b2", "--at", noon)
    assert (asked.exit_code, "Add --yes" in asked.output) == (2, True), "it cannot be changed"
    told = call(play, "draw", "reveal", *tuesday, "--value", " a1b2 ", "--yes", "--at", noon)
    assert (told.exit_code, sha256(f"{ROUND}\na1b2".encode()).hexdigest() in told.output) == (0, True), told.output
    again = call(play, "draw", "reveal", *tuesday, "--value", "c3d4", "--yes", "--at", noon)
    assert (again.exit_code, "already" in again.output) == (1, True)
    assert call(play, "draw", "run", "--at", noon).exit_code == 0
    (shown,) = json.loads(call(play, "draw", "show", *tuesday, "--at", noon, "--json").output)["draws"]
    assert (shown["seed_kind"], shown["seed_name"], shown["value"]) == ("announced", ROUND, "a1b2")
    assert shown["seed"] == sha256(f"{ROUND}\na1b2".encode()).hexdigest()
    with closing(app_on(play, our_pack("border-appointments"))) as app:
        acts = [row.action for row in audit_log.listing(app.db)]
    assert {"draw announce", "draw reveal"} <= {*acts}


def test_a_draw_that_lacks_its_public_value_is_named_from_its_hour_on(play: Path) -> None:
    tuesday, missing = ("--day", "2024-07-02"), "randevou draw reveal --day 2024-07-02"
    call(play, "draw", "announce", *tuesday, "--source", ROUND, "--at", BEFORE)
    assert missing not in call(play, "tick", "--at", "2024-07-02T11:55:00-04:00").output, "the hour has not come"
    noon = "2024-07-02T12:05:00-04:00"
    ticked = call(play, "tick", "--at", noon)
    assert (ticked.exit_code, missing in ticked.stderr, ROUND in ticked.stderr) == (0, True, True), ticked.output
    shown = call(play, "draw", "show", *tuesday, "--at", noon)
    assert (shown.exit_code, missing in shown.stderr) == (0, True), shown.output
    assert missing in call(play, "draw", "show", "--at", noon).stderr
    call(play, "draw", "reveal", *tuesday, "--value", "a1b2", "--yes", "--at", noon)
    assert missing not in call(play, "tick", "--at", noon).output


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2024-07-01", "Its seed was chosen at 2024-06-30 16:30Z"),
        ("2024-06-29", "The line was frozen at 2024-06-29 04:00Z"),
        ("2023-03-01", "makes no draw on 2023-03-01"),
    ],
)
def test_a_seed_that_is_named_too_late_is_refused(play: Path, day: str, why: str) -> None:
    late = call(play, "draw", "announce", "--day", day, "--source", ROUND, "--at", BEFORE)
    assert (late.exit_code, why in late.output) == (1, True), late.output


@pytest.mark.parametrize("source", ["", "   ", "one\ntwo", "x" * 201])
def test_a_source_is_one_line(play: Path, source: str) -> None:
    assert call(play, "draw", "announce", "--day", "2024-07-02", "--source", source, "--at", BEFORE).exit_code == 2


def test_a_value_is_refused_where_none_was_announced_and_after_the_next_draw(play: Path) -> None:
    value = ("--value", "a1b2", "--yes")
    none = call(play, "draw", "reveal", "--day", "2024-07-01", *value, "--at", LATER)
    assert (none.exit_code, "randevou draw announce" in none.output) == (1, True), none.output
    call(play, "draw", "announce", "--day", "2024-07-02", "--source", ROUND, "--at", BEFORE)
    call(play, "tick", "--at", "2024-07-02T00:30:00-04:00")
    over = call(play, "draw", "reveal", "--day", "2024-07-02", *value, "--at", "2024-07-03T12:05:00-04:00")
    assert (over.exit_code, "The draw of 2024-07-02 is over" in over.output) == (1, True), over.output


def test_a_request_is_erased_by_its_code(play: Path) -> None:
    _, code = waits_without_a_phone(play)
    asked = call(play, "forget", code)
    assert "border-appointments, a request for a place since 2024-06-30T17:00:00Z, asked." in asked.output
    assert call(play, "forget", code, "--yes").output.endswith("Erased.\n")
    assert call(play, "forget", code, "--yes").exit_code == 1
    assert json.loads(call(play, "requests", "list", "--json").output)[0]["groups"] == 3, "the others"


def test_who_was_on_the_list_that_ended_is_counted(play: Path) -> None:
    with closing(app_on(play, our_pack("border-appointments"))) as app, transaction(app.db):
        app.db.execute("UPDATE waiting SET state = 'listed' WHERE id = 1")
    listed = json.loads(call(play, "requests", "list", "--json").output)
    assert {row["state"]: row["groups"] for row in listed} == {"asked": 2, "listed": 1}
