"""Test the command as people and scripts use it: its output and its exit codes."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.cli.server_lock import only_one
from bot.settings import root
from bot.storage import sqlite
from tests.conftest import LANGUAGES, NOW

AT = "2026-11-22T12:00:00-08:00"
TO_TICKET = [
    {"tap": "ht"}, {"tap": "understood"}, {"tap": "continue"}, {"tap": "agree"}, {"text": "nou twa"}, {"text": "wi"},
    {"location": {"lat": 25.67, "lon": -100.31, "accuracy": 30}}, {"tap": "yes"}, {"tap": "ciudad-juarez"},
    {"tap": "done"}, {"tap": "2026-11-25"}, {"tap": "ciudad-juarez@2026-11-25T13:00"}, {"tap": "confirm"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RANDEVOU_DB", raising=False)
    monkeypatch.delenv("RANDEVOU_PACK", raising=False)


def run(*words: str, input: str = "", **environment: str) -> Result:
    return CliRunner().invoke(main, list(words), input=input, env=environment)


def talk(lines: list[Any], *words: str) -> list[dict[str, Any]]:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    result = run("chat", "--jsonl", "--at", AT, *words, input=text)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_script_books_a_slot_and_gets_one_object_a_line() -> None:
    answers = talk(TO_TICKET)
    assert len(answers) == len(TO_TICKET) + 1
    assert answers[-1]["step"] == "booked"
    assert answers[-1]["language"] == "ht"
    assert set(answers[-1]["replies"][0]) == {"key", "text", "choices", "wants", "clear", "files"}
    assert answers[6]["replies"][-1]["wants"] == "location"
    assert Path("randevou.db").exists()


def test_bad_lines_are_answered_in_the_persons_language_and_the_talk_goes_on() -> None:
    bad = ["not json", "[]", '{"tap": 3}', '{"location": {"lat": "x", "lon": 1}}', '{"at": "yesterday"}', "{" * 5000]
    bad += ['{"location": {"lat": 1, "lon": 1, "accuracy": "near"}}', '{"at": "2026-11-25T10:00:00"}', '"\\ud800"']
    bad += ['{"at": "9999-12-31T23:59:00-12:00"}', '{"location": {"lat": 1' + "0" * 400 + ', "lon": 1}}']
    answers = talk([{"tap": "ht"}, *bad, {"tap": "understood"}])
    assert [set(answer) for answer in answers[2:-1]] == [{"error"}] * len(bad)
    assert answers[2]["error"] != "This line is not JSON."
    assert answers[-1]["step"] == "meet_operator"


def test_numbers_that_are_none_and_kinds_that_nobody_knows_are_no_trouble() -> None:
    lines = [*TO_TICKET[:6], '{"location": {"lat": NaN, "lon": Infinity}}', '{"location": {"lat": 0, "lon": 0}}']
    answers = talk([*lines, {"attachment": "hologram"}, {"text": "\ud800 \x00"}])
    assert [answer["replies"][0]["key"] for answer in answers[-4:-1]] == [
        "place.bad_point", "place.bad_point", "sent.not_read",
    ]  # fmt: skip
    assert answers[-1]["replies"]


def test_moving_the_clock_answers_with_what_that_sent() -> None:
    answers = talk([*TO_TICKET, {"at": "2026-11-25T01:00:00-07:00"}])
    assert [reply["key"] for reply in answers[-1]["replies"]] == ["reminder.notice"]


def test_files_come_as_base64() -> None:
    answers = talk([*TO_TICKET, {"tap": "save"}, {"tap": "qr"}])
    file = answers[-1]["replies"][0]["files"][0]
    assert (file["name"], file["type"]) == ("randevou.png", "image/png")


def test_the_terminal_is_plain_text_in_a_pipe() -> None:
    result = run("chat", "--language", "fr", "--at", "2026-11-22", input="1\n1\n1\n")
    assert result.exit_code == 0
    assert "EXERCICE" in result.output
    assert "1. " in result.output
    assert "\x1b" not in result.output


def test_a_talk_is_recorded_as_a_story(tmp_path: Path) -> None:
    assert run("chat", "--record", "story.toml", "--at", AT, input="Kreyòl\n1\n").exit_code == 0
    story = tomllib.loads(Path("story.toml").read_text(encoding="utf-8"))
    assert [line["step"] for line in story["line"]] == ["choose_language", "see_practice", "meet_operator"]
    assert story["line"][1]["hear"] == {"text": "Kreyòl"}
    assert story["line"][1]["choices"] == ["understood", "person", "back", "help"]


def test_a_story_never_takes_the_place_of_a_file_that_is_there() -> None:
    Path("story.toml").write_text("mine", encoding="utf-8")
    refused = run("chat", "--record", "story.toml", "--at", AT, input="Kreyòl\n")
    assert (refused.exit_code, "story.toml is there already." in refused.output) == (2, True)
    assert Path("story.toml").read_text(encoding="utf-8") == "mine"


def test_slots_are_listed_closed_opened_and_set() -> None:
    assert run("tick", "--at", AT).exit_code == 0
    rows = json.loads(run("slots", "list", "--site", "mexicali", "--day", "2026-11-25", "--json").stdout)
    assert sum(row["capacity"] for row in rows) == 75
    assert rows[0]["starts_at"] == "2026-11-25T08:00-08:00"
    assert "2 slots closed" in run("slots", "close", "--site", "mexicali", "--day", "2026-11-25").output
    rows = json.loads(run("slots", "list", "--site", "mexicali", "--day", "2026-11-25", "--json").stdout)
    assert [row["open"] for row in rows] == [False, False]
    assert run("slots", "open", "--day", "2026-11-25").exit_code == 0
    assert run("slots", "capacity", "mexicali", "2026-11-25", "08:00", "3").exit_code == 0
    rows = json.loads(run("slots", "list", "--site", "mexicali", "--day", "2026-11-25", "--json").stdout)
    assert rows[0]["capacity"] == 3


def test_what_was_set_by_hand_is_marked_and_stays_until_it_is_reset() -> None:
    run("tick", "--at", AT)
    assert run("slots", "capacity", "mexicali", "2026-11-25", "08:00", "3").exit_code == 0
    assert run("slots", "close", "--site", "mexicali").exit_code == 0
    run("tick", "--at", AT)

    def rows() -> list[tuple[int, bool, bool]]:
        listed = json.loads(run("slots", "list", "--site", "mexicali", "--day", "2026-11-25", "--json").stdout)
        return [(row["capacity"], row["open"], row["by_hand"]) for row in listed]

    assert rows() == [(3, False, True), (37, False, False)]
    assert "back to what the pack says" in run("slots", "reset", "--site", "mexicali", "--at", AT).output
    assert rows() == [(38, True, False), (37, True, False)]


def test_a_closing_with_a_reason_asks_first_and_says_how_many_are_booked_there() -> None:
    talk(TO_TICKET)
    close = ("slots", "close", "--site", "ciudad-juarez", "--day", "2026-11-25", "--reason", "repair")
    refused = run(*close, input="n\n")
    assert (refused.exit_code, "The appointments of 1 person there will not take place" in refused.output) == (1, True)
    listed = json.loads(run("slots", "list", "--site", "ciudad-juarez", "--day", "2026-11-25", "--json").stdout)
    assert [row["open"] for row in listed] == [True, True]
    unasked = run(*close)
    assert (unasked.exit_code, "--yes" in unasked.stderr) == (2, True), "nobody is there to answer"
    assert "1 of them will be told" in unasked.stderr
    closed = run(*close, "--note", "Water pipe burst", input="y\n")
    assert (closed.exit_code, "1 person will be told" in closed.output) == (0, True)
    assert "0 people told" in run("tick").output
    assert "ciudad-juarez 2026-11-25 (closed repair): 3 booked, 0 wanted" in run("tick").output
    (row,) = [row for row in json.loads(run("audit", "list", "--json").stdout) if row["action"] == "slots close"]
    assert [row["detail"][name] for name in ("reason", "note", "told")] == ["repair", "Water pipe burst", "1"]
    assert "0 of them will be told" in run(*close).stderr, "they know"
    assert run(*close[:-1], "because", input="y\n").exit_code == 2
    assert run(*close, "--yes", "--note", "a=b;").exit_code == 2


def test_fewer_seats_than_are_booked_let_nobody_new_in() -> None:
    talk(TO_TICKET)
    fewer = run("slots", "capacity", "ciudad-juarez", "2026-11-25", "13:00", "2")
    assert (fewer.exit_code, fewer.output) == (
        0,
        "ciudad-juarez 2026-11-25 13:00: 2 seats; booked, and staying so: 3\n",
    )


def test_an_import_brings_all_rows_or_none() -> None:
    Path("good.csv").write_text("site,date,time,capacity\nmexicali,2026-12-01,09:30,5\n", encoding="utf-8")
    run("tick")
    assert "1 slot imported" in run("slots", "import", "good.csv").output
    Path("bad.csv").write_text("site,date,time,capacity\nmexicali,2026-12-02,09:30,5\nx,2026-12-02,09:30,5\n")
    result = run("slots", "import", "bad.csv")
    assert result.exit_code == 2
    assert "bad.csv, line 3" in result.output
    rows = json.loads(run("slots", "list", "--site", "mexicali", "--day", "2026-12-02", "--json").stdout)
    assert not [row for row in rows if row["starts_at"].startswith("2026-12-02T09:30")]


@pytest.mark.parametrize(
    "row",
    [
        "mexicali,2026-12-01,09:30:30,5", "mexicali,2026-12-01,9.30,5", "mexicali,0001-01-01,09:30,5",
        "mexicali,9999-12-31,09:30,5", "mexicali,2026-12-01,09:30,-1", "mexicali,2026-12-01,09:30,99999999999999999999",
        "mexicali,2026-12-01,09:30,١٢", "mexicali,2027-03-14,02:30,5", "mexicali,2026-12-01,09:30,5,6",
        "mexicali,2026-12-01,09:30", "mexicali,05/06/2027,09:30,5",
    ],
)  # fmt: skip
def test_a_row_that_no_clock_shows_is_refused_with_its_line(row: str) -> None:
    run("tick")
    Path("bad.csv").write_text(f"site,date,time,capacity\n{row}\n", encoding="utf-8")
    result = run("slots", "import", "bad.csv")
    assert result.exit_code == 2, result.output
    assert "bad.csv, line 2" in result.output


@pytest.mark.parametrize("content", [b"\xff\x00\x01", b"site,date,time,capacity\n" + b'"' + b"x" * 200_000, b""])
def test_a_file_that_is_no_table_is_refused(content: bytes) -> None:
    run("tick")
    Path("bad.csv").write_bytes(content)
    result = run("slots", "import", "bad.csv")
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    "text",
    [
        "site,date,time,capacity\nmexicali,2027-12-01,09:30,5\n,,,\n",
        "site,date,time,capacity,\nmexicali,2027-12-01,09:30,5,\n",
        "site,date,time,capacity\nmexicali , 2027-12-01,9:30,5\n",
        "Site,Date,Time,Capacity\nMexicali,2027/12/1,9:30 AM,5.0\n",
        "site;date;time;capacity\nmexicali;2027-12-01;09:30:00;5\n",
        "site,date,time,capacity\nmexicali,2027-12-01,09:30,5\nMexicali,2027-12-01,9:30,5\n",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_import_reads_what_can_mean_only_one_thing(text: str, charset: str) -> None:
    at = ("--at", "2027-11-22T12:00:00-08:00")
    run("tick", *at)
    Path("seats.csv").write_bytes(text.replace("\n", "\r\n").encode(charset))
    assert run("slots", "import", "seats.csv", *at).output == "1 slot imported\n"
    rows = json.loads(run("slots", "list", "--site", "mexicali", "--day", "2027-12-01", "--json", *at).stdout)
    assert [row["capacity"] for row in rows if row["starts_at"] == "2027-12-01T09:30-08:00"] == [5]


def test_an_import_names_every_mistake_with_its_row_its_column_and_a_fix() -> None:
    at = ("--at", "2027-11-22T12:00:00-08:00")
    run("tick", *at)
    rows = [
        "tijuana,2027-12-02,08:00,52",
        "tijuana,2027-12-02,8:00,5",
        "tijuanna,2027-12-02,08:00,5",
        "tijuana,05/12/2027,08:00,5",
        "tijuana,2027-12-02,8h,5",
        "tijuana,2027-12-02,08:00 09:00,5",
        "tijuana,2027-12-02,08:00,five",
        "tijuana,2027-12-02,08:00",
    ]
    Path("seats.csv").write_text("\n".join(["site,date,time,capacity", *rows]), "utf-8")
    said = run("slots", "import", "seats.csv", *at)
    assert said.exit_code == 2
    assert said.stderr.splitlines() == [
        'seats.csv, line 3: "capacity" is 5, but line 2 gives 52 to the same slot. Delete one of the two lines.',
        'seats.csv, line 4: "site": "tijuanna" is not a site of this pack. Did you mean "tijuana"?',
        'seats.csv, line 5: "date" is "05/12/2027", which can be 2027-05-12 or 2027-12-05. '
        "Write year, month and day: 2026-01-31.",
        'seats.csv, line 6: "time" has "8h", which is not a time. Write them like 09:00 13:30.',
        'seats.csv, line 7: "time" has 2 times. Write one.',
        'seats.csv, line 8: "capacity" is "five", not a number. Write digits only, such as 14.',
        'seats.csv, line 9: "capacity" is missing. Fill in its cell.',
        "Error: Nothing was imported.",
    ]


def test_a_dry_run_shows_what_an_import_would_change_and_changes_nothing() -> None:
    at = ("--at", "2027-11-22T12:00:00-08:00")
    run("tick", *at)
    Path("seats.csv").write_text(
        "site,date,time,capacity\nmexicali,2027-12-02,09:30,5\nmexicali,2027-12-02,10:30,6\n", "utf-8"
    )
    run("slots", "capacity", "mexicali", "2027-12-02", "10:30", "6", *at)
    run("slots", "capacity", "mexicali", "2027-12-03", "10:30", "4", *at)
    before = run("slots", "list", "--json", *at).stdout
    said = run("slots", "import", "seats.csv", "--dry-run", *at)
    assert [line.split() for line in said.output.splitlines()] == [
        ["site", "starts_at", "before", "after", "booked"],
        ["mexicali", "2027-12-02T09:30-08:00", "none", "5", "0"],
        ["2", "slots", "read;", "nothing", "was", "changed"],
    ]
    assert run("slots", "list", "--json", *at).stdout == before
    assert run("slots", "import", "seats.csv", *at).output == "2 slots imported\n"
    assert "All slots have these seats already." in run("slots", "import", "seats.csv", "--dry-run", *at).output


def test_an_import_below_the_booked_seats_shows_them_and_they_stay_booked() -> None:
    talk(TO_TICKET)
    Path("seats.csv").write_text("site,date,time,capacity\nciudad-juarez,2026-11-25,13:00,2\n", "utf-8")
    row = run("slots", "import", "seats.csv", "--at", AT, "--dry-run").output.splitlines()[1]
    assert row.split()[-2:] == ["2", "3"], "two seats after, three booked"
    assert run("slots", "import", "seats.csv", "--at", AT).output == (
        "ciudad-juarez 2026-11-25 13:00: 2 seats; booked, and staying so: 3\n1 slot imported\n"
    )
    slots = json.loads(run("slots", "list", "--site", "ciudad-juarez", "--day", "2026-11-25", "--json").stdout)
    (slot,) = [slot for slot in slots if slot["by_hand"]]
    assert (slot["capacity"], slot["taken"]) == (2, 3)


def test_bookings_are_listed_without_anything_about_people() -> None:
    talk(TO_TICKET)
    rows = json.loads(run("bookings", "list", "--json").stdout)
    assert [set(row) for row in rows] == [{"id", "site", "starts_at", "seats", "state", "moved"}]
    assert rows[0]["seats"] == 3


def test_packs_are_listed_checked_and_shown_on_a_day() -> None:
    assert {row["name"] for row in json.loads(run("packs", "list", "--json").stdout)} == {
        "border-appointments", "cbp-one", "humanitarian-parole", "legal-clinic",
    }  # fmt: skip
    assert run("packs", "check").exit_code == 0
    shown = json.loads(run("packs", "show", "border-appointments", "--on", "2023-02-01", "--json").stdout)
    assert sum(site["seats a day"] for site in shown["sites"]) == 740
    horizon = [p for p in shown["parameters"] if p["name"] == "horizon_days" and p["counts"]]
    assert [(p["value"], p["start"], p["end"]) for p in horizon] == [(14, "2023-01-12", "2023-05-09")]


def test_a_pack_with_a_mistake_is_a_finding_and_cannot_be_talked_to() -> None:
    shutil.copytree(root() / "policy" / "legal-clinic", "mine")
    rules = Path("mine/rules.toml")
    rules.write_text(rules.read_text(encoding="utf-8").replace("urgent = ", "urgentt = "), encoding="utf-8")
    result = run("packs", "check", "mine")
    assert result.exit_code == 1
    assert 'Did you mean "urgent"?' in result.output
    refused = run("chat", "--pack", "mine")
    assert refused.exit_code == 78
    assert "rules.toml" in refused.output


def own_pack(name: str = "mine") -> Path:
    return Path(shutil.copytree(root() / "policy" / "legal-clinic", name))


def test_checking_several_packs_goes_on_after_one_that_is_not_there() -> None:
    folder = own_pack()
    result = run("packs", "check", "nowhere", "mine/pack.toml", "mine")
    assert result.exit_code == 78
    assert "nowhere: there is no such pack." in result.output
    assert "Name the folder: mine" in result.output
    assert "mine: no mistakes" in result.output
    (folder / "cases.toml").unlink()
    result = run("packs", "check", "mine")
    assert result.exit_code == 1
    assert result.output.count("to fix") == 1


def test_a_pack_is_shown_as_the_environment_names_it_and_listed_with_real_booleans(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RANDEVOU_PACK", "legal-clinic")
    assert run("packs", "show").output.startswith("legal-clinic on ")
    rows = json.loads(run("packs", "list", "--json").stdout)
    assert {row["name"]: row["demonstration"] for row in rows} == {
        "border-appointments": True,
        "cbp-one": True,
        "humanitarian-parole": False,
        "legal-clinic": False,
    }


def test_a_packs_own_words_are_checked_and_new_english_is_not_said_to_those_who_read_another_language() -> None:
    head = own_pack() / "pack.toml"
    text = head.read_text(encoding="utf-8").replace("the people who work in the legal clinic", "Maria and Pedro")
    head.write_text(text, encoding="utf-8")
    result = run("words", "check", "mine")
    assert result.exit_code == 1
    assert "mine/words/fr.po, legal-clinic.who_sees: it is not translated. Translate it." in result.output
    said = json.dumps(talk([{"tap": "fr"}, *[{"tap": "continue"}] * 3], "--pack", "mine"), ensure_ascii=False)
    assert "Maria and Pedro" not in said
    assert "l’équipe de la clinique juridique" in said
    assert '"agree"' not in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["chat", "--at", "tomorrow"], 2),
        (["chat", "--at", "2026-11-22T12:00:00"], 2),
        (["chat", "--language", "xx"], 2),
        (["chat", "--at", "9999-12-31"], 2),
        (["chat", "--at", "0001-01-01"], 2),
        (["chat", "--person", "\x07"], 2),
        (["chat", "--record", "nowhere/story.toml"], 2),
        (["slots", "capacity", "tijuana", "2020-11-25", "08:00", "40"], 2),
        (["chat", "--pack", "nowhere"], 78),
        (["chat", "--db", "nowhere/x.db"], 78),
        (["words", "touch", "consent.notice"], 2),
        (["serve", "--unreviewed", "xx"], 78),
        (["serve", "--telegram-webhook", "https://bot.example.org"], 78),
        (["staff", "invite", "ana", "--address", "chat.example.org"], 2),
        (["slots", "close"], 2),
        (["slots", "reset"], 2),
        (["slots", "list", "--site", "nowhere"], 2),
        (["slots", "close", "--site", "tijuana", "--day", "1999-01-01"], 1),
        (["nonsense"], 2),
    ],
)
def test_every_trouble_has_its_code_and_one_clear_line(words: list[str], code: int) -> None:
    run("tick")
    result = run(*words)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output


def test_a_locked_database_says_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run("tick")
    monkeypatch.setattr("bot.storage.database.BUSY_SECONDS", 0.05)
    holder = sqlite.connect("randevou.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    result = run("tick")
    holder.close()
    assert result.exit_code == 75
    assert "try again" in result.output


def test_about_names_versions_and_whose_data_it_is() -> None:
    printed = run("about").output
    assert "randevou 0.1.0" in printed
    assert f"sqlite {sqlite.written()}" in printed
    assert "INEGI" in printed
    assert "GeoNames" in printed


def test_the_module_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "randevou, version 0.1.0"


def test_a_verb_reads_no_library_that_only_another_one_needs() -> None:
    code = "import sys, bot.cli.tick; print(*{'aiohttp', 'icalendar', 'jinja2', 'rich', 'starlette'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root())
    assert done.stdout.strip() == ""


def verbs_of(group: click.Command) -> dict[str, click.Command]:
    """The verbs of a group; a single verb has none."""
    if not isinstance(group, click.Group):
        return {}
    context = click.Context(group)
    return {name: verb for name in group.list_commands(context) if (verb := group.get_command(context, name))}


def every_verb() -> list[list[str]]:
    found: list[list[str]] = []
    for name, verb in verbs_of(main).items():
        inner = verbs_of(verb)
        found += [[name, sub] for sub, each in inner.items() if not each.hidden] if inner else [[name]]
    return found


@pytest.mark.parametrize("verb", every_verb(), ids=" ".join)
def test_every_verb_has_help_with_an_example(verb: list[str]) -> None:
    printed = run(*verb, "--help").output
    assert "Example: randevou " + " ".join(verb) in printed


TIMELESS = {
    "serve", "packs list", "words check", "words read", "words update", "words export", "words skeleton", "words touch",
    "words add", "words stats", "words preview", "bookings list", "bookings review", "faults", "forget", "keys accept",
    "keys rotate", "keys give-up", "audit list", "audit verify", "about", "clock show", "clock accept", "staff add",
    "staff list", "staff remove", "packs schema", "requests list", "staff invite", "staff role", "staff roles",
    "desk certificate",
}  # fmt: skip
"""Verbs that judge no time. `serve` and `clock` always use the real clock; `audit list` has `--since`."""


@pytest.mark.parametrize("verb", [verb for verb in every_verb() if " ".join(verb) not in TIMELESS], ids=" ".join)
def test_every_verb_that_judges_a_time_can_be_told_which(verb: list[str]) -> None:
    assert "--at" in run(*verb, "--help").output


def with_verbs(command: click.Command) -> list[click.Command]:
    return [command, *verbs_of(command).values()]


def examples() -> list[str]:
    """Return the examples of slots and packs in `--help`, the README and CONTRIBUTING, except imports."""
    printed = [command.epilog or "" for group in verbs_of(main).values() for command in with_verbs(group)]
    pages = [
        (Path(__file__).parents[2] / page).read_text(encoding="utf-8") for page in ("README.md", "CONTRIBUTING.md")
    ]
    named = [line for text in (*printed, *pages) for line in re.findall(r"randevou (?:slots|packs) [^`\n]+", text)]
    commands = (re.split(r"\s{2,}| #| >", line)[0] for line in named if "import" not in line)
    return sorted({command.removeprefix("randevou ") for command in commands})


@pytest.mark.parametrize("years", [0, 1, 30])
def test_no_example_goes_stale(years: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("bot.cli.common.machine_time", lambda: NOW.replace(year=NOW.year + years))
    monkeypatch.chdir(Path(__file__).parents[2])
    shutil.copytree(root() / "policy" / "legal-clinic", tmp_path / "my-clinic")
    assert len(examples()) > 8
    assert {"slots capacity tijuana tomorrow 08:00 40", "packs check my-clinic"} <= set(examples())
    for example in examples():
        for file in ("area.svg", "my-clinic", "randevou.db"):
            example = example.replace(file, str(tmp_path / file))
        words = shlex.split(example)
        database = ["--db", str(tmp_path / "randevou.db")] if words[0] == "slots" else []
        assert run("tick", *database or ["--db", str(tmp_path / "randevou.db")]).exit_code == 0
        assert run(*words, *database).exit_code in (0, 1), example


def test_a_day_can_be_named_from_today_on_by_the_clock_of_the_site() -> None:
    late = "2026-11-25T00:30:00-06:00"  # still the 24th in Tijuana
    assert run("tick", "--at", "2026-11-24T00:30:00-06:00").exit_code == 0
    for day, expected in (("today", "2026-11-24"), ("tomorrow", "2026-11-25")):
        listed = json.loads(run("slots", "list", "--site", "tijuana", "--day", day, "--at", late, "--json").stdout)
        assert {row["starts_at"][:10] for row in listed} == {expected}
    assert run("slots", "capacity", "tijuana", "tomorrow", "08:00", "3", "--at", late).output.startswith(
        "tijuana 2026-11-25 08:00: 3"
    )


@pytest.mark.parametrize("verb", ["list", "open", "close", "reset"])
def test_a_day_in_words_that_is_not_the_same_at_all_sites_is_refused(verb: str) -> None:
    late = "2026-11-25T00:30:00-06:00"  # still the 24th in Tijuana
    assert run("tick", "--at", late).exit_code == 0
    refused = run("slots", verb, "--day", "tomorrow", "--at", late)
    assert refused.exit_code == 2
    assert "2026-11-25 at tijuana" in refused.stderr
    assert "2026-11-26 at reynosa" in refused.stderr
    assert run("slots", verb, "--day", "2026-11-26", "--at", late).exit_code == 0


def test_a_pack_is_shown_as_of_the_day_of_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.packs.machine_time", lambda: datetime(2026, 11, 23, 3, tzinfo=UTC))
    assert run("packs", "show", "legal-clinic").output.startswith("legal-clinic on 2026-11-22"), "it is in Tijuana"


def test_a_pack_that_ships_is_checked_as_of_its_release_and_warns_ahead_of_what_will_be_over() -> None:
    assert run("packs", "check", "legal-clinic").stderr == ""
    shutil.copytree(root() / "policy" / "legal-clinic", "mine")
    assert run("packs", "check", "mine", "--at", "2027-03-22").stderr == ""
    ahead = run("packs", "check", "mine", "--at", "2027-03-24")
    assert (ahead.exit_code, ahead.stderr.count("it is shown until 2027-05-22")) == (0, 4)
    assert ahead.stderr.count("its last check counts until 2027-05-22") == 1, "an emergency number stays"


@pytest.mark.parametrize("name", ["legal-clinic", "mine"])
def test_contacts_to_check_within_so_many_days_are_a_finding_for_who_asks(name: str) -> None:
    shutil.copytree(root() / "policy" / "legal-clinic", "mine")
    in_time = run("packs", "check", name, "--at", "2027-03-23", "--ahead", "60")
    assert (in_time.exit_code, in_time.output) == (0, f"{name}: no mistakes\n")
    late = run("packs", "check", name, "--at", "2027-03-24", "--ahead", "60")
    assert (late.exit_code, late.stdout.count("2027-05-22"), late.stderr) == (1, 5, "")
    assert run("packs", "check", name, "--at", "2027-03-24", "--ahead", "59").exit_code == 0
    over = run("packs", "check", "mine", "--at", "2027-06-01", "--ahead", "60")
    assert over.stdout.count("its last check counts until") == 1, "nothing is said twice"


@pytest.mark.parametrize(("day", "warnings"), [("2027-04-22", 0), ("2027-04-23", 5), ("2028-01-01", 5)])
def test_tick_and_serve_warn_thirty_days_ahead_of_contacts_to_check(
    day: str, warnings: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ticked = run("tick", "--pack", "legal-clinic", "--at", f"{day}T12:00:00-07:00")
    assert (ticked.exit_code, ticked.stderr.count('contacts.csv, contact "')) == (0, warnings)
    monkeypatch.setattr("bot.cli.common.machine_time", lambda: datetime.fromisoformat(f"{day}T12:00:00-07:00"))
    monkeypatch.setenv("RANDEVOU_TELEGRAM_TOKEN", "1:x")
    monkeypatch.setenv("RANDEVOU_UNREVIEWED", " ".join(LANGUAGES))
    with only_one(tmp_path / "randevou.db", "1"):
        started = run("serve", "--pack", "legal-clinic", "--db", str(tmp_path / "randevou.db"))
    assert started.exit_code == 78, "another server runs this bot"
    assert started.output.count('contacts.csv, contact "') == warnings


def test_a_live_pack_is_served_in_no_language_that_no_native_has_heard_unless_it_is_named(tmp_path: Path) -> None:
    serve = ("serve", "--pack", "legal-clinic", "--db", str(tmp_path / "randevou.db"))
    first, *others = LANGUAGES
    refused = run(*serve, RANDEVOU_TELEGRAM_TOKEN="1:x", RANDEVOU_UNREVIEWED=" ".join(others))
    assert (refused.exit_code, refused.stderr.count("Warning: ")) == (78, len(LANGUAGES))
    assert refused.stderr.rstrip().endswith(f"take it upon yourself: --unreviewed {first}.")
    with only_one(tmp_path / "randevou.db", "1"):
        started = run(*serve, RANDEVOU_TELEGRAM_TOKEN="1:x", RANDEVOU_UNREVIEWED=" ".join(LANGUAGES))
    assert "Another server" in started.stderr
    with only_one(tmp_path / "randevou.db", "1"):
        practice = run("serve", "--demo", "--db", str(tmp_path / "randevou.db"), RANDEVOU_TELEGRAM_TOKEN="1:x")
    assert "Another server" in practice.stderr


def test_in_a_later_year_a_shipped_pack_is_a_warning_and_a_pack_of_ones_own_a_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(root() / "policy" / "legal-clinic", "mine")
    monkeypatch.setattr("bot.cli.common.machine_time", lambda: NOW.replace(year=2028))
    shipped = run("packs", "check", "legal-clinic")
    assert (shipped.exit_code, "Warning" in shipped.stderr) == (0, True)
    assert run("packs", "check", "mine").exit_code == 1
