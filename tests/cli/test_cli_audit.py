"""Test that every verb that reads or changes the database writes to the audit."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import root
from bot.storage.database import transaction
from bot.storage.files.catalogs import po_file
from bot.storage.store import open_store
from bot.storage.tables import audit_log
from tests.cli.test_cli import AT, TO_TICKET, every_verb
from tests.conftest import NOW

NO_DATA = {
    "packs list",
    "packs check",
    "packs show",
    "packs area",
    "packs privacy",
    "packs schema",
    "words check",
    "words export",
    "words import",
    "words read",
    "words skeleton",
    "words update",
    "words add",
    "words stats",
    "words touch",
    "words preview",
    "staff roles",
    "about",
    "place",
    "understand",
}
"""Verbs that open no database. Each verb must be here or in CALLS, or the test below fails."""
CALLS: dict[str, list[str]] = {
    "chat": [],
    "serve": ["--demo"],
    "slots list": ["--site", "mexicali"],
    "slots open": ["--day", "2026-11-25"],
    "slots close": ["--site", "mexicali"],
    "slots capacity": ["mexicali", "2026-12-01", "09:30", "3"],
    "slots import": ["seats.csv"],
    "slots reset": ["--site", "mexicali"],
    "packs check": ["border-appointments", "--db", "randevou.db"],
    "draw run": [],
    "draw show": [],
    "draw announce": ["--day", "2026-11-30", "--source", "a round"],
    "draw reveal": ["--day", "2026-11-30", "--value", "a1b2", "--yes"],
    "requests list": [],
    "requests told": ["CODE"],
    "bookings list": [],
    "bookings review": [],
    "check": ["CODE"],
    "tick": [],
    "clock show": [],
    "clock accept": ["--yes"],
    "faults": [],
    "forget": ["CODE", "--yes"],
    "recover": ["CODE", "--by", "ana", "--and", "luis"],
    "staff add": ["Rosa"],
    "desk certificate": ["--host", "127.0.0.1"],
    "staff invite": ["Rosa"],
    "staff role": ["Luis", "coordinator"],
    "staff list": [],
    "staff remove": ["Luis"],
    "backup": ["copies", "--keys", "keys"],
    "keys accept": ["--yes"],
    "keys check": [],
    "keys rotate": [],
    "keys give-up": ["--yes"],
    "audit list": [],
    "audit verify": [],
}
WORDS = {
    "words check": ["legal-clinic"],
    "words preview": ["--help"],
    "words add": ["pt"],
    "words touch": ["choice.yes", "--wording"],
    "place": ["Monterrey"],
    "understand": ["yes", "--kind", "yes_no"],
    "words export": ["ht", "words.po"],
    "words import": ["ht", str(po_file(root() / "locales", "ht"))],
    "words read": ["choice.yes"],
    "words skeleton": ["legal-clinic"],
    "packs privacy": ["legal-clinic", "--language", "ht"],
    "packs area": ["border-appointments", "--on", "2024-08-23"],
}
PASSPHRASE = "four words, far apart\n"
TYPED = {"staff add": PASSPHRASE, "recover": PASSPHRASE * 2}
FINDS_NONE = ("draw reveal", "requests told")
"""Verbs that need a draw or an offer, say that there is none, and write who asked."""
ROWS_OF = {
    "serve": ["serve start", "serve stop"],
    "forget": ["forget", "forget"],
    "recover": ["desk words"],
}


CODE = re.compile(r"[A-Z]{4} [A-Z]{4} \d{3} [A-Z]{4}")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("RANDEVOU_DB", "RANDEVOU_PACK", "RANDEVOU_STAFF"):
        monkeypatch.delenv(name, raising=False)


def run(*words: str, input: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=input)


def rows() -> list[audit_log.AuditRow]:
    db, seal = open_store(Path("randevou.db"))
    found = audit_log.listing(db)
    db.close()
    seal.keys.close()
    return found


def test_every_verb_is_known_to_touch_data_or_not() -> None:
    assert {" ".join(verb) for verb in every_verb()} == NO_DATA | CALLS.keys()


@pytest.mark.parametrize("verb", CALLS)
def test_every_verb_that_touches_data_writes_its_row(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: object) -> None:
        """Serve nobody."""

    monkeypatch.setenv("RANDEVOU_TELEGRAM_TOKEN", "1:x")
    monkeypatch.setenv("RANDEVOU_STAFF", "ana")
    monkeypatch.setattr("bot.channels.telegram.run.Telegram.run", at_once)
    monkeypatch.setattr("bot.cli.serve.machine_time", lambda: NOW)
    Path("seats.csv").write_text("site,date,time,capacity\nmexicali,2026-12-01,09:30,5\n", encoding="utf-8")
    for folder in ("copies", "keys"):
        Path(folder).mkdir()
    talk = "".join(json.dumps(line) + "\n" for line in TO_TICKET)
    code = CODE.findall(run("chat", "--jsonl", input=talk).stdout)[-1]
    for helper in ("Ana", "Luis"):
        assert run("staff", "add", helper, input=PASSPHRASE).exit_code == 0
    before = len(rows())
    result = run(*verb.split(), *(code if word == "CODE" else word for word in CALLS[verb]), input=TYPED.get(verb, ""))
    assert result.exit_code == int(verb in FINDS_NONE), result.output
    added = rows()[before:]
    assert [row.action for row in added] == ROWS_OF.get(verb, [verb])
    assert all(row.actor.startswith("user:") and row.actor.endswith("/ana") for row in added)


@pytest.mark.parametrize("verb", sorted(NO_DATA))
def test_the_other_verbs_open_no_database(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for write in ("extract_words", "add_language", "touch_text"):  # they would write into the checkout
        monkeypatch.setattr(f"bot.cli.words.{write}", lambda *_, **__: "")
    monkeypatch.setattr("bot.cli.words.tidy", lambda locales: 0)
    words = WORDS.get(verb, [])
    assert run(*verb.split(), *words).exit_code in (0, 1), "well, or a finding"
    assert not Path("randevou.db").exists()


def test_a_row_says_who_what_and_how_much_and_nothing_about_people() -> None:
    lines = "".join(json.dumps(line) + "\n" for line in [*TO_TICKET, {"text": "/delete"}])
    assert run("chat", "--jsonl", "--at", AT, "--person", "Canaria", input=lines).exit_code == 0
    run("bookings", "list")
    run("slots", "close", "--site", "tijuana", "--day", "2026-11-25")
    listed = json.loads(run("audit", "list", "--json").stdout)
    assert listed[-2]["detail"] == {"rows": "1"}
    assert listed[-1]["detail"] == {"slots": "2", "site": "tijuana", "day": "2026-11-25", "told": "0"}
    assert "Canaria" not in json.dumps(listed)
    assert run("audit", "list", "--since", "2090-01-01").output == "No rows.\n"
    assert "seen" not in run("audit", "list").output


def test_what_fails_leaves_no_row_of_a_change_that_was_not_made() -> None:
    run("tick", "--at", AT)
    before = len(rows())
    assert run("slots", "capacity", "mexicali", "2020-01-01", "09:30", "3").exit_code == 2
    assert len(rows()) == before


def test_verify_ends_with_1_and_names_the_first_bad_row() -> None:
    run("tick")
    for _ in range(3):
        run("slots", "list")
    well = run("audit", "verify")
    assert (well.exit_code, "4 rows, none changed" in well.output) == (0, True)
    seen = well.output.split()[-1]
    assert run("audit", "verify", "--seen", seen).exit_code == 0
    assert run("audit", "verify", "--seen", f"{seen[:-16]}{'0' * 16}").exit_code == 1
    assert run("audit", "verify", "--seen", "nothing").exit_code == 2
    db, seal = open_store(Path("randevou.db"))
    with transaction(db):
        db.execute("DROP TRIGGER audit_is_never_changed")
        db.execute("UPDATE audit SET actor = 'user:somebody' WHERE number = 2")
    db.close()
    seal.keys.close()
    bad = run("audit", "verify")
    assert bad.exit_code == 1
    assert "row 2 was changed" in bad.output


def test_a_rehearsal_does_not_make_the_audit_go() -> None:
    run("tick", "--at", "2099-01-01")
    lines = '{"at": "2098-01-01T00:00:00Z"}\n{"at": "2099-01-01T00:00:00Z"}\n'
    assert run("chat", "--jsonl", "--at", "2026-11-23", input=lines).exit_code == 0
    assert [row.action for row in rows()] == ["tick", "chat"]
    assert rows()[0].detail["as_of"].startswith("2099-01-01")


def test_a_name_of_staff_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    run("tick")
    monkeypatch.setenv("RANDEVOU_STAFF", "Ana; DROP")
    result = run("slots", "list")
    assert result.exit_code == 78
    assert "RANDEVOU_STAFF" in result.output
