"""The corpus is well formed: known words in every column, two halves that share no text, places that exist."""

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.storage.files.catalogs import LOCALES
from bot.storage.files.languages import load_languages

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "bot" / "data"
HALVES = {"tuning", "held-out"}
LANGUAGES = load_languages(LOCALES).keys()
PLACE_COLUMNS = ["id", "half", "language", "text", "expect", "place", "state", "country", "tags"]
ANSWER_COLUMNS = ["id", "half", "language", "kind", "text", "at", "meaning", "tags"]
CALL_COLUMNS = ["id", "half", "language", "scenario", "text", "tags"]
SCENARIO_NAMES = """
    threatened killed kidnapped child_missing child_taken relative_missing held forced_work followed afraid
    beaten_partner raped bleeding_ill labour self_harm relative_detained lawyer asked_money paid_already
    sold_appointments cannot_read no_place_tonight hungry doctor_medicine papers_stolen volunteer person not_understand
    stop delete_all none
"""
SCENARIOS = set(SCENARIO_NAMES.split())
SIGNS = {"bleeding_ill", "labour", "self_harm", "child_missing", "relative_missing"}
COMMANDS = {"help", "back", "restart", "language", "status", "cancel", "person", "know", "forget"}
BORDER_STATES = {"US-CA", "US-AZ", "US-NM", "US-TX"}

Row = dict[str, str]


def table(path: Path, delimiter: str = ",") -> list[Row]:
    """Read a table; every row must have as many cells as the first one."""
    with path.open(encoding="utf-8", newline="") as file:
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        rows = list(csv.DictReader(file, delimiter=delimiter, quoting=quoting))
    assert all(None not in row and None not in row.values() for row in rows)
    return rows


