"""What no matcher hears is near to the examples of its scenario: more examples, better hearing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.understanding.call_examples import FEWEST, Examples
from bot.core.understanding.call_sheets import FIGURES, Sheet
from bot.core.understanding.calls import SCENARIOS, Calls
from bot.core.understanding.likely_calls import likely
from bot.settings import root
from bot.storage.files.calls import empty_rows, load_calls

LOCALES = root() / "locales"
CALLS = load_calls(LOCALES)
LEARNED = {language: Examples(sheet) for language, sheet in CALLS.sheets.items()}
each_language = pytest.mark.parametrize("language", CALLS.sheets)
each_whole_sheet = pytest.mark.parametrize("language", [code for code in CALLS.sheets if not empty_rows(LOCALES, code)])


def with_examples(sheet: Sheet, scenario: str, *examples: str) -> Calls:
    row = sheet.rows[scenario]
    rows = {**sheet.rows, scenario: replace(row, examples=(*row.examples, *examples))}
    return Calls({"en": replace(sheet, rows=rows)})


def halves(sheet: Sheet) -> Iterator[tuple[Sheet, dict[str, tuple[str, ...]]]]:
    """Yield a sheet with every second example, and the examples that it has not seen; then the other way round."""
    for first in (0, 1):
        seen = {id: replace(row, examples=row.examples[first::2]) for id, row in sheet.rows.items()}
        yield replace(sheet, rows=seen), {id: sheet.rows[id].examples[1 - first :: 2] for id in SCENARIOS}


@each_whole_sheet
def test_examples_that_were_not_learned_are_near_to_those_of_their_row(language: str) -> None:
    found = asked = 0
    for sheet, unseen in halves(CALLS.sheets[language]):
        calls = Calls({language: sheet})
        for id, examples in unseen.items():
            long_enough = [text for text in examples if len(text.split()) >= FEWEST]
            asked += len(long_enough)
            found += sum(id in likely(text, calls, language)[:5] for text in long_enough)
    assert found > 0.65 * asked, (found, asked)


def test_one_more_example_is_learned() -> None:
    sheet, said = CALLS.sheets["en"], "the grubwort zumbled our kettle"
    assert not likely(said, CALLS, "en")
    assert likely(said, with_examples(sheet, "asked_money", "a grubwort zumbled my kettle"), "en") == ("asked_money",)


def test_the_likeliest_comes_first() -> None:
    for language, text in (("en", "they sell dates for cash"), ("ht", "yo vann randevou yo")):
        assert likely(text, CALLS, language)[0] == "sold_appointments"


@pytest.mark.parametrize("text", ["", "?!", "help me", "kjh kjh kjh kjh", "Ciudad Juárez Chihuahua", "🙂 🙂 🙂"])
@each_language
def test_few_words_names_and_nonsense_are_likely_to_be_nothing(text: str, language: str) -> None:
    assert likely(text, CALLS, language) == ()


def test_a_language_without_a_sheet_knows_nothing() -> None:
    assert likely("they sell dates for cash", CALLS, "xx") == ()


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300), st.sampled_from(sorted(CALLS.sheets)))
def test_any_text_is_near_by_a_share(text: str, language: str) -> None:
    near = LEARNED[language].near(text)
    assert all(0 <= share <= 1.000001 for share in near.values())
    assert {*likely(text, CALLS, language)} <= {*SCENARIOS}


@settings(deadline=None, max_examples=50)
@given(st.permutations(["they", "sell", "dates", "for", "cash", "in", "town"]), st.sampled_from(["", "!", "..."]))
def test_the_order_of_words_capitals_and_signs_hide_nothing(words: list[str], end: str) -> None:
    assert "sold_appointments" in likely(" ".join(words).upper() + end, CALLS, "en")


@each_language
def test_an_example_that_is_harmless_is_likely_to_be_nothing(language: str) -> None:
    harmless = CALLS.sheets[language].rows[FIGURES].examples
    assert [text for text in harmless if likely(text, CALLS, language)] == []
