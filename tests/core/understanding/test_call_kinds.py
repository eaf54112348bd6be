"""To which kind of call a text leans, by the examples of the sheets, and what sounds like danger and is none."""

from dataclasses import replace

import pytest

from bot.core.conversation.calls import CALLED, called
from bot.core.conversation.pages.ask_back import CALL
from bot.core.conversation.state import World
from bot.core.understanding.call_examples import FEWEST
from bot.core.understanding.call_kinds import Leaning, leaning
from bot.core.understanding.call_sheets import FIGURES
from bot.core.understanding.call_spellings import plain
from bot.core.understanding.calls import SCENARIOS, Calls
from bot.settings import root
from bot.storage.files.calls import load_calls

CALLS = load_calls(root() / "locales")
each_language = pytest.mark.parametrize("language", CALLS.sheets)


@each_language
def test_every_example_of_danger_and_self_harm_opens_its_page_and_is_never_asked_back(
    world: World, language: str
) -> None:
    asked = []
    for id, row in CALLS.sheets[language].rows.items():
        for text in row.examples if SCENARIOS.get(id) in CALLED else ():
            over = called(text, language, world)
            if over is None or over.page == CALL:
                asked.append(text)
    assert not asked


@each_language
def test_an_example_that_is_harmless_is_far_from_danger(language: str) -> None:
    harmless = CALLS.sheets[language].rows[FIGURES].examples
    urgent = [text for text in harmless if leaning(text, CALLS, language).is_urgent]
    assert not urgent


def test_what_sounds_like_danger_and_is_like_harmless_sentences_is_asked_back(world: World) -> None:
    said = "they want to kill me at chess again on sunday"
    assert called(said, "en", world) == called("they want to kill me", "en", world)
    sheet = CALLS.sheets["en"]
    more = [f"{who} will win at chess again on {day}" for who in ("they", "we") for day in ("sunday", "monday")]
    more += [f"they want to beat me at chess again on {day}" for day in ("sunday", "monday", "friday")]
    figures = replace(sheet.rows[FIGURES], examples=(*sheet.rows[FIGURES].examples, *more * 9))
    learned = Calls({**CALLS.sheets, "en": replace(sheet, rows={**sheet.rows, FIGURES: figures})})
    taught = replace(world, read_calls=lambda: learned)
    over = called(said, "en", taught)
    assert over
    assert over.page == CALL
    plain = called("they want to kill me", "en", taught)
    assert plain
    assert plain.page == "danger", "a plain call opens at once, whatever was learned"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "they hold me in a house and I want to die"), ("es", "me tienen encerrada y me quiero morir"),
     ("ht", "yo fèmen m nan yon kay, mwen vle mouri"), ("fr", "ils me retiennent ici et je veux mourir")],
)  # fmt: skip
def test_danger_and_self_harm_in_one_text_are_asked_back_and_neither_swallows_the_other(
    world: World, language: str, said: str
) -> None:
    over = called(said, language, world)
    assert over
    assert over.page == CALL


@each_language
def test_a_sentence_of_the_list_leans_to_its_row(language: str) -> None:
    sheet = CALLS.sheets[language]
    harmless = {plain(text) for text in (*sheet.rows[FIGURES].examples, *sheet.learned[FIGURES])}
    for id, sentences in sheet.learned.items():
        assert len(sentences) > 10, id
        for text in sentences:
            leans = leaning(text, CALLS, language)
            if plain(text) in harmless:
                assert leans == Leaning(is_doubtful=True), text
            else:
                assert leans.is_urgent if SCENARIOS[id] in CALLED else leans.is_other, text


@each_language
def test_a_few_words_and_a_language_without_a_sheet_lean_to_nothing(language: str) -> None:
    few = ["they", "kill", "me"][: FEWEST - 1]
    for leans in (leaning(" ".join(few), CALLS, language), leaning("they want to kill me", CALLS, "xx")):
        assert leans == Leaning()
        assert not any(leans)
