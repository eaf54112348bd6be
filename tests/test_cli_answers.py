"""`randevou understand` and `randevou place`: one answer for one text, and one a line for many."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str, input: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=input)


def lines(verb: str, asked: list[Any], *words: str) -> tuple[list[dict[str, Any]], int]:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in asked)
    result = run(verb, "--jsonl", *words, input=text)
    return [json.loads(line) for line in result.stdout.splitlines()], result.exit_code


def test_each_line_is_understood_in_order() -> None:
    asked = [
        {"text": "wi", "language": "ht", "kind": "yes_no"},
        {"text": "panyòl", "language": "ht", "kind": "language"},
        {"text": "treinta y dos", "language": "es", "kind": "number"},
        {"text": "mardi", "language": "fr", "kind": "weekday"},
        {"text": "el 25", "language": "es", "kind": "date", "at": "2026-11-22T21:00:00-08:00"},
        {"text": "borra mis datos", "language": "es", "kind": "command"},
        {"text": "asdf", "language": "en", "kind": "command"},
        {"text": "vandrdi", "language": "ht", "kind": "weekday"},
    ]
    answers, code = lines("understand", asked)
    assert answers == [
        {"meaning": "yes", "sure": True},
        {"meaning": "es", "sure": True},
        {"meaning": 32, "sure": True},
        {"meaning": 2, "sure": True},
        {"meaning": "2026-11-25", "sure": True},
        {"meaning": "forget", "sure": True},
        {"meaning": None, "sure": False},
        {"meaning": 5, "sure": False},
    ]
    assert code == 0


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("nope", "line 2: this is not JSON."),
        ("[]", "line 2: this is no JSON object."),
        ("[" * 50_000, "line 2: this is not JSON."),
        ({"language": "ht", "kind": "date"}, 'line 2: "text" is missing.'),
        ({"text": "x", "kind": "date"}, 'line 2: "language" is missing.'),
        ({"text": "x", "language": "ht"}, 'line 2: "kind" is missing.'),
        ({"text": None, "language": "ht", "kind": "date"}, 'line 2: "text" is no text.'),
        ({"text": "x", "language": "ht", "kind": "shoe"}, "line 2: \"kind\" is 'shoe'; it must be one of yes_no"),
        (
            {"text": "x", "language": "\ud800", "kind": "date"},
            "line 2: \"language\" is '\\ud800'; it must be one of en",
        ),
        ({"text": "x", "language": "ht", "kind": "date", "at": "x"}, 'line 2: "at" is no day.'),
    ],
)
def test_a_bad_line_is_named_and_stops_nothing(line: object, fault: str) -> None:
    good = {"text": "no", "language": "es", "kind": "yes_no"}
    answers, code = lines("understand", [good, line, good])
    assert [answers[0], answers[2]] == [{"meaning": "no", "sure": True}] * 2
    assert list(answers[1]) == ["error"]
    assert answers[1]["error"].startswith(fault)
    assert code == 1


def test_one_answer_is_said_to_a_person_or_as_json() -> None:
    words = ("understand", "apre demen", "--language", "ht", "--kind", "date", "--at", "2026-11-22")
    assert run(*words).stdout == "2026-11-24\n"
    assert json.loads(run(*words, "--json").stdout) == {"meaning": "2026-11-24", "sure": True}
    assert run("understand", "tuesdya", "--kind", "weekday").stdout == "2, not sure: ask back\n"
    assert run("understand", "blah", "--kind", "weekday").stdout == "not understood\n"


@pytest.mark.parametrize(
    "words",
    [("x",), ("--kind", "date"), ("x", "--kind", "date", "--at", "soon"), ("x", "--kind", "date", "--language", "xx")],
)
def test_a_question_that_lacks_something_is_a_usage_error(words: tuple[str, ...]) -> None:
    assert run("understand", *words).exit_code == 2
