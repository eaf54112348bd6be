"""A partner gets files with every text that is to translate, and what is the same as in our packs is translated."""

import shutil
from pathlib import Path

import pytest

from bot.settings import root
from bot.storage.files.packs import found_texts, load_pack
from bot.storage.files.po_files import read
from bot.translators.check import check_pack_words
from bot.translators.skeleton import skeleton
from tests.conftest import LANGUAGES

LOCALES = root() / "locales"
TRANSLATED = LANGUAGES[1:]
"""A language that need not be whole lacks texts of each pack: only these are counted."""
UNTRANSLATED = "it is not translated. Translate it."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "our-clinic"
    shutil.copytree(root() / "policy" / "legal-clinic", copy)
    change(copy / "pack.toml", 'id = "legal-clinic"', 'id = "our-clinic"')
    return copy


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), "utf-8")


def faults(folder: Path) -> list[str]:
    return [str(finding) for finding in check_pack_words(folder, LOCALES) if not finding.hint]


def lacking(folder: Path) -> dict[Path, int]:
    return {file: n for file, n in skeleton(folder, LOCALES).items() if file.stem in TRANSLATED}


def test_a_copy_with_its_own_id_keeps_the_translations_and_asks_for_what_is_new(folder: Path) -> None:
    change(folder / "pack.toml", 'operator = "the legal clinic"', 'operator = "Casa Azul"')
    untranslated = faults(folder)
    assert len(untranslated) == len(TRANSLATED) * len(found_texts(folder))
    assert lacking(folder) == {folder / "words" / f"{code}.po": 1 for code in TRANSLATED}
    assert [fault.partition(": ")[2] for fault in faults(folder)] == ["it is not translated. Translate it."] * len(
        TRANSLATED
    )
    creole = read(folder / "words" / "ht.po").by_key()
    assert creole["our-clinic.operator"].auto_comments[0].startswith("Name, also on buttons: at most 60 characters")
    assert "our-clinic/pack.toml" in creole["our-clinic.operator"].locations[0][0]
    for code in TRANSLATED:
        change(folder / "words" / f"{code}.po", 'msgid "Casa Azul"\nmsgstr ""', 'msgid "Casa Azul"\nmsgstr "Casa Azul"')
    assert not [one for one in check_pack_words(folder, LOCALES) if not one.hint or "look" in one.fault]
    assert set(load_pack(folder).words["ht"]) == set(found_texts(folder))


def test_again_it_changes_nothing_and_new_english_is_marked_with_the_old(folder: Path) -> None:
    skeleton(folder, LOCALES)
    file = folder / "words" / "fr.po"
    change(file, "#. Line or part", "# par Anne\n#. Line or part") if file.read_text().count(
        "#. Line or part"
    ) == 1 else None
    before = file.read_bytes()
    assert set(lacking(folder).values()) == {0}
    assert file.read_bytes() == before
    change(folder / "sites.csv", "Ask anybody who works in the shelter", "Ask at the door of the shelter")
    assert set(lacking(folder).values()) == {1}
    entry = read(file).by_key()["our-clinic.site.clinic.find"]
    assert (entry.fuzzy, str(entry.id).startswith("Ask at the door"), bool(entry.string)) == (True, True, True)
    assert '#| msgid "Ask anybody' in file.read_text("utf-8") or '#| "Ask anybody' in file.read_text("utf-8")


def test_a_pack_whose_texts_are_translated_gets_no_file_and_a_sentence_of_the_bot_stays(tmp_path: Path) -> None:
    copy = tmp_path / "legal-clinic"
    shutil.copytree(root() / "policy" / "legal-clinic", copy)
    assert lacking(copy) == {}
    assert not [file for file in copy.glob("words/*.po") if file.stem in TRANSLATED]
    (copy / "words").mkdir(exist_ok=True)
    own = 'msgid ""\nmsgstr ""\n\nmsgctxt "choice.yes"\nmsgid "Yes"\nmsgstr "Wi wi"\n'
    (copy / "words" / "ht.po").write_text(own, "utf-8")
    assert lacking(copy) == {copy / "words" / "ht.po": 0}
    assert read(copy / "words" / "ht.po").by_key()["choice.yes"].string == "Wi wi"
