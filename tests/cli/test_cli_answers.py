"""Test `randevou understand` and `randevou place`: one answer for one text, and one per line for many."""

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
        ("[]", "line 2: this is not a JSON object."),
        ("[" * 50_000, "line 2: this is not JSON."),
        ({"language": "ht", "kind": "date"}, 'line 2: "text" is missing.'),
        ({"text": "x", "kind": "date"}, 'line 2: "language" is missing.'),
        ({"text": "x", "language": "ht"}, 'line 2: "kind" is missing.'),
        ({"text": None, "language": "ht", "kind": "date"}, 'line 2: "text" is not text.'),
        ({"text": "x", "language": "ht", "kind": "shoe"}, "line 2: \"kind\" is 'shoe'; it must be one of yes_no"),
        (
            {"text": "x", "language": "\ud800", "kind": "date"},
            "line 2: \"language\" is '\\ud800'; it must be one of en",
        ),
        ({"text": "x", "language": "ht", "kind": "date", "at": "x"}, 'line 2: "at" is not a date.'),
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
    assert run("understand", "tuesdya", "--kind", "weekday").stdout == "2, not sure: ask again\n"
    assert run("understand", "blah", "--kind", "weekday").stdout == "not understood\n"


@pytest.mark.parametrize(
    "words",
    [("x",), ("--kind", "date"), ("x", "--kind", "date", "--at", "soon"), ("x", "--kind", "date", "--language", "xx")],
)
def test_a_question_that_lacks_something_is_a_usage_error(words: tuple[str, ...]) -> None:
    assert run("understand", *words).exit_code == 2


KEYS = ["outcome", "place", "state", "country", "candidates", "inside"]
COVERED = {"border-appointments": "yes", "cbp-one": "no", "legal-clinic": "yes"}


def placed(*words: str) -> dict[str, Any]:
    result = run("place", *words, "--json")
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    assert list(answer) == KEYS
    return answer


def test_a_town_is_found_with_its_state_and_who_covers_it() -> None:
    assert placed("m nan Tapachoula", "--language", "ht") == {
        "outcome": "found",
        "place": "Tapachula",
        "state": "MX-CHP",
        "country": "MX",
        "candidates": [],
        "inside": COVERED,
    }
    before = placed("Tapachula", "--on", "2024-08-22")
    assert before["inside"] == {"border-appointments": "no", "cbp-one": "no", "legal-clinic": "yes"}
    assert placed("Tapachula", "--on", "2024-08-23")["inside"] == dict.fromkeys(COVERED, "yes")
    assert placed("Acapulco", "--on", "2024-08-23")["inside"]["cbp-one"] == "unclear", "for Mexicans alone"


def test_two_towns_of_one_name_are_candidates() -> None:
    answer = placed("cd hidalgo")
    assert (answer["outcome"], answer["place"], answer["state"], answer["country"]) == ("unsure", None, None, "MX")
    assert {"place": "Ciudad Hidalgo", "state": "MX-CHP", "country": "MX"} in answer["candidates"]
    assert {"place": "Ciudad Hidalgo", "state": "MX-MIC", "country": "MX"} in answer["candidates"]


def test_a_state_or_a_country_alone_is_unsure_and_a_town_abroad_is_found() -> None:
    def known(text: str) -> tuple[str, str | None, str | None, str | None]:
        answer = placed(text)
        return answer["outcome"], answer["place"], answer["state"], answer["country"]

    assert known("chiapas") == ("unsure", None, "MX-CHP", "MX")
    assert known("meksik") == ("unsure", None, None, "MX")
    assert known("Guatemala")[0] == "unsure"
    assert known("San Ysidro") == ("found", "San Ysidro", "US-CA", "US")
    assert known("El Paso, Texas") == ("found", "El Paso", "US-TX", "US")
    assert known("Tecún Umán")[0::3] == ("found", "GT")
    assert known("qwxzkj") == ("unknown", None, None, None)
    assert placed("San Ysidro")["inside"]["border-appointments"] == "no"
    assert placed("Puebla, Puebla")["inside"]["border-appointments"] == "yes"


def test_a_pin_is_found_unsure_near_a_line_or_unknown() -> None:
    def pinned(lat: float, lon: float, accuracy: float = 0.0) -> tuple[str, str | None, str | None, str]:
        words = ("--lat", str(lat), "--lon", str(lon), "--accuracy", str(accuracy), "--on", "2024-09-01")
        answer = placed(*words)
        return answer["outcome"], answer["state"], answer["country"], answer["inside"]["border-appointments"]

    assert pinned(16.75, -93.12) == ("found", "MX-CHP", "MX", "yes")
    assert pinned(16.75, -93.12, 200_000.0)[0] == "unsure"
    assert pinned(18.96, -98.2) == ("found", "MX-PUE", "MX", "unclear")
    assert pinned(18.5, -97.4) == ("found", "MX-PUE", "MX", "no")
    assert pinned(14.6796, -92.1493) == ("unsure", "MX-CHP", "MX", "unclear")
    assert pinned(31.7505, -106.487) == ("unsure", "US-TX", "US", "unclear")
    assert pinned(34.05, -118.24) == ("found", "US-CA", "US", "no")
    assert pinned(22.0, -94.0) == ("unknown", None, None, "no")
    for lat, lon in ((0.0, 0.0), (91.0, -99.0), (19.0, -181.0), (float("nan"), -99.0), (19.0, float("inf"))):
        assert pinned(lat, lon) == ("unknown", None, None, "unclear")


def test_many_places_are_answered_a_line_each() -> None:
    asked = [
        {"text": "Reinosa", "language": "ht"},
        '{"lat": NaN, "lon": 1}',
        {"lat": "19", "lon": 1},
        {"lat": 19.43},
        {"language": "ht"},
        {"lat": 16.75, "lon": -93.12, "accuracy": 100},
        '{"lat": 1' + "0" * 400 + ', "lon": 1}',
        {"text": "\ud800 \x00"},
        {"lat": 16.75, "lon": -93.12, "accuracy": None},
    ]
    answers, code = lines("place", asked)
    assert [answer.get("outcome") or answer["error"].split(":")[0] for answer in answers] == [
        "found", "unknown", "line 3", "line 4", "line 5", "found", "unknown", "unknown", "found",
    ]  # fmt: skip
    assert code == 1


def test_a_person_reads_what_was_understood() -> None:
    assert run("place", "tapachula").stdout.splitlines() == [
        "found: Tapachula, Chiapas, MX",
        "border-appointments covers it: yes",
        "cbp-one covers it: no",
        "legal-clinic covers it: yes",
    ]
    assert "  or: Ciudad Hidalgo, Chiapas, MX" in run("place", "cd hidalgo").stdout


@pytest.mark.parametrize("words", [(), ("--lat", "19"), ("x", "--lat", "19", "--lon", "-99"), ("x", "--jsonl")])
def test_a_place_is_asked_for_in_one_way(words: tuple[str, ...]) -> None:
    assert run("place", *words).exit_code == 2
