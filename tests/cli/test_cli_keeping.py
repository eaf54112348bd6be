"""Test the verbs that keep, copy and erase data, as the people who run a programme use them."""

import json
from base64 import urlsafe_b64encode
from contextlib import closing
from pathlib import Path

import pytest

from bot.channels.local.story_player import CODE
from bot.storage.database import open_file
from bot.storage.own_files import DATABASE, KEYS
from bot.storage.store import open_store
from tests.cli.test_cli import TO_TICKET, own_folder, run, talk

assert own_folder  # every test runs in its own folder


def booked_code() -> str:
    text = talk(TO_TICKET)[-1]["replies"][0]["text"]
    (code,) = set(CODE.findall(text))
    return code


def count(table: str) -> int:
    db, seal = open_store(Path("randevou.db"))
    try:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        db.close()
        seal.keys.close()


def test_forget_says_what_it_costs_and_erases_only_after_a_yes() -> None:
    code = booked_code()
    asked = run("forget", code, input="n\n")
    assert asked.exit_code == 1
    assert "ciudad-juarez, 2026-11-25T20:00:00Z, 3 seats, booked" in asked.output
    assert "cannot be undone" in asked.output
    assert count("person") == 1
    assert run("forget", code.lower(), input="y\n").output.endswith("Erased.\n")
    assert count("person") == 0
    seats = json.loads(run("slots", "list", "--site", "ciudad-juarez", "--json").stdout)
    assert sum(row["taken"] for row in seats) == 0
    assert run("forget", code, "--yes").exit_code == 1


