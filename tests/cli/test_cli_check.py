"""Test `randevou check` and `randevou bookings review` as a desk uses them: they show nothing about people."""

import json
from pathlib import Path

import pytest

from bot.app import App
from bot.core.booking.code import write_code
from bot.services.booking.check_ticket import ticket_text
from bot.services.rate_limits import WRONG_CODES
from bot.settings import read_settings
from bot.storage.tables import bookings
from tests.cli.test_cli import AT, TO_TICKET, own_folder, run, talk
from tests.cli.test_cli_keeping import booked_code, count
from tests.services.booking.test_one_person import asking

assert own_folder  # every test runs in its own folder


def slip() -> str:
    app = App.open(read_settings({}))
    try:
        (person,) = [row["person"] for row in app.db.execute("SELECT person FROM booking")]
        held = bookings.of(app.db, app.seal, person, app.pack.id)
        assert held is not None
        return ticket_text(app, held)
    finally:
        app.close()


def test_a_desk_reads_one_word_and_a_script_its_exit_code() -> None:
    code = booked_code()
    for text, said, exit_code in [
        (code, "valid", 0), (slip(), "valid", 0), (slip()[:-1] + "!", "not valid", 1),
        ("BABA BABA 000 BABI", "not valid", 1), ("BABA BABA 001 BABI", "not valid", 1),
        ("", "not valid", 1), ("🙂", "not valid", 1),
    ]:  # fmt: skip
        answer = run("check", text)
        assert (answer.output, answer.exit_code) == (f"{said}\n", exit_code), text


def test_a_desk_reads_a_code_that_went_through_handwriting() -> None:
    one, two, digits, three = booked_code().split()
    words = "-".join(word.replace("O", "0").replace("I", "1").replace("A", "á").lower() for word in (one, two, three))
    figures = digits.replace("0", "O").replace("1", "l").replace("5", "S")
    assert run("check", f"{words[:9]} {figures} - {words[10:]}").output == "valid\n"


def test_a_slip_that_was_moved_since_has_changed_and_json_says_no_more() -> None:
    talk(TO_TICKET)
    old = slip()
    moves = ["another_time", "2026-11-25", "ciudad-juarez@2026-11-25T08:00", "confirm"]
    talk([{"tap": "yes"}, *({"tap": move} for move in moves)])
    answer = run("check", old, "--json")
    assert (json.loads(answer.stdout), answer.exit_code) == ({"answer": "changed"}, 1)


def test_too_many_checks_have_to_wait() -> None:
    code = booked_code()
    for number in range(WRONG_CODES):
        run("check", write_code(number), "--at", AT)
    answer = run("check", code, "--at", AT)
    assert (answer.output, answer.exit_code) == ("wait\n", 75)
    forget = run("forget", code, "--yes")
    assert (forget.exit_code, "Try again in 24 h" in forget.output) == (75, True)
    for name in ("ana", "luis"):
        run("staff", "add", name, input="four words, far apart\n")
    recover = run("recover", code, "--by", "ana", "--and", "luis", input="four words, far apart\n" * 2)
    assert (recover.exit_code, "Try again in 24 h" in recover.output) == (75, True)


@pytest.mark.parametrize("verb", ["check CODE", "forget CODE", "recover CODE --by ana --and luis"])
def test_every_verb_that_says_whether_a_code_exists_counts_a_wrong_one(verb: str) -> None:
    run("tick")
    for name in ("ana", "luis"):
        run("staff", "add", name, input="four words, far apart\n")
    words = ["BABA BABA 000 BABI" if word == "CODE" else word for word in verb.split()]
    assert run(*words, input="four words, far apart\n" * 2).exit_code == 1
    assert count("wrong_code") == 1


def test_review_lists_ids_and_counts_and_no_person(tmp_path: Path) -> None:
    run("tick")
    assert "bookings cannot be compared" in run("bookings", "review").output
    pack = str(asking(tmp_path / "asking"))
    assert "No two bookings are alike." in run("bookings", "review", "--pack", pack).output
    for person, letters, hour in (("a", "M.J.", "16:00"), ("b", "J.M.", "17:00")):
        talk(
            [
                {"tap": "en"}, {"tap": "continue"}, {"tap": "agree"}, {"tap": "2"}, {"text": letters},
                {"text": "14 March 1990"}, {"tap": "none"}, {"tap": "card"}, {"tap": "none"}, {"tap": "no"},
                {"tap": "remote"}, {"tap": "done"}, {"tap": "2026-11-24"}, {"tap": f"remote@2026-11-24T{hour}"},
                {"tap": "confirm"},
            ],
            "--pack", pack, "--person", person,
        )  # fmt: skip
    found = json.loads(run("bookings", "review", "--json", "--pack", pack).stdout)
    assert found == {"alike": [{"booking": 1, "like": 2}], "without_details": 0}
    assert "1 pair to look at; 0 bookings without details." in run("bookings", "review", "--pack", pack).output


@pytest.mark.parametrize("words", [["check"], ["check", "a", "b"]])
def test_check_takes_one_text(words: list[str]) -> None:
    assert run(*words).exit_code == 2
