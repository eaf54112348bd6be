"""A table is read as spreadsheets save it; what can mean two things, or nothing, is named with its line."""

import csv
import shutil
from collections.abc import Callable
from datetime import date, time
from io import StringIO
from pathlib import Path

import pytest

from bot.settings import root
from bot.storage.files.csv_table import decode, read_table
from bot.storage.files.packs import load_pack
from bot.storage.files.packs.cells import days_meant, decimal_of, split, time_of, weekdays_of, whole_of
from bot.storage.files.packs.places import read_places

COLUMNS = ("site", "date", "per_day")
TABLE = "site,date,per_day\nJuárez,2026-12-01,5\nSão Luís,2026-12-02,\n"
ROWS = [
    (2, {"site": "Juárez", "date": "2026-12-01", "per_day": "5"}),
    (3, {"site": "São Luís", "date": "2026-12-02"}),
]
Save = Callable[[str], bytes]
SAVED: dict[str, Save] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with its mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16 of Excel, tabs": lambda text: text.replace(",", "\t").replace("\n", "\r\n").encode("utf-16"),
    "UTF-16, big end first, no mark": lambda text: text.encode("utf-16-be"),
    "UTF-16, little end first, no mark": lambda text: text.encode("utf-16-le"),
    "CP1252": lambda text: text.encode("cp1252"),
    "Windows ends of lines": lambda text: text.replace("\n", "\r\n").encode(),
    "old Mac ends of lines": lambda text: text.replace("\n", "\r").encode(),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "semicolons, and the line that tells so": lambda text: b"sep=;\r\n" + text.replace(",", ";").encode(),
    "the telling line in quotes": lambda text: b'"sep=;"\n' + text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "quotes around all": lambda text: "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines()
    ).encode(),
    "spaces around the commas": lambda text: text.replace(",", " , ").encode(),
    "spaces before the quotes": lambda text: text.replace("2026-12-01", ' "2026-12-01"').encode(),
    "a line without an end": lambda text: text.rstrip("\n").encode(),
}


@pytest.mark.parametrize("way", SAVED)
def test_a_table_is_the_same_however_it_was_saved(way: str) -> None:
    lines, faults = read_table(SAVED[way](TABLE), COLUMNS)
    below = 1 if "tell" in way else 0
    assert [(line.number - below, line.cells) for line in lines] == ROWS
    assert faults == []


@pytest.mark.parametrize("header", ["Site,Date,Per Day", " site ,DATE,per-day", "SITE,\xa0date,Per_day"])
def test_capitals_and_spaces_in_a_header_do_no_harm(header: str) -> None:
    lines, faults = read_table(TABLE.replace("site,date,per_day", header).encode(), COLUMNS)
    assert ([line.cells for line in lines], faults) == ([cells for _, cells in ROWS], [])


@pytest.mark.parametrize(
    "text",
    [
        "\n,,\nsite,date,per_day\n\n , ,\na,b,5\n,,,\n",
        "site,,date,per_day,,\na,,b,5,,\n",
        "site,date,per_day\na,b,5,,,\n",
        ",site,date,per_day\n,a,b,5\n",
    ],
)
def test_empty_rows_and_columns_are_left_out(text: str) -> None:
    lines, faults = read_table(text.encode(), COLUMNS)
    assert ([line.cells for line in lines], faults) == ([{"site": "a", "date": "b", "per_day": "5"}], [])


def test_a_row_has_the_number_of_its_first_line() -> None:
    lines, _ = read_table(b'site,date,per_day\n"a\nb",c,1\n\nd,e,2\n', COLUMNS)
    assert [line.number for line in lines] == [2, 5]


def test_cells_that_a_spreadsheet_does_not_write_at_the_end_of_a_row_are_empty() -> None:
    assert read_table(b"site,date,per_day\na\n", COLUMNS)[0][0].cells == {"site": "a"}


