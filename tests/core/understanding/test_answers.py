"""The meaning of typed words: a labelled corpus, and rules that hold for any text."""

import csv
from datetime import date, time
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.message import Choice
from bot.core.language.text import Catalog, Day, Heard, Text
from bot.core.understanding import answers, nationalities, numbers_and_dates, phrases
from bot.core.understanding.choosing import choose
from bot.core.understanding.vocabulary import Vocabulary, fold_answer
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs

CATALOGS = load_catalogs(root() / "locales")
VOCABULARY = Vocabulary.of(CATALOGS)
LANGUAGES = tuple(CATALOGS)
TODAY = date(2026, 11, 22)
with (Path(__file__).parent / "answers.csv").open(encoding="utf-8") as file:
    CORPUS = list(csv.DictReader(file))


def understood(text: str, language: str, kind: str, at: str) -> object:
    match kind:
        case "language":
            return answers.language_named(text, VOCABULARY)
        case "day":
            return numbers_and_dates.day(text, VOCABULARY, language, date.fromisoformat(at))
        case "clock":
            offered = [time.fromisoformat(hour) for hour in at.split()]
            found = numbers_and_dates.clock(text, VOCABULARY, language, offered)
            return found and f"{found:%H:%M}"
        case "country":
            return nationalities.country(text, VOCABULARY, language)
    reader = numbers_and_dates if kind in ("number", "weekday") else answers
    return getattr(reader, kind)(text, VOCABULARY, language)


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: f"{row['kind']}-{row['language']}-{row['text']}")
def test_a_typed_answer_means_what_people_mean_by_it(row: dict[str, str]) -> None:
    meaning = understood(row["text"], row["language"], row["kind"], row["at"])
    assert str("" if meaning is None else meaning) == row["meaning"]


def test_the_corpus_is_large_and_covers_every_language_and_kind() -> None:
    pairs = {(row["language"], row["kind"]) for row in CORPUS}
    assert len(CORPUS) >= 600
    assert {language for language, _ in pairs} <= set(LANGUAGES)
    assert {kind for _, kind in pairs} >= {"yes_no", "none", "command", "language", "number", "day", "clock"}


def heard(words: Heard, language: str) -> tuple[str, ...]:
    return CATALOGS[language].hear(words)


def test_no_word_for_yes_is_a_no_in_any_conversation_and_the_other_way_round() -> None:
    for meaning, opposite in (("yes", "no"), ("no", "yes")):
        for spoken, conversation in product(LANGUAGES, LANGUAGES):
            for word in heard(phrases.ANSWERS[meaning], spoken):
                assert answers.yes_no(word, VOCABULARY, conversation) != opposite, (word, conversation)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_yes_and_a_no_in_one_breath_are_never_a_yes(language: str) -> None:
    yes, no = (heard(phrases.ANSWERS[meaning], language) for meaning in ("yes", "no"))
    for one, other in product(yes, no):
        for both in (f"{one} {other}", f"{other}, {one}"):
            assert answers.yes_no(both, VOCABULARY, language) != "yes", both


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_list_is_understood_in_its_own_language(language: str) -> None:
    for meaning in ("yes", "no", "unsure"):
        for word in heard(phrases.ANSWERS[meaning], language):
            assert answers.yes_no(word, VOCABULARY, language) == meaning, word
    for id, list_ in phrases.COMMANDS.items():
        for word in heard(list_, language):
            assert answers.command(word, VOCABULARY, language) == id, word


READERS = ("yes_no", "none", "command", "language", "number", "weekday", "day", "clock", "country")
ANY_WORD = st.sampled_from(
    sorted({word for language in LANGUAGES for list_ in phrases.ANSWERS.values() for word in heard(list_, language)})
)
ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.one_of(ANY_WORD, st.sampled_from(["12", "/", "²", "25/11", "٣", "m", "pa", "wi", "non", "\u202e"]))
    ).map(" ".join),
)


