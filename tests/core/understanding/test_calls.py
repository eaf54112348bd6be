"""Calls for help are heard inside a sentence, and nothing else is taken for one."""

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.language.text import Text
from bot.core.understanding import calls as understanding
from bot.core.understanding.call_sheets import FIGURES, MARKS, Scenario, Sheet
from bot.core.understanding.calls import SCENARIOS, Calls, Said, heard
from bot.settings import root
from bot.storage.files.calls import load_calls, sheet_file
from bot.storage.files.catalogs import load_catalogs
from bot.storage.files.gazetteer import DATA

LOCALES = root() / "locales"
CALLS = load_calls(LOCALES)
SHEETS = {code: tomllib.loads(sheet_file(LOCALES, code).read_text("utf-8")) for code in CALLS.sheets}
NEGATIONS = tomllib.loads((Path(__file__).parent / "negations.toml").read_text("utf-8"))
URGENT = {"danger", "self_harm"}
EXAMPLES = [(code, id, text) for code, sheet in SHEETS.items() for id in SCENARIOS for text in sheet[id]["examples"]]
each_language = pytest.mark.parametrize("code", CALLS.sheets)
CALLS_FOR_HELP = {"help.danger"}
"""Buttons that are calls for help themselves."""


def alarms(text: str, language: str = "") -> list[str]:
    return [call.scenario for call in heard(text, CALLS, language) if call.kind in URGENT]


@each_language
def test_every_example_is_heard_as_its_scenario(code: str) -> None:
    deaf = [
        text for at, id, text in EXAMPLES if at == code and id not in {c.scenario for c in heard(text, CALLS, code)}
    ]
    assert not deaf


@each_language
def test_danger_and_self_harm_are_heard_before_the_language_is_known_and_in_another_one(code: str) -> None:
    other = "es" if code != "es" else "en"
    for at, id, text in EXAMPLES:
        if at == code and SCENARIOS[id] in URGENT:
            for language in ("", other):
                first = heard(text, CALLS, language)[0]
                assert first.kind == SCENARIOS[id], text
                assert first.language == code or alarms(text, first.language), text


@each_language
def test_a_threat_is_never_self_harm_and_self_harm_is_never_a_threat(code: str) -> None:
    for at, id, text in EXAMPLES:
        if at == code:
            kinds = {call.kind for call in heard(text, CALLS, code)}
            assert not kinds & (URGENT - {SCENARIOS[id]}), text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to die", "self_harm"),
        ("They want to kill me", "danger"),
        ("m pa vle mouri", "danger"),
        ("m vle mouri", "self_harm"),
        ("yo vle touye m", "danger"),
        ("m anvi touye tèt mwen", "self_harm"),
        ("me quieren matar", "danger"),
        ("me quiero matar", "self_harm"),
        ("il veut me tuer", "danger"),
        ("je veux me tuer", "self_harm"),
    ],
)
def test_who_would_do_it_decides(text: str, kind: str) -> None:
    assert {call.kind for call in heard(text, CALLS)} == {kind}


@pytest.mark.parametrize(
    ("text", "code"), [("immigration has my wife and i dont know where", "en"), ("la poli se llevo a mi novio", "es")]
)
def test_whom_the_police_took_is_detained_and_neither_kidnapped_nor_missing(text: str, code: str) -> None:
    assert [call.scenario for call in heard(text, CALLS, code)] == ["relative_detained"]


@each_language
def test_a_figure_of_speech_is_no_call(code: str) -> None:
    assert not [text for text in SHEETS[code][FIGURES]["examples"] if alarms(text, code)]


def test_dying_of_hunger_is_hunger() -> None:
    for text in ("m ap mouri grangou", "me muero de hambre", "je meurs de faim", "I am dying of hunger"):
        assert [call.scenario for call in heard(text, CALLS)] == ["hungry"]


@pytest.mark.parametrize(
    "text", ["yo pran timoun pa m", "frè pa m nan disparèt", "yo touye frè pa m", "yo ap touye m non", "m ap senyen wi"]
)
def test_creole_mine_and_emphasis_are_no_negation(text: str) -> None:
    assert alarms(text, "ht")


@pytest.mark.parametrize("text", ["m gen san dola", "san papye", "nou nan San Luis", "m pa gen san peso"])
def test_creole_san_without_loss_is_no_blood(text: str) -> None:
    assert not alarms(text, "ht")


@pytest.mark.parametrize(
    "text",
    [
        "my uncle is a doctor",
        "the doctor said I am healthy",
        "don't stop",
        "we cook food at home",
        "I paid the rent yesterday",
        "mi tío es doctor",
        "la oficina está junto al hospital",
        "no pares",
        "ayer pagué la renta",
        "cocinamos comida en casa",
    ],
)
def test_a_thing_that_is_only_named_is_no_call(text: str) -> None:
    assert not heard(text, CALLS)


@pytest.mark.parametrize(
    "text",
    [
        "my husband took the kids to his mother",
        "I broke my arm when I was ten",
        "I'm afraid I don't know",
        "my daughter lost her backpack",
        "the president was killed in 2021",
        "mi esposo llevó a los niños con su mamá",
        "me quebré el brazo a los diez años",
        "me temo que no sé",
        "mi hija perdió su mochila",
        "mataron al presidente en 2021",
    ],
)
def test_what_is_told_of_everyday_life_or_of_long_ago_raises_no_alarm(text: str) -> None:
    assert not alarms(text)


@pytest.mark.parametrize("text", ["doctor", "a lawyer", "food please", "un doctor", "abogado", "comida"])
def test_one_or_two_words_ask_for_the_thing(text: str) -> None:
    assert heard(text, CALLS)


# Negation


def listed(kind: str) -> Iterator[tuple[str, str]]:
    for code, texts in NEGATIONS[kind].items():
        yield from ((code, text) for text in texts)


