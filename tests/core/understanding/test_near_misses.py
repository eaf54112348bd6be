"""Short answers as other programs ask for them: the meaning, and whether it is sure enough not to ask back."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.understanding import number_phrases, phrases
from bot.core.understanding.near_misses import COMMANDS, KINDS, Kind, Understood, understand
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import root
from bot.storage.files.catalogs import load_catalogs

CATALOGS = load_catalogs(root() / "locales")
VOCABULARY = Vocabulary.of(CATALOGS)
LANGUAGES = tuple(CATALOGS)
SUNDAY = date(2026, 11, 22)


def heard(text: str, language: str, kind: Kind) -> tuple[object, bool]:
    found = understand(text, language, kind, SUNDAY, VOCABULARY)
    return (found.meaning.isoformat() if isinstance(found.meaning, date) else found.meaning), found.sure


@pytest.mark.parametrize(
    ("text", "language", "meaning"),
    [
        ("in three days", "en", "2026-11-25"),
        ("3 days from now", "en", "2026-11-25"),
        ("in a week", "en", "2026-11-29"),
        ("in two weeks", "en", "2026-12-06"),
        ("next Tuesday", "en", "2026-11-24"),
        ("the 25th", "en", "2026-11-25"),
        ("the 21st", "en", "2026-12-21"),
        ("tuesday next week", "en", "2026-11-24"),
        ("tomorrow afternoon please", "en", "2026-11-23"),
        ("december twenty five", "en", "2026-12-25"),
        ("en tres días", "es", "2026-11-25"),
        ("dentro de 3 días", "es", "2026-11-25"),
        ("el 25", "es", "2026-11-25"),
        ("el 31", "es", "2026-12-31"),
        ("5/12", "es", "2026-12-05"),
        ("el martes de la próxima semana", "es", "2026-11-24"),
        ("mañana en la mañana", "es", "2026-11-23"),
        ("veinticinco de noviembre", "es", "2026-11-25"),
        ("nan twa jou", "ht", "2026-11-25"),
        ("nan yon semèn", "ht", "2026-11-29"),
        ("le 25", "ht", "2026-11-25"),
        ("25 novanm", "ht", "2026-11-25"),
        ("vennsenk novanm", "ht", "2026-11-25"),
        ("demen maten", "ht", "2026-11-23"),
        ("dans trois jours", "fr", "2026-11-25"),
        ("le 1er décembre", "fr", "2026-12-01"),
        ("le 1er", "fr", "2026-12-01"),
        ("mardi de la semaine prochaine", "fr", "2026-11-24"),
        ("demain après-midi", "fr", "2026-11-23"),
    ],
)
def test_a_day_is_understood_as_people_say_it(text: str, language: str, meaning: str) -> None:
    assert heard(text, language, "date") == (meaning, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("next week", "en"),
        ("yesterday", "en"),
        ("in 0 days", "en"),
        ("in 9999 days", "en"),
        ("32", "en"),
        ("not tuesday", "en"),
        ("in a fortnight", "en"),
        ("la próxima semana", "es"),
        ("en quince días", "es"),
        ("ayer", "es"),
        ("en la mañana", "es"),
        ("no mañana", "es"),
        ("pwochen semèn", "ht"),
        ("nan 15 jou", "ht"),
        ("yè", "ht"),
        ("la semaine prochaine", "fr"),
        ("dans huit jours", "fr"),
        ("hier", "fr"),
        ("31/2", "fr"),
    ],
)
def test_what_names_no_single_day_to_come_is_no_day(text: str, language: str) -> None:
    assert heard(text, language, "date") == (None, False)


@pytest.mark.parametrize(
    ("text", "language", "kind", "meaning"),
    [
        ("25", "en", "date", "2026-11-25"),
        ("sunday", "en", "date", "2026-11-29"),
        ("5/12", "en", "date", "2026-12-05"),
        ("25 novamm", "ht", "date", "2026-11-25"),
        ("vendrdi", "fr", "date", "2026-11-27"),
        ("thrusday", "en", "weekday", 4),
        ("viernez", "es", "weekday", 5),
        ("vandrdi", "ht", "weekday", 5),
        ("mecredi", "fr", "weekday", 3),
        ("twnety", "en", "number", 20),
        ("sinco", "es", "number", 5),
        ("tengo 35 años", "es", "number", 35),
        ("spanich", "en", "language", "es"),
        ("creyol", "ht", "language", "ht"),
        ("nada", "es", "yes_no", "no"),
        ("pa genyen", "ht", "yes_no", "no"),
        ("cancle my appointment", "en", "command", "cancel"),
        ("hello, I really want to talk to a person about my case", "en", "command", "person"),
        ("can you help me with this", "en", "command", "help"),
        ("please erase everything you know", "en", "command", "forget"),
        ("necesito ayuda con esto", "es", "command", "help"),
    ],
)
def test_what_is_guessed_is_not_called_sure(text: str, language: str, kind: Kind, meaning: object) -> None:
    assert heard(text, language, kind) == (meaning, False)


@pytest.mark.parametrize(
    ("text", "language", "meaning"),
    [
        ("I want to talk to a person", "en", "person"),
        ("how do i cancel my appointment", "en", "cancel"),
        ("what do you have about me", "en", "know"),
        ("borra mis datos", "es", "forget"),
        ("quisiera hablar con una persona", "es", "person"),
        ("qué datos tienen de mí?", "es", "know"),
        ("volver al inicio", "es", "restart"),
        ("mwen vle pale ak yon moun", "ht", "person"),
        ("ki sa ou konnen sou mwen", "ht", "know"),
        ("efase tout sa ou konnen sou mwen", "ht", "forget"),
        ("m vle anile randevou m", "ht", "cancel"),
        ("je voudrais parler à quelqu'un", "fr", "person"),
        ("effacez mes données svp", "fr", "forget"),
        ("quel jour est mon rendez-vous", "fr", "status"),
        ("changer de langue", "fr", "language"),
    ],
)
def test_a_command_is_understood_in_own_words(text: str, language: str, meaning: str) -> None:
    assert heard(text, language, "command") == (meaning, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I do not want to cancel my appointment", "en"),
        ("don't delete my data", "en"),
        ("what is your name", "en"),
        ("no quiero cancelar mi cita", "es"),
        ("m pa vle anile randevou m", "ht"),
        ("pa efase done m yo", "ht"),
        ("je ne veux pas annuler mon rendez-vous", "fr"),
        ("hello", "en"),
        ("stop", "en"),
        ("/x", "en"),
        ("", "en"),
    ],
)
def test_what_is_denied_or_something_else_is_no_command(text: str, language: str) -> None:
    assert heard(text, language, "command") == (None, False)


ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def test_english_numbers_up_to_99_are_known() -> None:
    names = ["zero", *ONES[1:], *TEENS, *(f"{ten} {one}".strip() for ten in TENS for one in ONES)]
    assert [heard(name, "en", "number") for name in names] == [(n, True) for n in range(100)]


@pytest.mark.parametrize(
    ("language", "named"),
    [
        (
            "es",
            {
                16: "dieciséis",
                21: "veintiuno",
                22: "veintidos",
                31: "treinta y uno",
                55: "cincuenta y cinco",
                70: "setenta",
                99: "noventa y nueve",
            },
        ),
        (
            "ht",
            {
                21: "venteyen",
                22: "vennde",
                25: "venn senk",
                35: "trannsenk",
                46: "karant sis",
                58: "senkantuit",
                70: "swasanndis",
                71: "swasannonz",
                77: "swasanndisèt",
                80: "katreven",
                92: "katrevendouz",
                99: "katrevendiznèf",
            },
        ),
        (
            "fr",
            {
                21: "vingt et un",
                31: "trente et une",
                45: "quarante-cinq",
                70: "soixante-dix",
                71: "soixante et onze",
                75: "soixante quinze",
                80: "quatre-vingts",
                81: "quatre vingt un",
                91: "quatre-vingt-onze",
                99: "quatre-vingt-dix-neuf",
            },
        ),
    ],
)
def test_number_words_of_the_other_languages_are_known(language: str, named: dict[int, str]) -> None:
    assert {n: heard(name, language, "number")[0] for n, name in named.items()} == {n: n for n in named}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_the_hundred_numbers_has_one_meaning_only(language: str) -> None:
    places = CATALOGS[language].hear(number_phrases.NUMBERS)
    assert len(places) == 100
    for n, place in enumerate(places):
        for name in place.split("/"):
            assert heard(name, language, "number") == (n, True), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_and_no_are_never_mended_nor_swapped(language: str) -> None:
    for meaning, opposite in (("yes", "no"), ("no", "yes")):
        for spoken in LANGUAGES:
            for word in CATALOGS[spoken].hear(phrases.ANSWERS[meaning]):
                assert heard(word, language, "yes_no")[0] != opposite, word
                for missed in (f"{word}q", f"x{word}"):
                    assert heard(missed, language, "yes_no") == (None, False), missed


@example("2200000000", "en", "date")
@given(st.text(max_size=300), st.sampled_from(LANGUAGES), st.sampled_from(KINDS))
def test_any_text_gets_an_answer_of_its_kind(text: str, language: str, kind: Kind) -> None:
    found = understand(text, language, kind, SUNDAY, VOCABULARY)
    assert isinstance(found, Understood)
    assert not (found.sure and found.meaning is None)
    match kind:
        case "date":
            assert found.meaning is None or isinstance(found.meaning, date)
        case "number" | "weekday":
            assert found.meaning is None or isinstance(found.meaning, int)
        case "command":
            assert found.meaning in (None, *COMMANDS)
        case "language":
            assert found.meaning in (None, *LANGUAGES)
        case "yes_no":
            assert found.meaning in (None, "yes", "no", "unsure")
