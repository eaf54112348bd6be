"""Test `randevou staff` and `randevou recover` as two helpers at a desk use them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from bot.core.booking.code import read_code
from bot.storage.store import open_store
from bot.storage.tables import audit_log
from tests.cli.test_cli import own_folder, run
from tests.cli.test_cli_audit import rows
from tests.cli.test_cli_keeping import booked_code, count

assert own_folder  # every test runs in its own folder
ANA, LUIS = "ana has four long words", "luis has four long words"


def add_both() -> None:
    for name, secret in (("ana", ANA), ("luis", LUIS)):
        assert run("staff", "add", name, input=f"{secret}\n").exit_code == 0


def recover(code: str, *secrets: str, by: str = "ana", second: str = "luis") -> Result:
    return run("recover", code, "--by", by, "--and", second, input="".join(f"{secret}\n" for secret in secrets))


def test_two_helpers_with_their_passphrases_get_words_that_are_a_code() -> None:
    code = booked_code()
    add_both()
    given = recover(code.lower(), ANA, LUIS, by="Ana")
    assert given.exit_code == 0, given.output
    words = given.stdout.splitlines()[0]
    assert read_code(words) == words != code
    assert count("desk_words") == 1
    last = rows()[-1]
    assert (last.action, last.detail) == ("desk words", {"first": "ana", "second": "luis"})
    assert last.object.startswith("person:")
    assert recover("BABA BABA 000 BABI", ANA, LUIS).exit_code == 1, "no appointment has this code"
    assert recover("BABA BABA 001 BABI", ANA, LUIS).exit_code == 2, "a slip in it"


@pytest.mark.parametrize("second", ["Ana", "ána", "an a", "AN-A", "ana.", "\u0430na", "ana\u200b"])
def test_one_helper_under_two_names_is_refused(second: str) -> None:
    code = booked_code()
    add_both()
    refused = recover(code, ANA, ANA, second=second)
    assert (refused.exit_code, count("desk_words")) == (2, 0)
    assert "name the same person" in refused.output or "is not allowed" in refused.output
    assert run("staff", "add", second, input=f"{ANA}\n").exit_code == 2


@pytest.mark.parametrize(("by", "secrets"), [("ana", ("x", LUIS)), ("ana", (ANA, "x")), ("rosa", (ANA, LUIS))])
def test_a_wrong_name_and_a_wrong_passphrase_get_the_same_answer(by: str, secrets: tuple[str, str]) -> None:
    code = booked_code()
    add_both()
    refused = recover(code, *secrets, by=by)
    assert (refused.exit_code, refused.output) == (1, "Error: A name or a passphrase is wrong.\n")
    assert (rows()[-1].action, rows()[-1].detail) == ("desk words", {"verdict": "refused"})
    assert count("desk_words") == 0


def test_wrong_passphrases_are_limited_and_the_command_says_when_to_try_again() -> None:
    code = booked_code()
    add_both()
    assert [recover(code, "x", LUIS).exit_code for _ in range(5)] == [1, 1, 1, 1, 75]
    waiting = recover(code, ANA, LUIS)
    assert (waiting.exit_code, "Try again in 1 h" in waiting.output) == (75, True)


def test_an_account_that_ended_opens_nothing_and_stays_readable_in_the_audit() -> None:
    code = booked_code()
    add_both()
    assert run("staff", "add", "Rosa", input="rosa has four long words\n").exit_code == 0
    assert recover(code, ANA, LUIS).exit_code == 0
    assert run("staff", "remove", "Luis").output == "luis has ended.\n"
    assert recover(code, ANA, LUIS).exit_code == 1
    assert run("staff", "remove", "luis").exit_code == 1
    assert {"first": "ana", "second": "luis"} in [row.detail for row in rows()]
    listed = json.loads(run("staff", "list", "--json").stdout)
    assert [(row["name"], bool(row["ended"])) for row in listed] == [("ana", False), ("luis", True), ("Rosa", False)]
    assert "argon2" not in json.dumps(listed)
    assert "2026-11-22" in run("staff", "list").output


@pytest.mark.parametrize("names", [[], ["ana"]])
def test_a_database_without_two_helpers_says_how_to_add_them_before_it_asks_for_anything(names: list[str]) -> None:
    code = booked_code()
    for name in names:
        run("staff", "add", name, input=f"{ANA}\n")
    refused = run("recover", code, "--by", "ana", "--and", "luis")
    assert (refused.exit_code, "randevou staff add NAME" in refused.output) == (78, True)


def test_a_script_that_writes_too_few_lines_is_told() -> None:
    code = booked_code()
    add_both()
    assert (recover(code, ANA).exit_code, "a line of its own" in recover(code, ANA).output) == (2, True)
    assert run("staff", "add", "rosa").exit_code == 2


def test_a_name_and_a_passphrase_that_are_refused_say_why() -> None:
    run("tick")
    assert "CYRILLIC SMALL LETTER A" in run("staff", "add", "\u0430na", input=f"{ANA}\n").output
    assert "needs 15 to 256" in run("staff", "add", "ana", input="short\n").output
    assert run("staff", "list").output == "No accounts. Add one with: randevou staff invite NAME\n"
    assert all(row.action != "staff add" for row in rows())


def started(*words: str, input: str) -> subprocess.Popen[str]:
    """Start the command in a process of its own, with all of its input."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, text=True,
    )  # fmt: skip
    assert process.stdin
    process.stdin.write(input)
    process.stdin.close()
    return process


@pytest.mark.slow
def test_of_two_processes_that_add_names_that_look_the_same_at_once_one_is_refused() -> None:
    run("tick")
    both = [started("staff", "add", name, input=f"{ANA}\n") for name in ("ana", "Ána")]
    assert sorted(process.wait() for process in both) == [0, 2]
    assert count("staff") == 1


@pytest.mark.slow
def test_wrong_passphrases_in_eight_processes_at_once_are_limited_as_one_after_the_other() -> None:
    code = booked_code()
    add_both()
    guess = ("recover", code, "--by", "ana", "--and", "luis")
    many = [started(*guess, input=f"wrong {number}\nwrong\n") for number in range(8)]
    assert {process.wait() for process in many} <= {1, 75}
    db, seal = open_store(Path("randevou.db"))
    assert [row["wrong"] for row in db.execute("SELECT wrong FROM tries")] == [5, 5], "three were not tried at all"
    db.close()
    seal.keys.close()


@pytest.mark.slow
def test_at_a_terminal_the_passphrase_is_typed_twice_and_never_shown() -> None:
    run("tick")
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "bot", "staff", "add", "ana"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        command, stdin=child, stdout=child, stderr=child, start_new_session=True, env=environment
    )
    os.close(child)
    seen = ""
    for prompt in ("New passphrase of ana: ", "Repeat for confirmation: ", "\nAdded ana."):
        while prompt not in seen.replace("\r", ""):
            seen += os.read(parent, 1024).decode()
        if prompt.endswith(": "):
            os.write(parent, f"{ANA}\n".encode())
    assert process.wait() == 0
    os.close(parent)
    assert "four long words" not in seen
    assert [row.detail for row in rows() if row.action == "staff add"] == [{"role": "volunteer", "staff": "ana"}]


def test_names_of_more_than_one_word_stand_in_the_audit_as_they_are() -> None:
    run("tick")
    assert run("staff", "add", "Ana María", input=f"{LUIS}\n").exit_code == 0
    assert rows()[-1].detail == {"role": "volunteer", "staff": "Ana María"}
    assert audit_log.OBJECT.fullmatch(rows()[-1].object)
    assert "2 rows, none changed" in run("audit", "verify").output