def test_a_negation_that_is_the_sign_of_a_danger_cancels_nothing() -> None:
    calls = [*listed("calls")]
    assert len({text for _, text in calls}) >= 80
    assert not [text for code, text in calls if not (alarms(text, code) and alarms(text))]


def test_a_denied_danger_raises_no_alarm() -> None:
    denials = [*listed("denials")]
    assert len({text for _, text in denials}) >= 150
    assert not [text for code, text in denials if alarms(text, code) or alarms(text)]


def test_negation_everywhere_would_miss_many_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    def anywhere(said: Said, words: set[int]) -> bool:
        return bool(said.signs)

    monkeypatch.setattr(understanding, "denied", anywhere)
    missed = [text for code, text in listed("calls") if not alarms(text, code)]
    assert len(missed) > 60


# How a phrase is written


def sheet(*phrases: str) -> Calls:
    concepts = {**dict.fromkeys(MARKS, ()), "not": ("not", "nobody"), "told": ("in a film",)}
    concepts |= {"pet": ("goat", "old (dog|donkey)", "cat*"), "kill": phrases}
    rows = {id: Scenario((), ("kill",) if id == "killed" else ()) for id in (*SCENARIOS, FIGURES)}
    return Calls({"en": Sheet({"* me": ("*me",), "i *": ("i*",), "kill": ("kil",)}, concepts, rows)})


@pytest.mark.parametrize(
    ("phrase", "text", "is_heard"),
    [
        ("(cut|slit) my (throat|neck)", "they slit my neck", True),
        ("(cut|slit) my (throat|neck)", "they cut my hair", False),
        ("end (my|our|) life", "end life", True),
        ("cut .. throat", "cut the poor little throat", True),
        ("cut .. throat", "cut one two three four throat", False),
        ("cut .. throat", "cut the bread, my throat hurts", False),
        ("cut .. throat", "cut not the throat", False),
        ("kill my *", "kill my goat", True),
        ("kill my *", "kill my", False),
        ("kill*", "he killed, in a film he killed", True),
        ("kill*", "in a film he killed", False),
        ("kill .. <pet>", "kill my goat", True),
        ("kill .. <pet>", "kill my old donkey", True),
        ("kill .. <pet>", "kill my old horse", False),
        ("(<pet>|) dies", "old dog dies", True),
        ("(<pet>|) dies", "dies", True),
        ("<pet> dies", "cats dies", True),
        ("kill me", "killme", True),
        ("kill me", "kilme", True),
        ("i kill", "ikill", True),
        ("kill me", "skillme", False),
    ],
)
def test_a_phrase_holds_choices_and_gaps(phrase: str, text: str, is_heard: bool) -> None:
    assert bool(heard(text, sheet(phrase), "en")) == is_heard


# What is never a call


def test_no_place_is_a_call() -> None:
    """*Matamoros* holds *mata*."""
    names: set[str] = set()
    for file in ("places.tsv", "places-abroad.tsv", "states.tsv"):
        for line in (DATA / file).read_text("utf-8").split("\n")[1:]:
            names |= {name for cell in line.split("\t")[1:3] for name in cell.split(";")}
    assert len(names) > 10_000
    assert not [name for name in names if alarms(name)]


def buttons() -> Iterator[Text]:
    """Yield the label of every choice that is written in the code."""
    for file in (root() / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Choice":
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Call) and getattr(inner.func, "id", "") in ("Text", "Texts"):
                        yield Text(*(ast.literal_eval(each) for each in inner.args[:2]))


@each_language
def test_no_button_is_a_call(code: str) -> None:
    labels = {text.key: load_catalogs(LOCALES)[code].say(text) for text in buttons()}
    assert len(labels) > 60
    assert labels.keys() >= CALLS_FOR_HELP
    assert not [label for key, label in labels.items() if key not in CALLS_FOR_HELP and alarms(label, code)]


# How it is written does not matter


def doubled(text: str, at: int) -> str:
    at %= len(text)
    return text[: at + 1] + text[at] + text[at + 1 :] if text[at].isalpha() else text


def plain(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


@settings(deadline=None)
@given(st.sampled_from(EXAMPLES), st.integers(0, 200), st.sampled_from(["", ".", "!!", " ...", "?!"]))
def test_case_accents_doubled_letters_and_final_punctuation_change_nothing(
    example: tuple[str, str, str], at: int, end: str
) -> None:
    code, _, text = example
    expected = heard(text, CALLS, code)
    for written in (text.upper(), plain(text), doubled(text, at), f"{re.sub('[.!?]+$', '', text)}{end}"):
        assert heard(written, CALLS, code) == expected


@settings(deadline=None)
@given(st.text(max_size=1200), st.sampled_from(["", "en", "es", "ht", "fr", "xx"]))
def test_any_text_gets_an_answer(text: str, language: str) -> None:
    for call in heard(text, CALLS, language):
        assert SCENARIOS[call.scenario] == call.kind


def test_a_call_at_the_end_of_a_long_story_is_heard() -> None:
    assert alarms("we came by bus and then we walked " * 20 + "they want to kill me", "en") == ["killed"]


def test_the_most_urgent_comes_first() -> None:
    text = "I need a lawyer and my husband beats me"
    assert [call.kind for call in heard(text, CALLS, "en")] == ["danger", "help"]


def test_a_phrase_of_signs_alone_is_no_word_and_breaks_nothing() -> None:
    sheet = CALLS.sheets["en"]
    signs = replace(sheet, concepts={**sheet.concepts, "signs": ("'", "?!"), "with_signs": ("(<signs>|) kill me",)})
    assert [call.scenario for call in heard("they want to kill me", Calls({"en": signs}), "en")] == ["killed"]
