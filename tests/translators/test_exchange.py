"""Words go out to translators and come back, as .po and as spreadsheets: nothing is lost, and nothing old comes in."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from click.testing import CliRunner

from bot.cli import main
from bot.core.errors import CatalogError
from bot.settings import root
from bot.storage.files.catalogs import po_file
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import found_texts
from bot.storage.files.po_files import read
from bot.translators.context import Context
from bot.translators.exchange import Merged, export, merge
from bot.translators.skeleton import skeleton
from bot.translators.spreadsheet import WIDTHS

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"PO-Revision-Date: 2026-11-26 05:17+0000\\n"
"Last-Translator: none\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
ENTRIES = r"""# by Anne
msgctxt "pay"
msgid "Do not pay\n{name}."
msgstr " =1+1\n{name} «\"»"

msgctxt "groups"
msgid "{n} group"
msgid_plural "{n} groups"
msgstr[0] "{n} gwoup"
msgstr[1] "{n} gwoup yo"

#, fuzzy
#| msgid "Hi"
msgctxt "hello"
msgid "Hello"
msgstr "Alo"

msgctxt "bye"
msgid "Good bye"
msgstr ""
"""
KNOWN = {key: Context("message", "the assistant", "page a: A.", 300, {"name": "a name"}) for key in ("pay", "groups")}
KNOWN |= {key: Context("button", "the person", "step b: B.", 60) for key in ("hello", "bye")}


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    folder = tmp_path / "locales"
    (folder / "ht").mkdir(parents=True)
    shutil.copy(root() / "locales" / "languages.toml", folder)
    po_file(folder, "ht").write_text(HEADER + ENTRIES, "utf-8")
    return folder


def taken(locales: Path, file: Path, by: str = "") -> Merged:
    return merge(po_file(locales, "ht"), load_languages(locales)["ht"], file, NOW, by)


def changed(file: Path, into: Path, **cells: tuple[str, object]) -> Path:
    """Copy a sheet as a translator would save it: the cells of some keys changed, the columns in another order."""
    titles, *rows = python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    for row in rows:
        if str(row[0]) in cells and row[1] == "0":
            title, value = cells[str(row[0])]
            row[titles.index(title)] = value
    with xlsxwriter.Workbook(str(into), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([titles, *rows]):
            sheet.write_row(number, 0, row[::-1])
    return into


@pytest.mark.parametrize("suffix", ["po", "xlsx"])
def test_what_comes_back_unchanged_changes_nothing(locales: Path, tmp_path: Path, suffix: str) -> None:
    before = po_file(locales, "ht").read_bytes()
    file = tmp_path / f"words.{suffix}"
    assert export(po_file(locales, "ht"), load_languages(locales)["ht"], KNOWN, file) == 4
    assert taken(locales, file) == Merged()
    assert po_file(locales, "ht").read_bytes() == before


def test_a_sheet_says_in_columns_of_their_own_where_a_text_is_said(locales: Path, tmp_path: Path) -> None:
    export(po_file(locales, "ht"), load_languages(locales)["ht"], KNOWN, tmp_path / "a.xlsx")
    titles, *rows = (
        python_calamine.CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    )
    assert titles == list(WIDTHS)
    assert [row[0] for row in rows] == ["pay", "groups", "groups", "hello", "bye"]
    assert rows[0][2:4] == ["Do not pay\n{name}.", ' =1+1\n{name} «"»']
    assert rows[0][5:] == ["message", "300", "the assistant", "page a: A.", "{name}: a name", ""]
    assert [row[4] for row in rows] == ["", "", "", "outdated", "missing"]


def test_new_words_come_in_with_the_day_and_the_name_and_the_rest_stays(locales: Path, tmp_path: Path) -> None:
    export(po_file(locales, "ht"), load_languages(locales)["ht"], KNOWN, tmp_path / "a.xlsx")
    cells = {"pay": ("Translation", "Pa peye\n{name}."), "hello": ("State", ""), "bye": ("Translation", 5)}
    merged = taken(locales, changed(tmp_path / "a.xlsx", tmp_path / "b.xlsx", **cells), "Anne")
    assert merged == Merged(["pay", "hello", "bye"])
    po = read(po_file(locales, "ht"))
    said = {key: (entry.string, entry.fuzzy) for key, entry in po.by_key().items()}
    assert said["pay"] == ("Pa peye\n{name}.", False)
    assert said["hello"] == ("Alo", False), "approved: its translator has deleted the word outdated"
    assert said["bye"] == ("5", False), "a spreadsheet makes a number of what looks like one"
    assert po.by_key()["pay"].user_comments == ["by Anne"]
    assert "Last-Translator: Anne\n" in po.header
    assert "PO-Revision-Date: 2026-12-01 08:00+0000\n" in po.header
    assert [entry.context for entry in po.entries] == ["pay", "groups", "hello", "bye"]


def test_an_old_row_a_broken_one_and_an_unknown_one_are_refused_with_the_reason(locales: Path, tmp_path: Path) -> None:
    old = ENTRIES.replace("Good bye", "Bye").replace('msgstr ""', 'msgstr "Orevwa"')
    old = old.replace(r" =1+1\n{name}", "Pa peye").replace('"hello"', '"hallo"')
    (tmp_path / "old.po").write_text(HEADER + old, "utf-8")
    merged = taken(locales, tmp_path / "old.po")
    assert merged.changed == []
    assert merged.refused["bye"] == "its English has changed since: it is “Good bye”"
    assert merged.refused["pay"] == "{name} is missing"
    assert merged.refused["hallo"] == "no text has this key"


def test_a_file_that_is_no_sheet_of_ours_is_named_with_its_fault(locales: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("not a sheet")
    with pytest.raises(CatalogError, match="cannot be read as a spreadsheet"):
        taken(locales, tmp_path / "a.xlsx")
    with xlsxwriter.Workbook(str(tmp_path / "b.xlsx")) as book:
        book.add_worksheet().write_row(0, 0, ["Key", "English"])
    with pytest.raises(CatalogError, match="no column Form, Translation, State"):
        taken(locales, tmp_path / "b.xlsx")


def test_the_words_of_a_pack_go_out_with_their_places_and_come_back_whole(tmp_path: Path) -> None:
    folder, sheet, back = tmp_path / "our-clinic", tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    shutil.copytree(root() / "policy" / "legal-clinic", folder)
    head = folder / "pack.toml"
    head.write_text(head.read_text("utf-8").replace('id = "legal-clinic"', 'id = "our-clinic"'), "utf-8")
    words = ["words", "export", "ht", str(sheet), "--pack", str(folder)]
    assert "words skeleton" in CliRunner().invoke(main, words).output
    file = folder / "words" / "ht.po"
    assert skeleton(folder, root() / "locales")[file] == 0
    before = file.read_text("utf-8")
    assert CliRunner().invoke(main, words).exit_code == 0
    titles, *rows = python_calamine.CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python()
    assert len(rows) == len(found_texts(folder))
    assert all(row[titles.index("Kind")] and "our-clinic/" in str(row[titles.index("When")]) for row in rows)

    def import_(from_: Path) -> str:
        asked = ["words", "import", "ht", str(from_), "--pack", str(folder), "--by", "Marie"]
        said = CliRunner().invoke(main, asked)
        assert said.exit_code == 0, said.output
        return said.output

    assert "0 texts have changed" in import_(sheet)
    assert file.read_text("utf-8") == before
    changed(sheet, back, **{"our-clinic.operator": ("Translation", "klinik Marie")})
    assert f"1 texts have changed in {file}" in import_(back)
    taken_in, old = (read_entries(text) for text in (file.read_text("utf-8"), before))
    assert {key for key in old if old[key] != taken_in[key]} == {"our-clinic.operator"}
    assert "Marie" in file.read_text("utf-8")


def read_entries(text: str) -> dict[str, str]:
    """The entries of a file as they are written, with their comments, by key."""
    parts = [part.strip() for part in text.split("\n\n") if "msgctxt" in part]
    return {part.partition('msgctxt "')[2].partition('"')[0]: part for part in parts}