def plain(text: str) -> str:
    """Fold case, accents and punctuation; a text without letters or digits stays as it is."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]", " ", letters).split()) or text


PLACES = table(HERE / "places.csv")
ANSWERS = table(HERE / "answers.csv")
CALLS = {path.stem.removeprefix("calls-"): table(path) for path in sorted(HERE.glob("calls-*.csv"))}
TOWNS = {(row["name"], row["state"]) for row in table(DATA / "places.tsv", "\t")}
ABROAD = {(row["name"], row["country"]) for row in table(DATA / "places-abroad.tsv", "\t")}
STATES = {row["iso"] for row in table(DATA / "states.tsv", "\t")} | BORDER_STATES
COUNTRIES = {row["code"] for row in table(DATA / "countries.tsv", "\t")}


def is_meaning(kind: str, meaning: str) -> bool:
    """Return whether a meaning is possible for its kind; an empty meaning is always possible."""
    match kind:
        case _ if not meaning:
            return True
        case "yes_no":
            return meaning in {"yes", "no", "unsure"}
        case "language":
            return meaning in LANGUAGES
        case "number":
            return meaning.isdecimal()
        case "weekday":
            return meaning in set("1234567")
        case "date":
            return bool(date.fromisoformat(meaning))
    return kind == "command" and meaning in COMMANDS


@pytest.mark.parametrize(("rows", "columns"), [(PLACES, PLACE_COLUMNS), (ANSWERS, ANSWER_COLUMNS)])
def test_every_row_has_its_columns_an_id_of_its_own_a_half_a_language_and_a_text(
    rows: list[Row], columns: list[str]
) -> None:
    assert list(rows[0]) == columns
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["half"] for row in rows} == HALVES
    assert {row["language"] for row in rows} == CALLS.keys() <= LANGUAGES
    assert [row for row in rows if not row["text"].strip()] == []


@pytest.mark.parametrize("rows", [PLACES, ANSWERS], ids=["places", "answers"])
def test_no_text_is_in_both_halves_however_case_accents_and_signs_vary(rows: list[Row]) -> None:
    halves: dict[str, set[str]] = {}
    for row in rows:
        halves.setdefault(plain(row["text"]), set()).add(row["half"])
    assert [text for text, in_halves in halves.items() if len(in_halves) > 1] == []


def test_no_row_is_written_twice() -> None:
    places = Counter((row["language"], row["text"]) for row in PLACES)
    answers = Counter((row["language"], row["kind"], row["at"], row["text"]) for row in ANSWERS)
    assert [row for row, times in (places + answers).items() if times > 1] == []


@pytest.mark.parametrize(("rows", "least"), [(PLACES, 230), (ANSWERS, 140)])
def test_each_half_is_large_enough_and_holds_every_language_about_equally(rows: list[Row], least: int) -> None:
    for half in HALVES:
        languages = Counter(row["language"] for row in rows if row["half"] == half)
        assert languages.total() >= least
        assert min(languages.values()) >= 0.8 * max(languages.values())


def test_what_is_expected_of_a_place_fits_what_is_given() -> None:
    for row in PLACES:
        assert row["expect"] in {"found", "ask", "unknown"}, row
        assert row["state"] in STATES | {""}, row
        assert row["country"] in COUNTRIES | {""}, row
        assert not row["state"] or row["state"].startswith(row["country"] + "-"), row
        assert row["expect"] != "found" or row["country"], row
        assert row["expect"] != "unknown" or not row["place"] + row["state"], row


def test_every_place_that_is_to_be_found_is_in_the_data_in_that_state() -> None:
    found = [row for row in PLACES if row["expect"] == "found"]
    for row in found:
        if row["country"] == "MX":
            assert (row["place"], row["state"]) in TOWNS, row
        else:
            assert (row["place"], row["country"]) in ABROAD, row
            assert bool(row["state"]) == (row["country"] == "US"), row


def test_every_name_that_must_be_asked_back_is_the_name_of_a_town() -> None:
    names = {name for name, _ in TOWNS}
    assert [row for row in PLACES if row["expect"] == "ask" and row["place"] and row["place"] not in names] == []


def test_every_answer_means_what_its_kind_can_mean_and_only_a_date_is_seen_from_a_day() -> None:
    for row in ANSWERS:
        assert is_meaning(row["kind"], row["meaning"]), row
        assert bool(row["at"]) == (row["kind"] == "date"), row
        assert not row["at"] or date.fromisoformat(row["at"]), row


def test_every_half_holds_every_kind_with_and_without_a_meaning_in_every_language() -> None:
    held = {(row["half"], row["language"], row["kind"], bool(row["meaning"])) for row in ANSWERS}
    assert len(held) == len(HALVES) * len(CALLS) * 6 * 2


def test_every_call_has_an_id_of_its_own_the_language_of_its_file_and_a_known_scenario() -> None:
    ids = [row["id"] for rows in CALLS.values() for row in rows]
    assert len(set(ids)) == len(ids)
    for language, rows in CALLS.items():
        assert list(rows[0]) == CALL_COLUMNS
        for row in rows:
            assert row["language"] == language, row
            assert row["id"].startswith(f"c-{language}-"), row
            assert row["half"] in HALVES, row
            assert row["scenario"] in SCENARIOS, row
            assert row["text"].strip(), row


@pytest.mark.parametrize("language", CALLS)
def test_every_scenario_has_enough_calls_in_two_equal_halves(language: str) -> None:
    for scenario in SCENARIOS:
        halves = Counter(row["half"] for row in CALLS[language] if row["scenario"] == scenario)
        assert halves.total() >= (150 if scenario == "none" else 20), scenario
        assert abs(halves["tuning"] - halves["held-out"]) <= 1, scenario


@pytest.mark.parametrize("language", CALLS)
def test_enough_negations_are_no_call_and_enough_calls_are_negations(language: str) -> None:
    tagged = [(row["scenario"], row["tags"].split(";")) for row in CALLS[language]]
    assert sum(scenario == "none" and "negation" in tags for scenario, tags in tagged) >= 40
    assert sum(scenario in SIGNS and "sign is a negation" in tags for scenario, tags in tagged) >= 20


@pytest.mark.parametrize("language", CALLS)
def test_no_two_calls_of_a_language_differ_only_in_case_accents_and_signs(language: str) -> None:
    texts = Counter(plain(row["text"]) for row in CALLS[language])
    assert [text for text, times in texts.items() if times > 1] == []