@pytest.mark.parametrize("file", ["randevou.db", "randevou.db.keys"])
def test_erased_is_said_only_when_it_is_true(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.data_and_keys.LONGEST_WAIT", 0.1)
    monkeypatch.setattr("bot.storage.keys.person_keys.PATIENCE", 0.1)
    code = booked_code()
    with closing(open_file(Path("randevou.db"))) as db, closing(open_file(Path("randevou.db.keys"), KEYS)) as keys:
        before = [bytes(row["body"]) for row in db.execute("SELECT body FROM conversation")]
        before += [bytes(row["body"]) for row in keys.execute("SELECT body FROM key WHERE length(name) = 16")]
    assert len(before) == 2
    with closing(open_file(Path(file), KEYS if file.endswith("keys") else DATABASE)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        left = run("forget", code, "--yes")
        assert left.exit_code == 75
        assert "Erased." not in left.output
        assert ("the database" in left.output, "the keys" in left.output) == (file[-2:] == "db", file[-2:] != "db")
        assert any(body in all_files() for body in before)
    assert run("audit", "list").exit_code == 0, "whichever process commits next"
    assert not any(body in all_files() for body in before)


def all_files() -> bytes:
    return b"".join(path.read_bytes() for path in Path().glob("randevou.db*"))


def test_forget_finishes_the_work_in_an_old_copy_of_a_person_whose_key_is_gone() -> None:
    code = booked_code()
    copy = Path("randevou.db").read_bytes()
    assert run("forget", code, "--yes").output.endswith("Erased.\n")
    Path("randevou.db").write_bytes(copy)
    assert count("person") == 1
    assert run("forget", code, "--yes").output.endswith("Erased.\n")
    assert count("person") == 0


def test_a_code_with_a_slip_in_it_is_told_from_one_that_nobody_has() -> None:
    run("tick")
    assert "is not a code" in run("forget", "BABA BABA 001 BABI").output
    unknown = run("forget", "BABA BABA 000 BABI")
    assert (unknown.exit_code, "No appointment" in unknown.output) == (1, True)


@pytest.mark.parametrize(
    "verb",
    ["check CODE", "forget CODE", "recover CODE --by Ana --and Rosa", "backup . --keys .", "keys check", "keys rotate",
     "audit list", "audit verify", "bookings list", "bookings review", "faults", "staff list", "staff remove Ana",
     "keys give-up", "slots list", "slots open --day today", "slots close --day today",
     "slots capacity tijuana tomorrow 08:00 4", "slots import seats.csv", "slots reset --day today",
     "draw run", "draw show", "draw announce --day today --source x", "draw reveal --day today --value x --yes",
     "requests list", "requests told CODE"],
)  # fmt: skip
def test_a_database_that_is_not_there_is_named_and_none_is_made(verb: str) -> None:
    words = ["BABA BABA 000 BABI" if word == "CODE" else word for word in verb.split()]
    Path("seats.csv").write_text("site,date,time,capacity\n", encoding="utf-8")
    result = run(*words, "--db", "elsewhere.db")
    assert (result.exit_code, "no database elsewhere.db" in result.output) == (78, True), result.output
    assert not list(Path().glob("elsewhere*"))


def test_backup_asks_for_two_folders() -> None:
    talk(TO_TICKET[:5])
    Path("copies").mkdir()
    Path("elsewhere").mkdir()
    for words in (["copies"], ["copies", "--keys", "copies"], ["copies", "--keys", "nowhere"]):
        assert run("backup", *words).exit_code == 2, words
    assert list(Path("copies").iterdir()) == []
    done = run("backup", "copies", "--keys", "elsewhere", "--at", "2026-11-22T12:00:00-08:00")
    assert done.output.splitlines()[:2] == [
        "copies/randevou-20261122T200000Z.db", "elsewhere/randevou.db.keys-20261122T200000Z",
    ]  # fmt: skip
    assert run("backup", "copies", "--keys", "elsewhere", "--at", "2026-11-22T12:00:00-08:00").exit_code == 2


def test_keys_are_checked_and_rotated() -> None:
    code = booked_code()
    assert run("keys", "check").output == "1 person, 4 sealed rows\nall open\n"
    before = Path("randevou.db.key").read_bytes()
    rotated = run("keys", "rotate")
    assert (rotated.exit_code, "old master key" in rotated.output) == (0, True)
    assert Path("randevou.db.key").read_bytes() != before
    assert run("keys", "check").exit_code == 0
    assert run("forget", code, "--yes").exit_code == 0


def test_a_rotation_while_somebody_has_the_database_open_is_refused_and_changes_nothing() -> None:
    talk(TO_TICKET[:5])
    db, seal = open_store(Path("randevou.db"))
    refused = run("keys", "rotate")
    assert (refused.exit_code, "Stop `randevou serve`" in refused.output) == (78, True)
    db.close()
    seal.keys.close()
    assert run("keys", "check").exit_code == 0


def test_a_row_that_does_not_open_is_a_finding() -> None:
    talk(TO_TICKET[:5])
    db, seal = open_store(Path("randevou.db"))
    db.execute("UPDATE conversation SET body = zeroblob(40)")
    db.close()
    seal.keys.close()
    found = run("keys", "check")
    assert (found.exit_code, "Damaged: 1 row." in found.output) == (1, True)


def test_the_master_key_from_the_environment_is_rotated_with_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = (urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2))
    monkeypatch.setenv("RANDEVOU_KEY", old)
    talk(TO_TICKET[:5])
    assert not Path("randevou.db.key").exists()
    assert "RANDEVOU_KEY_NEW" in run("keys", "rotate").output
    monkeypatch.setenv("RANDEVOU_KEY_NEW", new)
    assert run("keys", "rotate").exit_code == 0
    assert run("keys", "check").exit_code == 78
    monkeypatch.setenv("RANDEVOU_KEY", new)
    assert run("keys", "check").exit_code == 0


def test_a_missing_key_file_is_named_with_what_to_do() -> None:
    talk(TO_TICKET[:5])
    for ending in ("key", "keys"):
        path = Path(f"randevou.db.{ending}")
        content = path.read_bytes()
        path.unlink()
        refused = run("tick")
        assert refused.exit_code == 78
        assert f"randevou.db.{ending} is missing" in refused.output
        assert "Restore" in refused.output
        path.write_bytes(content)
        path.chmod(0o600)


def test_giving_up_says_how_many_and_asks() -> None:
    talk(TO_TICKET[:5])
    older = Path("randevou.db.keys").read_bytes()
    talk(TO_TICKET[:5], "--person", "later")
    Path("randevou.db.keys").write_bytes(older)
    assert run("tick").exit_code == 78
    asked = run("keys", "give-up", input="n\n")
    assert (asked.exit_code, "Without a key: 1 person." in asked.output) == (1, True)
    assert run("keys", "give-up", "--yes").exit_code == 0
    assert run("keys", "check").exit_code == 0
    assert count("person") == 1