@given(text=ANY_TEXT, language=st.sampled_from(LANGUAGES))
def test_no_text_is_too_strange_to_be_read(text: str, language: str) -> None:
    for kind in READERS:
        understood(text, language, kind, "" if kind == "clock" else TODAY.isoformat())
    choices = (Choice("yes", "Wi"), Choice("no", "Non"), Choice("2", "2"))
    assert choose(text, choices, CATALOGS[language], VOCABULARY) in (None, *choices)
    assert fold_answer(fold_answer(text)) == fold_answer(text)
    assert len(answers.quotable(text)) <= answers.LONGEST_QUOTE + 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_near_miss_of_yes_or_no_is_asked_again(language: str) -> None:
    for meaning in ("yes", "no"):
        for word in heard(phrases.ANSWERS[meaning], language):
            for missed in (f"{word}q", f"x{word}", f"{word} zzz", f"{word} 3"):
                assert answers.yes_no(missed, VOCABULARY, language) is None, missed


# Choices on the screen

LIST = (
    Choice("yes", Text("list.yes", "Yes, one or more")),
    Choice("none", Text("list.none", "None of these")),
    Choice("unsure", Text("choice.unsure", "I am not sure")),
    Choice("explain", Text("list.explain", "Explain the list")),
    Choice("back", Text("choice.back", "Back"), aside=True),
    Choice("help", Text("choice.help", "Help"), aside=True),
)
SITES = (
    Choice("tij", "Tijuana / San Ysidro"),
    Choice("mex", "Mexicali / Calexico"),
    Choice("nog", "Nogales"),
    Choice("jua", "Ciudad Juárez / El Paso"),
    Choice("done", Text("test.done", "Done")),
)
SIZES = (Choice("1", Text("test.one", "Just me")), *(Choice(str(n), str(n)) for n in (2, 3)), Choice("more", "More"))
SAFE = (Choice("safe", "I have a safe place"), Choice("unsafe", "I have no safe place"))
CONSENT = (Choice("agree", "I agree"), Choice("more", "Tell me more"), Choice("decline", "No, only information"))
WHO = (Choice("me", "Yes, it is me"), Choice("other", "I am someone else"), Choice("hide", "Hide"))
DAYS = tuple(Choice(f"d{n}", Text("test.day", "{day}", day=Day(date(2026, 11, n), short=True))) for n in (25, 26, 27))
TIMES = (Choice("morning", "8:00 am (8:00)"), Choice("noon", "1:00 pm (13:00)"))


@pytest.mark.parametrize(
    ("screen", "text", "id"),
    [
        *((LIST, text, "yes") for text in ("yes", "Yes, one or more", "1", "one or more", "sí")),
        *((LIST, text, "none") for text in ("no", "none", "None of these.", "2", "nada", "zero", "none of thees")),
        *((LIST, text, "unsure") for text in ("maybe", "3", "not sure", "idk", "I'm not sure")),
        *((LIST, text, "explain") for text in ("4", "explain", "expain the list", "EXPLAIN THE LIST")),
        *((LIST, text, id) for text, id in (("back", "back"), ("help", "help"), ("go back", "back"))),
        *((LIST, text, None) for text in ("5", "6", "0", "-1", "1.5", "yes no", "these", "", "hello")),
        *((SITES, text, "tij") for text in ("tijuana", "Tihuana", "san ysidro", "San Isidro", "1", "one", "tiju")),
        *((SITES, text, "jua") for text in ("juarez", "Juárez", "el paso", "ciudad juarez", "4")),
        *((SITES, text, "nog") for text in ("nogales", "Nogalez", "3")),
        *((SITES, text, "done") for text in ("done", "5", "ok")),
        *((SITES, text, None) for text in ("not nogales", "san", "xal", "6", "no", "tapachula")),
        *((SIZES, text, "1") for text in ("1", "one", "just me", "uno")),
        *((SIZES, text, "2") for text in ("2", "two", "de")[:2]),
        *((SIZES, text, None) for text in ("4", "7", "²", "2.5")),
        *((SAFE, text, "safe") for text in ("I have a safe place", "i have a safe plase", "1")),
        *((SAFE, text, "unsafe") for text in ("I have no safe place", "no safe place", "2")),
        *((SAFE, text, None) for text in ("no", "yes", "safe place", "I don't have a safe place", "not a safe place")),
        *((CONSENT, text, "agree") for text in ("yes", "I agree", "agree", "ok", "agrée", "wi")),
        *((CONSENT, text, "decline") for text in ("no", "No, only information", "non", "no thanks", "3")),
        *((CONSENT, text, "more") for text in ("tell me more", "more", "tell me")),
        *((CONSENT, text, None) for text in ("maybe", "none", "I do not agree at all", "nothing")),
        *((WHO, text, "me") for text in ("yes", "Yes it is me", "yes it's me"[:3])),
        *((WHO, text, id) for text, id in (("someone else", "other"), ("hide", "hide"), ("no", None))),
        *((DAYS, text, "d25") for text in ("25", "1", "Wed 25 Nov", "wed")),
        *((DAYS, text, "d26") for text in ("26 nov", "thu 26", "two")),
        *((DAYS, text, None) for text in ("nov", "28", "24 nov")),
        *((TIMES, text, "noon") for text in ("13:00", "1:00 pm", "2")),
    ],
)
def test_a_choice_may_be_typed(screen: tuple[Choice, ...], text: str, id: str | None) -> None:
    found = choose(text, screen, CATALOGS["en"], VOCABULARY)
    assert (found and found.id) == id


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I am not pregnant"), ("en", "no problem"), ("en", "ok"), ("en", "good"), ("en", "not now"),
        ("es", "no estoy embarazada"), ("es", "ningún problema"), ("es", "todo bien"),
        ("ht", "mwen pa ansent"), ("ht", "pa gen pwoblèm"), ("ht", "poko"), ("ht", "tout bagay bon"), ("ht", "wi non"),
        ("fr", "je ne suis pas enceinte"), ("fr", "aucun problème"), ("fr", "d'accord"),
    ],
)  # fmt: skip
def test_a_sensitive_list_takes_nothing_but_a_plain_answer(language: str, text: str) -> None:
    assert choose(text, LIST, CATALOGS[language], VOCABULARY) is None


