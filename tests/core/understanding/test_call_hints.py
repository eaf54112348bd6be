"""Half a call is worth a question back: the words of a hint open nothing, and figures of speech are no hint."""

import pytest

from bot.core.conversation.calls import CALLED
from bot.core.conversation.needs import PAGE_OF
from bot.core.conversation.pages.ask_back import BUTTONS
from bot.core.understanding.call_hints import hinted
from bot.core.understanding.calls import SCENARIOS, Calls, Scenario, Sheet, heard
from bot.settings import root
from bot.storage.files.calls import load_calls

CALLS = load_calls(root() / "locales")


@pytest.mark.parametrize(
    ("language", "said", "scenario"),
    [("en", "there was someone with bruises at the corner", "killed"),
     ("en", "the medicine and my aunt", "doctor_medicine"), ("es", "un pleito en la esquina", "killed"),
     ("es", "la insulina y mi tía", "doctor_medicine")],
)  # fmt: skip
def test_half_a_call_is_a_hint_and_no_call(language: str, said: str, scenario: str) -> None:
    assert hinted(said, CALLS, language)[0] == scenario
    assert not heard(said, CALLS, language)


@pytest.mark.parametrize("said", ["no bruises", "my battery is dead", "in the movie they shoot", "see you tomorrow"])
def test_what_is_denied_a_figure_of_speech_or_told_is_no_hint(said: str) -> None:
    assert not hinted(said, CALLS, "en")


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
