"""No clock erases anybody: a time that is chosen, and a machine that tells the wrong time."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.booking.code import write_code
from bot.services.clock import Doubt
from bot.storage.store import open_store
from bot.storage.tables import clock
from tests.cli.test_cli import TO_TICKET, own_folder, run
from tests.cli.test_cli_audit import CALLS
from tests.conftest import NOW

assert own_folder  # every test runs in its own folder
BOOKED = "".join(json.dumps(line) + "\n" for line in TO_TICKET)
DATABASE = Path("randevou.db")
REHEARSAL = Path("randevou-rehearsal.db")
CODE = write_code(12345)
A_YEAR = timedelta(days=366)


def people(database: Path = DATABASE) -> int:
    db, seal = open_store(database)
    count = db.execute("SELECT count(*) FROM person").fetchone()[0]
    assert len(seal.keys.people()) == count, "a key for each person"
    db.close()
    seal.keys.close()
    return int(count)


def set_machine(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("bot.cli.common.machine_time", lambda: now)


@pytest.fixture
def booked() -> None:
    """One person who has spoken by the true clock, with an appointment."""
    assert run("chat", "--jsonl", "--language", "ht", input=BOOKED).exit_code == 0
    assert people() == 1


@pytest.mark.usefixtures("booked")
@pytest.mark.parametrize("verb", ["chat", "tick"])
def test_a_time_that_is_chosen_plays_in_a_file_beside_the_one_where_somebody_has_spoken(verb: str) -> None:
    before = DATABASE.read_bytes()
    played = run(verb, "--at", "2027-11-25", input="")
    assert played.exit_code == 0, played.output
    assert str(REHEARSAL) in played.stderr
    assert (people(), people(REHEARSAL)) == (1, 0)
    assert DATABASE.read_bytes() == before


@pytest.mark.usefixtures("booked")
def test_a_line_that_moves_the_clock_is_refused_where_somebody_has_spoken() -> None:
    lines = json.dumps({"at": "2027-11-25T12:00:00Z"}) + "\n"
    said = run("chat", "--jsonl", input=lines).stdout.splitlines()
    assert "--at" in json.loads(said[-1])["error"]
    assert people() == 1


@pytest.mark.usefixtures("booked")
@pytest.mark.parametrize(
    "words",
    [
        ["check", CODE],
        ["recover", CODE, "--by", "ana", "--and", "luis"],
        ["slots", "list"],
        ["slots", "close", "--day", "tomorrow"],
        ["slots", "capacity", "tijuana", "tomorrow", "08:00", "3"],
        ["backup", ".", "--keys", "."],
    ],
    ids=" ".join,
)
def test_a_desk_cannot_choose_the_time(words: list[str]) -> None:
    refused = run(*words, "--at", "2027-11-25")
    assert refused.exit_code == 2
    assert "true clock" in refused.output
    assert not REHEARSAL.exists()


def test_a_rehearsal_goes_on_over_days_and_visits_in_any_year_and_deletes_in_time() -> None:
    assert run("chat", "--jsonl", "--at", "2026-11-22", input=BOOKED).exit_code == 0
    assert people() == 1
    assert run("slots", "list", "--day", "tomorrow", "--at", "2026-11-24").exit_code == 0
    ticked = run("tick", "--at", "2026-11-24T20:00:00Z").output
    assert ticked.startswith("1 reminder,")
    assert "1 person erased" in run("tick", "--at", "2031-01-01").output
    assert people() == 0
    assert run("chat", "--jsonl", "--at", "2023-02-01", input="").exit_code == 0
    assert not REHEARSAL.exists()


def test_a_rehearsal_serves_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    run("chat", "--jsonl", "--at", "2026-11-22", input=BOOKED)
    monkeypatch.setenv("RANDEVOU_TELEGRAM_TOKEN", "1:x")
    refused = run("serve", "--demo")
    assert refused.exit_code == 78
    assert "rehearsal" in refused.output


@pytest.mark.usefixtures("booked")
@pytest.mark.parametrize(
    ("wrong", "doubt"),
    [
        (NOW + A_YEAR, Doubt.AHEAD),
        (NOW + timedelta(days=8, minutes=1), Doubt.AHEAD),
        (NOW - timedelta(hours=1, minutes=1), Doubt.BEHIND),
        (datetime.fromisoformat("1970-01-01T00:00:00+00:00"), Doubt.UNRELEASED),
    ],
    ids=["a year ahead", "nine days ahead", "two hours behind", "1970"],
)
def test_a_machine_with_a_wrong_clock_deletes_closes_and_reminds_nothing_and_answers(
    wrong: datetime, doubt: Doubt, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_machine(monkeypatch, wrong)
    held = run("tick")
    assert (held.exit_code, doubt.value in held.output) == (75, True)
    talk = run("chat", "--jsonl", "--language", "ht", input=json.dumps({"text": "èd"}) + "\n")
    assert talk.exit_code == 0
    assert doubt.value in talk.stderr
    assert len(talk.stdout.splitlines()) == 2
    assert people() == 1
    assert run("clock", "show").exit_code == 1
    set_machine(monkeypatch, NOW + timedelta(minutes=5))
    assert run("tick").exit_code == 0, "the clock was corrected"


ERASING = {"forget", "keys give-up", "clock accept"}
"""Verbs by which an operator says that somebody is to be erased, or that the clock is right."""


@pytest.mark.usefixtures("booked")
@pytest.mark.parametrize("wrong", [NOW + A_YEAR, NOW - A_YEAR], ids=["ahead", "behind"])
def test_no_verb_erases_or_closes_anything_while_the_machine_tells_the_wrong_time(
    wrong: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("seats.csv").write_text("site,date,time,capacity\nmexicali,2026-12-01,09:30,5\n", encoding="utf-8")
    for folder in ("copies", "keys"):
        Path(folder).mkdir()
    set_machine(monkeypatch, wrong)
    for verb in CALLS.keys() - ERASING - {"serve"}:
        ended = run(*verb.split(), *(CODE if word == "CODE" else word for word in CALLS[verb]))
        assert not ended.exception or isinstance(ended.exception, SystemExit), verb
        assert people() == 1, verb
    db, seal = open_store(DATABASE)
    assert [tuple(row) for row in db.execute("SELECT state, reminded FROM booking")] == [("booked", 0)]
    db.close()
    seal.keys.close()


@pytest.mark.usefixtures("booked")
def test_a_week_off_is_ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    set_machine(monkeypatch, NOW + timedelta(days=8))
    assert "1 appointment over" in run("tick").output
    for weeks in (2, 3, 4, 5):
        set_machine(monkeypatch, NOW + timedelta(days=8 * weeks))
        assert people() == 1
        last = run("tick")
    assert "1 person erased" in last.output, "30 days after the appointment"
    assert people() == 0


@pytest.mark.usefixtures("booked")
def test_whoever_confirms_the_clock_is_shown_what_it_deletes_and_then_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_machine(monkeypatch, NOW + A_YEAR)
    refused = run("clock", "accept", input="n\n")
    assert (refused.exit_code, "the term of 1 person has ended" in refused.output) == (1, True)
    assert people() == 1
    assert "1 person erased" in run("clock", "accept", "--yes").output
    assert people() == 0
    assert run("tick").exit_code == 0


@pytest.mark.usefixtures("booked")
def test_what_a_clock_that_was_ahead_wrote_waits_for_no_distant_day(monkeypatch: pytest.MonkeyPatch) -> None:
    set_machine(monkeypatch, NOW + A_YEAR)
    run("chat", "--jsonl", "--person", "other", "--language", "ht", input=BOOKED)
    set_machine(monkeypatch, NOW + timedelta(minutes=5))
    assert run("tick").exit_code == 0
    db, seal = open_store(DATABASE)
    latest = [
        db.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
        for table, column in [*clock.PAST.items(), *clock.SOON]
    ]
    db.close()
    seal.keys.close()
    assert max(at for at in latest if at) < (NOW + timedelta(days=1)).isoformat()


def test_many_people_at_once_are_erased_only_after_a_question() -> None:
    for number in range(21):
        lines = "".join(json.dumps({"tap": tap}) + "\n" for tap in ("understood", "continue", "agree"))
        run("chat", "--jsonl", "--at", "2026-11-22", "--language", "en", "--person", str(number), input=lines)
    refused = run("tick", "--at", "2027-11-25", input="n\n")
    assert (refused.exit_code, people()) == (1, 21)
    assert "21 people at the end of the term" in refused.output
    assert "21 people erased" in run("tick", "--at", "2027-11-25", input="y\n").output
    assert people() == 0


@pytest.mark.usefixtures("booked")
def test_a_clock_in_doubt_destroys_no_copy_of_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("data", "keys"):
        Path(folder).mkdir()
    for day in range(10, 17):
        Path(f"keys/randevou.db.keys-202611{day}T000000Z").write_bytes(b"an older copy")
    set_machine(monkeypatch, NOW + A_YEAR)
    made = run("backup", "data", "--keys", "keys")
    assert (made.exit_code, "0 older copies" in made.stdout, Doubt.AHEAD.value in made.stderr) == (0, True, True)
    assert len(list(Path("keys").iterdir())) == 8
    set_machine(monkeypatch, NOW + timedelta(minutes=5))
    assert "2 older copies" in run("backup", "data", "--keys", "keys").stdout
