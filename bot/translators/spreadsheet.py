"""Writes the words of a language as a spreadsheet, and reads it again. It needs the extra "words"."""

from collections.abc import Sequence
from pathlib import Path

import python_calamine
import xlsxwriter

from bot.core.errors import CatalogError
from bot.translators.context import Context
from bot.translators.exchange import Row

KEY, FORM, ENGLISH, SAID, STATE = "Key", "Form", "English", "Translation", "State"
WIDTHS = {
    KEY: 24, FORM: 6, ENGLISH: 50, SAID: 50, STATE: 10, "Kind": 14, "Most characters": 11, "Said by": 20, "When": 40,
    "Placeholders": 40, "Read by": 20,
}  # fmt: skip
"""The columns, and how many characters wide each one is."""
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(file: Path, name: str, rows: Sequence[tuple[Row, Context, str]]) -> None:
    """Write a sheet: a row for each form of a text, and in its columns where it is said and who has read it."""
    with xlsxwriter.Workbook(str(file), AS_TEXT) as book:
        sheet = book.add_worksheet(name)
        head, text = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "num_format": "@"})
        for column, (title, width) in enumerate(WIDTHS.items()):
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, title, head)
        for number, (row, context, names) in enumerate(rows, 1):
            holes = "\n".join(f"{{{hole}}}: {meaning}" for hole, meaning in context.placeholders.items())
            most = str(context.most or "")
            told = (context.kind, most, context.said_by, context.when, holes, names)
            for column, cell in enumerate((row.key, str(row.form), row.english, row.said, row.state, *told)):
                sheet.write_string(number, column, cell, text)
        sheet.freeze_panes(1, 1)


def read(file: Path) -> list[Row]:
    """Return the rows of the first sheet; columns may be in another order, and others are ignored."""
    try:
        sheet = python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
        titles, *rows = sheet.to_python(skip_empty_area=False) or [[]]
    except (python_calamine.CalamineError, OSError) as error:
        raise CatalogError(str(file), "", f"it cannot be read as a spreadsheet: {error}.") from error
    if lost := [title for title in (KEY, FORM, ENGLISH, SAID, STATE) if title not in titles]:
        raise CatalogError(str(file), "row 1", f"it has no column {', '.join(lost)}.", "Export it again.")
    key, form, english, said, state = (titles.index(title) for title in (KEY, FORM, ENGLISH, SAID, STATE))
    found = []
    for number, row in enumerate(rows, 2):
        cells = [_text(cell) for cell in row]
        if not cells[key]:
            continue
        if not cells[form].isdecimal():
            raise CatalogError(str(file), f"row {number}", f"“{cells[form]}” is not the number of a form.", "Write 0.")
        found.append(Row(cells[key], int(cells[form]), cells[english], cells[said], cells[state]))
    return found


def _text(cell: object) -> str:
    """Return a cell as it was typed: spreadsheet programs make a number of what looks like one."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