@pytest.mark.parametrize(
    ("content", "place", "fault"),
    [
        (b"", "line 1", "the file is empty."),
        (b"\n,,\n", "line 1", "the file is empty."),
        (b"site,date,per_day\na,b,5,6\n", "line 2", "there are 4 cells, but 3 columns."),
        (b"site,,date\na,b,5\n", "line 1", "a column has cells, but no name."),
        (b"site,date,per_day,Date\na,b,5,c\n", "line 1", 'the column "Date" appears twice.'),
        (b"site,date,Seats\n", "line 1", 'there is no column "Seats" in this file.'),
        (b"site;date;per_day\na,b,5\n", "line 2", "its columns are not separated by semicolons, as those"),
        (b'site,date,per_day\na,"b,5\n', "line 2", "this cannot be read as CSV (unexpected end of data)."),
        (b"\xff\x00\x01", "line 1", "this is not UTF-8 text."),
        (b"site,date,per_day\na\x00,b,5\n", "line 2", "this is not UTF-8 text."),
        ("site,date,per_day\nJuárez,b,5\n".encode("utf-16")[:-1], "line 2", "this is not UTF-8 text."),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(content: bytes, place: str, fault: str) -> None:
    _, faults = read_table(content, COLUMNS)
    assert faults[0].place == place
    assert faults[0].fault.startswith(fault)
    assert faults[0].fix


@pytest.mark.parametrize(
    "word", ["Juárez", "Nuñez", "Belén", "Rincón", "école", "cœur", "l’école", "Güines", "çà", "“Ici” – à 5 €"]
)
def test_words_of_our_languages_are_read_in_the_set_of_windows(word: str) -> None:
    assert decode(word.encode("cp1252")) == word
    assert decode(word.encode("utf-8")) == word


@pytest.mark.parametrize("charset", ["mac_roman", "cp850", "cp437"])
@pytest.mark.parametrize("word", ["Juárez", "Núñez", "Belén", "Rincón", "école", "Pòtoprens", "Güines"])
def test_another_old_set_is_named_and_never_read_as_other_letters(word: str, charset: str) -> None:
    _, faults = read_table(f"site\na\n{word}\n".encode(charset), ["site"])
    assert [(fault.place, fault.fault) for fault in faults] == [("line 3", "this is not UTF-8 text.")]


def test_utf_8_with_a_damaged_letter_is_not_taken_for_the_set_of_windows() -> None:
    for word in ("Juárez", "Nuñez", "Jesús", "María", "“Casa”"):
        _, faults = read_table(f"site\n{word}\nBel".encode() + b"\xe9n\n", ["site"])
        assert faults[0].place == "line 2", word


# Cells


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("2026-12-01", [date(2026, 12, 1)]),
        ("2026-12-1", [date(2026, 12, 1)]),
        ("2026/12/01", [date(2026, 12, 1)]),
        ("2026-12-01 00:00:00", [date(2026, 12, 1)]),
        ("2026-12-01T00:00", [date(2026, 12, 1)]),
        ("25/12/2026", [date(2026, 12, 25)]),
        ("25.12.2026", [date(2026, 12, 25)]),
        ("12/25/2026", [date(2026, 12, 25)]),
        ("5-5-2026", [date(2026, 5, 5)]),
        ("01/12/2026", [date(2026, 1, 12), date(2026, 12, 1)]),
        ("1.12.2026", [date(2026, 1, 12), date(2026, 12, 1)]),
        ("25/12/26", []),
        ("31/02/2026", []),
        ("25/12-2026", []),
        ("2026-12-01 09:30", []),
        ("46357", []),
        ("tomorrow", []),
        ("٢٠٢٦-١٢-٠١", []),
    ],
)
def test_a_date_is_read_where_only_one_day_can_be_meant(cell: str, days: list[date]) -> None:
    assert sorted(days_meant(cell)) == days


@pytest.mark.parametrize(
    ("cell", "times"),
    [
        ("05:00 13:00", [time(5), time(13)]),
        ("5:00, 13:00", [time(5), time(13)]),
        ("5:00:00;13:00", [time(5), time(13)]),
        ("5:00 AM 1:00 p.m.", [time(5), time(13)]),
        ("12:00 am, 12:30 p. m.", [time(0), time(12, 30)]),
        ("13:00 PM", [None]),
        ("24:00 9:60 9:00:30 9 9h00", [None] * 5),
    ],
)
def test_times_are_read_as_a_spreadsheet_writes_them(cell: str, times: list[time | None]) -> None:
    assert [time_of(word) for word in split(cell)] == times


def test_numbers_and_weekdays_are_read_as_a_spreadsheet_writes_them() -> None:
    assert [whole_of(cell) for cell in ("5", "5.0", "5,00", "-2", "1,000", "1.5", "", "١٢", "1_0")] == [
        *(5, 5, 5, -2),
        *[None] * 5,
    ]
    assert [decimal_of(cell) for cell in ("32,54", "-117.02", "14", "1,000,5", "nan", "1e3")] == [
        *(32.54, -117.02, 14.0),
        *[None] * 3,
    ]
    for cell in ("Mon-Wed", "mon – wed", "Mon, Tue, Wed", "MON-WED"):
        assert weekdays_of(split(cell)) == (frozenset({1, 2, 3}), []), cell


# Every table of a pack


@pytest.mark.parametrize("way", ["UTF-16 of Excel, tabs", "semicolons"])
def test_a_pack_is_the_same_after_a_spreadsheet_saved_all_its_tables(way: str, tmp_path: Path) -> None:
    for name in ("border-appointments", "legal-clinic"):
        folder = shutil.copytree(root() / "policy" / name, tmp_path / name)
        (folder / "places.csv").write_text(
            'name,altnames,state,latitude,longitude\nBelén,"A;B",MX-CHP,14.90,-92.26\n', "utf-8"
        )
        before, places = load_pack(folder), read_places(folder)
        for file in folder.glob("*.csv"):
            file.write_bytes(saved(file.read_text("utf-8"), way))
        after = load_pack(folder)
        assert after.revision != before.revision
        for part in ("sites", "capacities", "contacts", "services", "resources"):
            assert getattr(after, part) == getattr(before, part), part
        assert read_places(folder) == places


def saved(text: str, way: str) -> bytes:
    """Save a table as a spreadsheet does: with quotes where a cell needs them, times shorter, names with capitals."""
    rows = list(csv.reader(StringIO(text)))
    rows[0] = [name.replace("_", " ").title() for name in rows[0]]
    out = StringIO(newline="")
    tabs = "tabs" in way
    csv.writer(out, delimiter="\t" if tabs else ";").writerows([[*row, ""] for row in [*rows, [""] * len(rows[0])]])
    written = out.getvalue().replace(" 09:00", " 9:00").replace("05:00 ", "5:00 ")
    return written.encode("utf-16" if tabs else "cp1252")


def test_a_site_is_known_by_its_id_in_capitals_and_a_flag_too(tmp_path: Path) -> None:
    folder = shutil.copytree(root() / "policy" / "border-appointments", tmp_path / "mine")
    before = load_pack(folder)
    file = folder / "capacity.csv"
    text = file.read_text("utf-8").replace("nuevo-laredo", "Nuevo Laredo").replace("tijuana,", "Tijuana,")
    file.write_text(text.replace(",yes,", ",TRUE,").replace(",no,", ",No,"), "utf-8")
    assert load_pack(folder).capacities == before.capacities
