"""A shelter adds words for calls for help in a file of its pack: they are heard in the chat, and take nothing away."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.core.conversation.events import Arrived, Said, Tapped
from bot.storage.files.packs import check_pack, load_pack, revision
from tests.conftest import POLICY, OpenApp
from tests.services.conversation.test_respond import keys, talk_at

LOCAL = """[concepts]
local_gang = ["la maña", "los de la letra"]

[followed]
examples = ["la maña anda tras nosotros", "los de la letra preguntan por mí"]
together = ["local_gang"]
"""
SENTENCE = "la maña anda por el albergue"
DAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(POLICY / "legal-clinic", tmp_path / "shelter")


def write(folder: Path, words: str, language: str = "es") -> Path:
    (folder / "calls").mkdir(exist_ok=True)
    (folder / "calls" / f"{language}.toml").write_text(words, "utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    return [str(mistake) for mistake in check_pack(folder, DAY)]


def first_key(open_app: OpenApp, folder: Path, text: str, language: str = "es") -> str:
    talk = talk_at(open_app(load_pack(folder)), [Arrived(), Tapped(language), Tapped("continue"), Tapped("agree")])
    return keys(talk.hear(Said(text)))[0]


def test_a_local_word_is_heard_as_danger_only_with_the_file_of_the_pack(open_app: OpenApp, folder: Path) -> None:
    assert not first_key(open_app, folder, SENTENCE).startswith("danger.")
    before = revision(folder)
    write(folder, LOCAL)
    assert revision(folder) != before
    assert faults(folder) == []
    assert first_key(open_app, folder, SENTENCE).startswith("danger.")
    assert first_key(open_app, folder, "me siguen unos hombres").startswith("danger.")


def test_a_pack_that_extends_it_hears_the_same_words(open_app: OpenApp, folder: Path) -> None:
    write(folder, LOCAL)
    branch = folder.parent / "branch"
    branch.mkdir()
    (branch / "pack.toml").write_text('id = "branch"\nextends = "shelter"\n', "utf-8")
    assert first_key(open_app, branch, SENTENCE).startswith("danger.")


WRONG = """[spellings]
"cita" = ["sita"]

[concepts]
not = ["nunca jamás"]
idle = ["los de aquí"]

[folowed]
examples = ["nos siguen"]
together = ["not"]

[figures]
examples = ["una broma"]
together = ["not"]

[followed]
examples = []
together = ["gang_of_here"]
"""


def test_a_file_that_changes_more_than_it_adds_is_refused_with_each_mistake(folder: Path) -> None:
    found = faults(write(folder, WRONG))
    assert all("calls/es.toml" in each for each in found)
    for fault in (
        "spellings: a pack adds no spellings.",
        'folowed: the program has no such row. Did you mean "followed"?',
        "figures: the program has no such row.",
        'concepts.not: the language has a concept "not" already.',
        "concepts.idle: no row uses it.",
        'followed.together: there is no concept "gang_of_here".',
        "followed.examples: it is empty.",
    ):
        assert any(fault in each for each in found), (fault, found)


def test_an_example_that_is_not_heard_and_a_word_that_hears_too_much_are_named(folder: Path) -> None:
    wide = LOCAL.replace('"la maña anda tras nosotros"', '"comemos tortillas"').replace('"la maña"', '"cita*"')
    found = faults(write(folder, wide))
    assert any("“comemos tortillas” is not heard." in each for each in found)
    assert any("is heard as followed in es." in each for each in found)


def test_a_key_that_only_the_sheets_of_the_program_have_is_named(folder: Path) -> None:
    (found,) = faults(write(folder, LOCAL + 'hints = ["local_gang"]\n'))
    assert "calls/es.toml, followed.hints: a row has no such key." in found
    assert "Write one of examples, together." in found


def test_words_for_a_language_that_is_not_there_are_named(folder: Path) -> None:
    (found,) = faults(write(folder, LOCAL, "xx"))
    assert 'calls/xx.toml: there is no language "xx".' in found
