"""An editor says what a change of the English means: another wording, or another meaning."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.core.errors import CatalogError
from bot.settings import root
from bot.storage.files.catalogs import is_current, load_catalogs, overlay, po_file
from bot.storage.files.packs import check_pack, load_pack, pack_texts
from bot.storage.files.po_files import previous, read
from bot.translators.extract import extract
from bot.translators.touch import touch, touch_pack
from tests.conftest import LANGUAGES, NOW
from tests.translators.test_extract import change, po, project

assert project  # a project of one source file and one language
LONG = "Good morning, and a very good day to you and to all who are with you, wherever you all may be going today."


@pytest.fixture
def greeting(project: Path) -> Path:
    """The project after its greeting was translated and changed in English."""
    change(po(project), 'msgid "Good \\"bye\\""\nmsgstr ""', 'msgid "Good \\"bye\\""\nmsgstr "Au revoir"')
    change(project / "bot" / "a.py", 'Good \\"bye\\"', LONG)
    return project


def test_another_wording_leaves_the_translation_right_and_a_mark_for_translators(greeting: Path) -> None:
    assert touch(greeting, "bye", wording=True) == ["fr"]
    for _ in range(2):
        entry = read(po(greeting)).by_key()["bye"]
        assert (entry.id, entry.string, entry.fuzzy, previous(entry)) == (LONG, "Au revoir", False, ('Good "bye"',))
        catalog = load_catalogs(greeting / "locales")["fr"]
        assert is_current(catalog, "bye", LONG)
        assert catalog.outdated == {}
        extract(greeting)


def test_another_meaning_keeps_the_last_translation_and_is_known_of_it(greeting: Path) -> None:
    extract(greeting)
    catalog = load_catalogs(greeting / "locales")["fr"]
    assert (catalog.messages["bye"], catalog.outdated) == (("Au revoir",), {"bye": None})
    assert not is_current(catalog, "bye", LONG)
    touch(greeting, "bye", wording=True)
    touch(greeting, "bye", wording=False)
    entry = read(po(greeting)).by_key()["bye"]
    assert (entry.fuzzy, previous(entry)) == (True, ('Good "bye"',))


def test_the_meaning_may_change_where_the_english_stays(greeting: Path) -> None:
    touch(greeting, "bye", wording=True)
    change(po(greeting), '#| msgid "Good \\"bye\\""\n', "")
    touch(greeting, "bye", wording=False)
    assert previous(read(po(greeting)).by_key()["bye"]) == (LONG,)
    touch(greeting, "bye", wording=True)
    assert previous(read(po(greeting)).by_key()["bye"]) == ()


def test_the_translation_waits_as_long_as_it_does_not_fit_the_english(greeting: Path) -> None:
    change(greeting / "bot" / "a.py", LONG, "Good bye, {name}")
    extract(greeting)
    assert "bye" not in load_catalogs(greeting / "locales")["fr"].messages


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="needs gettext")
def test_gettext_reads_a_file_with_earlier_english_of_any_length(greeting: Path) -> None:
    extract(greeting)
    change(po(greeting), "#, fuzzy\n", "")
    change(po(greeting), '#| msgid "Good \\"bye\\""\n', "")
    change(greeting / "bot" / "a.py", LONG, "Bye")
    extract(greeting)
    assert previous(read(po(greeting)).by_key()["bye"]) == (LONG,)
    said = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", po(greeting)], capture_output=True, check=False)
    assert said.returncode == 0, said.stderr


def test_a_key_that_no_text_has_is_named_with_one_that_is_near(greeting: Path) -> None:
    with pytest.raises(CatalogError, match=r'byes.*Did you mean "bye"'):
        touch(greeting, "byes", wording=True)


def test_words_of_the_project_serve_a_partner_who_words_the_english_otherwise(tmp_path: Path) -> None:
    folder, locales = shutil.copytree(root() / "policy" / "legal-clinic", tmp_path / "clinic"), root() / "locales"
    before = {text[0]: text[1] for text in pack_texts(folder)}
    change(folder / "pack.toml", 'operator = "the legal clinic"', 'operator = "our legal clinic"')
    assert [mistake.key for mistake in check_pack(folder, NOW.date())] == ['text "legal-clinic.operator"']
    languages = [code for code, one in load_catalogs(locales).items() if "legal-clinic.operator" in one.messages]
    assert {*LANGUAGES[1:]} <= {*languages}
    assert touch_pack(folder, locales, "legal-clinic.operator", wording=True) == languages
    assert check_pack(folder, NOW.date()) == []
    catalogs, pack = load_catalogs(locales), load_pack(folder)
    for code in languages:
        said = overlay(catalogs, pack)[code]
        assert said.say(pack.operator) == catalogs[code].say(pack.operator)
        assert said.outdated == {}
        (entry,) = read(folder / "words" / f"{code}.po").entries
        assert previous(entry) == (before["legal-clinic.operator"],)
    assert po_file(locales, "es").read_text("utf-8").count("our legal clinic") == 0
