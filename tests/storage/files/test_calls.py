"""Test the reader of the sheets of calls: what is wrong in one is named with its file, its row and its fix."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.errors import CatalogError
from bot.core.understanding.call_kinds import leaning
from bot.core.understanding.call_sheets import FIGURES
from bot.core.understanding.calls import SCENARIOS, heard
from bot.settings import root
from bot.storage.files.calls import FEWEST, check_calls, load_calls, sheet_file, unread_calls
from bot.storage.files.languages import load_languages
from bot.storage.files.learned_calls import sentences_file

LOCALES = root() / "locales"
Change = Callable[[str, str], list[CatalogError]]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Return what is found when one text of the French sheet is replaced by another one."""
    for file in (LOCALES / "languages.toml", *LOCALES.glob("*/calls*")):
        target = tmp_path / file.relative_to(LOCALES)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(file, target)

    def change(old: str, new: str) -> list[CatalogError]:
        file = sheet_file(tmp_path, "fr")
        text = file.read_text("utf-8")
        assert re.search(old, text, re.DOTALL)
        file.write_text(re.sub(old, lambda _: new, text, count=1, flags=re.DOTALL), "utf-8")
        found = check_calls(tmp_path)
        assert {error.file for error in found} <= {str(file)}
        return found

    return change


def test_the_sheets_of_all_languages_are_complete_and_heard() -> None:
    assert [str(error) for error in check_calls(LOCALES)] == []


def test_every_language_has_every_row_with_enough_examples() -> None:
    for code in load_calls(LOCALES).ears:
        text = sheet_file(LOCALES, code).read_text("utf-8")
        assert {*re.findall(r"^\[(\w+)\]", text, re.MULTILINE)} == {*SCENARIOS, FIGURES, "spellings", "concepts"}


@pytest.mark.parametrize(
    ("old", "new", "key", "fault"),
    [
        (r"\[hungry\]", "[hungri]", "hungry", "this row is missing"),
        (r'examples = \[\n  "J\'ai faim".*?\]', 'examples = ["j\'ai faim"]', "hungry.examples", "it has 1 different"),
        (r"\[hungry\]\nexamples", "[hungry]\nexample", "hungry.example", "a row has no such key"),
        (r'together = \["lawyer"\]', 'together = ["lawier"]', "lawyer.together", 'there is no concept "lawier"'),
        (r'together = \["lawyer"\]', "together = []", "lawyer.together", "it is empty"),
        (r"\nclause = ", "\nclauses = ", "concepts.clause", "every sheet needs it"),
        (r"\nlawyer = ", '\nspare = ["x"]\nlawyer = ', "concepts.spare", "no row uses it"),
        (r"\nlawyer = \[.*?\]", "\nlawyer = 3", "concepts.lawyer", "it is not a list of words"),
        (r"\nlawyer = \[", '\nlawyer = ["(avocat|juge", ', "concepts.lawyer", "a choice is not closed"),
        (r"\nlawyer = \[", '\nlawyer = ["(avocat|(un|une) juge)", ', "concepts.lawyer", "a choice is not closed"),
        (r"\nlawyer = \[", '\nlawyer = ["(avocat|juge .. paix)", ', "concepts.lawyer", 'a choice holds ".."'),
        (r"\nlawyer = \[", '\nlawyer = ["<juge>",', "concepts.lawyer", 'there is no concept "juge" above it'),
        (r"\nlawyer = \[", '\nlawyer = ["<lawyer>",', "concepts.lawyer", 'there is no concept "lawyer" above it'),
        (r"\[spellings\]", "[spellings", "", "it cannot be read"),
        (r"J'ai besoin d'un avocat", "J'ai besoin d'un jardinier", "lawyer.examples", "is not heard"),
        (r"J'ai besoin d'un avocat", "un avocat, ils veulent me tuer", "lawyer.examples", "is heard as killed"),
    ],
)
def test_a_mistake_is_named_with_its_row(changed: Change, old: str, new: str, key: str, fault: str) -> None:
    found = changed(old, new)
    assert key in [error.key for error in found]
    assert any(fault in error.fault and error.fix for error in found)


@pytest.mark.parametrize(
    ("old", "new"), [('together = \\["lawyer"\\]', 'together = ["lawier"]'), ("\\[hungry\\]", "[hungry")]
)
def test_a_sheet_that_cannot_be_used_is_named_and_silences_no_other_language(
    changed: Change, tmp_path: Path, old: str, new: str
) -> None:
    changed(old, new)
    assert list(load_calls(tmp_path).ears) == [code for code in load_languages(LOCALES) if code != "fr"]
    (fault,) = unread_calls(tmp_path)
    assert fault.file == str(sheet_file(tmp_path, "fr"))


@pytest.mark.parametrize(
    ("line", "key", "fault"),
    [
        ("self_harm\ttrop court", "line 2", "“trop court” is too short to be learned."),
        ("selfharm\tje ne veux plus vivre", "line 2", 'the program has no row "selfharm".'),
        ("self_harm je ne veux plus vivre", "line 2", "it is not a row and a sentence."),
        ("self_harm\t", "line 2", "it is not a row and a sentence."),
        ("\tje ne veux plus vivre", "line 2", "it is not a row and a sentence."),
        ("self_harm\tje ne veux\tplus vivre", "line 2", "it is not a row and a sentence."),
    ],
)
def test_a_wrong_line_of_learned_sentences_is_named(
    changed: Change, tmp_path: Path, line: str, key: str, fault: str
) -> None:
    file = sentences_file(tmp_path, "fr")
    file.write_text(f"# what people said\n{line}\n", "utf-8")
    (error,) = check_calls(tmp_path)
    assert (error.file, error.key, error.fault) == (str(file), key, fault)
    assert error.fix


def test_a_sentence_is_learned_without_a_concept_and_in_its_language_alone(changed: Change, tmp_path: Path) -> None:
    said, like_it = "wzkq xvjh qxzw", "wzkq xvjh qxzw encore"
    file = sentences_file(tmp_path, "fr")
    file.write_text("", "utf-8")
    assert not any(leaning(text, load_calls(tmp_path), "fr").is_urgent for text in (said, like_it))
    file.write_text(f"row\tsentence\r\nself_harm\t{said}\r\n\r\n", "utf-8")
    os.utime(file, (1, 1))  # a clock that is coarse may show the same time twice
    calls = load_calls(tmp_path)
    assert check_calls(tmp_path) == []
    assert calls.sheets["fr"].learned["self_harm"] == (said,)
    for text in (said, like_it):
        assert leaning(text, calls, "fr").is_urgent
        assert not heard(text, calls, "fr")
        assert not leaning(text, calls, "es").is_urgent


def test_eight_examples_are_the_least() -> None:
    assert FEWEST == 8
