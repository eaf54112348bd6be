"""A page is a pack without questions and appointments; a programme can have a page, too, for the days without any."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.core.booking.timetable import missing, on_offer
from bot.storage.files.packs import check_pack, failing_cases, load_pack, pack_texts
from tests.conftest import NOW, POLICY

TODAY = date(2026, 11, 26)
HEAD = """
kind = "page"
id = "parole"
name = "Parole"
operator = "Casa Azul"
about_operator = "Casa Azul is a shelter. It is no part of any government."
operator_kind = "independent"
zone = "America/Tijuana"
"""
ENTRIES = """
[[entry]]
id = "who"
text = "People of four countries could ask for it, with a supporter."
source = "DHS, 5 January 2023"
from = 2023-01-06
until = 2025-03-24

[[entry]]
id = "number"
text = "30,000 people a month could come in this way."
source = "DHS, 5 January 2023"
from = 2023-01-06
until = 2025-03-24

[[entry]]
id = "who"
text = "This programme ended on 25 March 2025."
source = "Federal Register, 25 March 2025"
from = 2025-03-25
"""
CASES = """
[[case]]
name = "In 2024 people read who could ask and how many."
on = 2024-06-01
expect = "closed"
entries = ["who", "number"]

[[case]]
name = "After the end people read that it ended."
on = 2025-03-25
entries = ["who"]
"""
END = """
[[entry]]
id = "end"
text = "The clinic closed on 1 December 2026. All appointments are cancelled."
source = "The shelter, 20 November 2026"
from = 2026-12-01
"""

Page = Callable[..., Path]


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """Writes a page; what is given replaces its pack.toml."""

    def write(head: str = HEAD + ENTRIES) -> Path:
        folder = tmp_path / "parole"
        folder.mkdir()
        (folder / "pack.toml").write_text(head, encoding="utf-8")
        (folder / "cases.toml").write_text(CASES, encoding="utf-8")
        shutil.copy(POLICY / "legal-clinic" / "contacts.csv", folder)
        text = (
            (folder / "contacts.csv")
            .read_text("utf-8")
            .replace("help urgent", "help")
            .replace("emergency urgent", "emergency")
        )
        (folder / "contacts.csv").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """The clinic, which ends on 1 December 2026."""
    folder = Path(shutil.copytree(POLICY / "legal-clinic", tmp_path / "legal-clinic"))
    with (folder / "pack.toml").open("a", encoding="utf-8") as file:
        file.write(END)
    return folder


def faults(folder: Path, on: date = TODAY) -> list[str]:
    """The mistakes of a pack, without texts that lack a translation."""
    found = (str(mistake).removeprefix(f"{folder}/") for mistake in check_pack(folder, on))
    return [mistake for mistake in found if "is not translated" not in mistake]


def test_a_page_needs_texts_and_contacts_and_nothing_else(page: Page) -> None:
    folder = page()
    assert faults(folder) == []
    pack = load_pack(folder)
    assert (pack.is_page, pack.questions, pack.sites, len(pack.contacts)) == (True, (), (), 5)
    keys = [key for key, *_ in pack_texts(folder) if ".entry." in key]
    assert keys == [
        "parole.entry.who.text", "parole.entry.who.source", "parole.entry.number.text", "parole.entry.number.source",
        "parole.entry.who.text.2025-03-25", "parole.entry.who.source.2025-03-25",
    ]  # fmt: skip


def test_its_texts_follow_one_another_by_date(page: Page) -> None:
    pack = load_pack(page())
    days = (date(2023, 1, 5), date(2023, 1, 6), date(2025, 3, 24), date(2025, 3, 25), TODAY)
    assert [[entry.text.english[:4] for entry in pack.entries_on(day)] for day in days] == [
        [], ["Peop", "30,0"], ["Peop", "30,0"], ["This"], ["This"],
    ]  # fmt: skip


def test_a_case_of_a_page_says_which_texts_are_read(page: Page) -> None:
    folder = page()
    assert failing_cases(load_pack(folder), folder) == []
    text = (folder / "cases.toml").read_text("utf-8")
    (folder / "cases.toml").write_text(
        text.replace('entries = ["who"]', 'entries = ["number"]\nexpect = "listed"'), "utf-8"
    )
    assert failing_cases(load_pack(folder), folder) == [
        'case "After the end people read that it ended.": it expects "listed", but the result is "closed".',
        'case "After the end people read that it ended.": it expects the texts "number", but they are "who".',
    ]


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        (HEAD, "pack.toml: a page has texts. Write each of them under [[entry]]."),
        (
            HEAD + "seat_per = 'case'\n" + ENTRIES,
            'pack.toml: the key "seat_per" does not exist here. Write one of: about_operator, entry, extends, id, '
            "kind, name, operator, operator_kind, without, zone.",
        ),
        (HEAD.replace("page", "pages") + ENTRIES, 'pack.toml: "kind" is "pages". Did you mean "page"?'),
        (
            HEAD + ENTRIES.replace("30,000 people", "x" * 300),
            'pack.toml, entry "number": "text" has 332 characters; at most 300 fit. Use fewer words.',
        ),
    ],
)
def test_a_mistake_in_a_page_is_named(head: str, fault: str, page: Page) -> None:
    assert fault in faults(page(head))


def test_a_page_without_a_text_for_today_is_found(page: Page) -> None:
    assert faults(page(), date(2023, 1, 5))[0] == (
        "pack.toml: there is no text for 2023-01-05, so people read nothing. Write an [[entry]] that is in force today."
    )


def test_a_file_that_a_page_does_not_read_is_named(page: Page) -> None:
    folder = page()
    shutil.copy(POLICY / "legal-clinic" / "rules.toml", folder)
    assert faults(folder) == ['rules.toml: nothing reads this file. Did you mean "cases.toml"?']


def test_a_page_can_be_extended_by_a_page_alone(page: Page) -> None:
    parent = page()
    child = parent.parent / "ours"
    child.mkdir()
    (child / "cases.toml").write_text(CASES, encoding="utf-8")
    head = 'id = "ours"\nextends = "parole"\nwithout = ["entry:number"]\n'
    (child / "pack.toml").write_text(head, encoding="utf-8")
    assert [entry.text.key for entry in load_pack(child).entries_on(date(2024, 1, 1))] == ["parole.entry.who.text"]
    (child / "pack.toml").write_text(f'kind = "programme"\n{head}', encoding="utf-8")
    assert 'pack.toml: "kind" is not that of the parent. Delete it: only a page extends a page.' in faults(child)


def test_a_page_takes_from_a_programme_who_says_it_and_who_helps(page: Page) -> None:
    folder = page('kind = "page"\nid = "parole"\nextends = "border-appointments"\nname = "Parole"\n' + ENTRIES)
    (folder / "contacts.csv").unlink()
    pack, border = load_pack(folder), load_pack(POLICY / "border-appointments")
    assert faults(folder) == []
    assert (pack.is_page, pack.operator, pack.contacts) == (True, border.operator, border.contacts)
    assert (pack.questions, pack.rules, pack.areas, pack.parameters, pack.sites) == ((), (), (), (), ())
    assert {key.partition(".")[0] for key, *_ in pack_texts(folder)} == {"parole"}


def test_a_page_may_take_contacts_that_only_the_rules_of_the_programme_name(page: Page) -> None:
    folder = page('kind = "page"\nid = "parole"\nextends = "legal-clinic"\nname = "Parole"\n' + ENTRIES)
    (folder / "contacts.csv").unlink()
    assert faults(folder) == []


def test_a_programme_has_nothing_on_offer_on_the_days_of_its_texts(clinic: Path) -> None:
    pack = load_pack(clinic)
    assert faults(clinic) == [
        'cases.toml, case "The rules have no last day, so they still hold in 2030.": it expects "listed", but the '
        'result is "closed". Fix the case, or the rule.'
    ]
    assert {starts_at.date() for _, starts_at in on_offer(pack, NOW)} <= {date(2026, 11, day) for day in range(22, 31)}
    (site,) = [site for site in pack.sites if site.id == "clinic"]
    hour = next(
        starts_at
        for _, starts_at in on_offer(load_pack(POLICY / "legal-clinic"), NOW)
        if starts_at.day > 1 and starts_at.month == 12
    )
    assert missing(pack, site.id, hour) == "day", "who has an appointment there is told"
    assert (pack.has_ended(date(2026, 11, 30)), pack.has_ended(date(2026, 12, 1))) == (False, True)


def test_the_commands_show_pages(page: Page) -> None:
    folder = page()
    shown = CliRunner().invoke(main, ["packs", "show", str(folder), "--on", "2024-01-01"])
    assert shown.exit_code == 0
    marked = [line.split()[:4] for line in shown.output.splitlines() if line.startswith(("who", "number"))]
    assert marked == [
        ["who", "2023-01-06", "2025-03-24", "yes"], ["number", "2023-01-06", "2025-03-24", "yes"],
        ["who", "2025-03-25", "-", "-"],
    ]  # fmt: skip
    assert "seats" not in shown.output
    notice = CliRunner().invoke(main, ["packs", "privacy", str(folder)])
    assert notice.output == "parole is a page: it asks nothing and keeps nothing, so it needs no notice.\n"
