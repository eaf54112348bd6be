"""Half a call is worth a question back: the words of a hint open nothing, and figures of speech are no hint."""

import pytest

from bot.core.conversation.calls import CALLED
from bot.core.conversation.needs import BOOKED, PAGE_OF
from bot.core.conversation.pages.ask_back import BUTTONS
from bot.core.understanding.call_hints import hinted
from bot.core.understanding.call_sheets import Scenario, Sheet
from bot.core.understanding.calls import SCENARIOS, Calls, heard
from bot.settings import root
from bot.storage.files.calls import load_calls

CALLS = load_calls(root() / "locales")


@pytest.mark.parametrize(
    ("language", "said", "scenario"),
    [("en", "there was someone with bruises at the corner", "killed"),
     ("en", "the medicine and my aunt", "doctor_medicine"), ("es", "un pleito en la esquina", "killed"),
     ("es", "la insulina y mi tía", "doctor_medicine"),
     ("ht", "gen yon kadav bò ravin nan", "killed"), ("ht", "mari m bwè epi li fache", "beaten_partner"),
     ("ht", "patwon an pa janm ban mwen kòb mwen", "forced_work"),
     ("ht", "gen yon kosyon pou peye", "relative_detained"),
     ("ht", "mesye a pale m de lajan", "asked_money"), ("ht", "yon dòktè", "doctor_medicine"),
     ("ht", "sa twòp mesaj", "stop"), ("ht", "kesyon sa a", "not_understand"),
     ("fr", "du sang par terre devant la porte", "killed"), ("fr", "encore le même homme", "followed"),
     ("fr", "le patron ne me donne jamais mon salaire", "forced_work"),
     ("fr", "mon mari et la police", "relative_detained"),
     ("fr", "une question d'argent", "asked_money"), ("fr", "un docteur", "doctor_medicine"),
     ("fr", "trop de messages", "stop"), ("fr", "cette question", "not_understand"),
     ("en", "my boyfriend drinks and he is jealous", "beaten_partner"), ("en", "this question", "not_understand"),
     ("es", "el patrón nunca me da mi dinero", "forced_work"), ("es", "demasiadas preguntas", "stop")],
)  # fmt: skip
def test_half_a_call_is_a_hint_and_no_call(language: str, said: str, scenario: str) -> None:
    assert hinted(said, CALLS, language)[0] == scenario
    assert not heard(said, CALLS, language)


@pytest.mark.parametrize("said", ["no bruises", "my battery is dead", "in the movie they shoot", "see you tomorrow"])
def test_what_is_denied_a_figure_of_speech_or_told_is_no_hint(said: str) -> None:
    assert not hinted(said, CALLS, "en")


@pytest.mark.parametrize(
    ("language", "said"),
    [("ht", "m fin manje"), ("ht", "kouzen m se polis Ayiti"), ("ht", "m peye taksi a"),
     ("ht", "èske m dwe pote paspò m"),
     ("ht", "doktè a di m anfòm"), ("ht", "m gen san dola"), ("ht", "timoun yo lekòl"), ("ht", "lapli ap tonbe"),
     ("fr", "j'ai fini de manger"), ("fr", "mon cousin est policier au pays"), ("fr", "j'ai payé le loyer"),
     ("fr", "quels papiers il faut"), ("fr", "le docteur dit que je vais bien"), ("fr", "mon frère est au travail"),
     ("fr", "j'envoie de l'argent à ma mère"), ("fr", "il pleut"),
     ("en", "i paid rent already this month"), ("en", "my wife is a nurse"), ("en", "I speak english and some spanish"),
     ("en", "we ate already thanks"), ("en", "Where do I show my passport?"), ("en", "it is raining hard here"),
     ("es", "mi hermano es policia"), ("es", "desayune bien"), ("es", "qué documentos llevo"),
     ("es", "hablo español y poquito ingles"), ("es", "esta lloviendo fuerte"), ("es", "hoy pagué la renta")],
)  # fmt: skip
def test_everyday_sentences_and_answers_are_no_hint(language: str, said: str) -> None:
    assert hinted(said, CALLS, language) == ()


@pytest.mark.parametrize("language", sorted(CALLS.sheets))
def test_every_language_hints_at_all_that_can_be_asked_back_without_an_appointment(language: str) -> None:
    rows = CALLS.sheets[language].rows
    assert {id for id in SCENARIOS if not rows[id].hints} == {*BOOKED}


def test_a_language_without_a_sheet_hints_at_nothing() -> None:
    assert hinted("there was someone with bruises", CALLS, "xx") == ()


def test_a_hint_makes_no_call_and_a_call_needs_no_hint() -> None:
    concepts = {"not": (), "not_after": (), "not_meant": (), "clause": (), "told": (), "common": (), "gun": ("gun",)}
    rows = {id: Scenario((), (), ("gun",) if id == "killed" else ()) for id in (*SCENARIOS, "figures")}
    calls = Calls({"en": Sheet({}, concepts, rows)})
    assert hinted("a gun here", calls, "en") == ("killed",)
    assert heard("a gun here", calls, "en") == ()


def test_whatever_is_hinted_at_can_be_asked_back() -> None:
    hints = {id for sheet in CALLS.sheets.values() for id, row in sheet.rows.items() if row.hints}
    assert hints
    assert not {CALLED.get(SCENARIOS[id]) or PAGE_OF[id] for id in hints} - BUTTONS.keys()