@pytest.mark.parametrize(
    ("language", "text", "id"),
    [
        ("ht", "wi", "yes"), ("ht", "okenn", "none"), ("ht", "non", "none"), ("ht", "pa genyen", "none"),
        ("ht", "m pa konnen", "unsure"), ("es", "sí", "yes"), ("es", "ninguna", "none"), ("fr", "oui", "yes"),
        ("fr", "aucune", "none"), ("fr", "oui s'il vous plaît", "yes"), ("es", "no sé", "unsure"),
    ],
)  # fmt: skip
def test_a_plain_answer_to_a_sensitive_list_is_taken(language: str, text: str, id: str) -> None:
    found = choose(text, LIST, CATALOGS[language], VOCABULARY)
    assert found
    assert found.id == id


@pytest.mark.parametrize(
    ("language", "text"), [("es", "si"), ("ht", "wi"), ("ht", "oui"), ("fr", "ouais"), ("ht", "1")]
)
def test_yes_takes_the_yes_of_the_screen_in_every_language(language: str, text: str) -> None:
    found = choose(text, LIST, CATALOGS[language], VOCABULARY)
    assert found is LIST[0]


def test_an_if_in_creole_and_a_no_in_another_language_take_nothing() -> None:
    for text in ("si", "nan", "nou", "pa"):
        assert choose(text, LIST, CATALOGS["ht"], VOCABULARY) is None


def test_words_said_back_are_short_and_hide_nothing() -> None:
    assert answers.quotable("  one\u200b\n two\u202e three\x00 ") == "one two three"
    assert answers.quotable("x" * 500) == "x" * 39 + "…"
    assert answers.quotable("they are at my door") == "they are at …"
    assert answers.quotable("שלום") == "\u2068שלום\u2069"


def test_folding_leaves_letters_digits_and_emoji() -> None:
    assert fold_answer("M’ap ÉCRIRE, cœur-à-cœur… １２ ٣ ² 👍🏽") == "m ap ecrire coeur a coeur 12 3 ² 👍"
    assert fold_answer("siiii nooo") == "si no"
    assert len(fold_answer("a b " * 500)) <= 200


def test_a_language_without_lists_of_its_own_is_heard_in_english() -> None:
    bare = Catalog("xx", "Xx", {}, lambda n: 0, *(CATALOGS["en"].months,) * 2, *(CATALOGS["en"].weekdays,) * 2, {})
    vocabulary = Vocabulary.of({"xx": bare})
    assert answers.yes_no("yes", vocabulary, "xx") == "yes"
    assert answers.yes_no("yes", vocabulary, "unknown") == "yes"
