"""Packs are loaded from folders that people edit; every mistake is found, and reported so that people can fix it."""

import shutil
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import PackError
from bot.core.language.text import Text, Translation
from bot.settings import root
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import (
    check_pack,
    failing_cases,
    find_pack,
    load_pack,
    pack_names,
    pack_texts,
    unread_words,
)
from bot.storage.files.packs.extending import lineage
from bot.storage.files.packs.pack_toml import NOT_SAID
from tests.conftest import LANGUAGES

POLICY = Path(__file__).parents[3] / "policy"
TODAY = date(2026, 11, 26)
PACKS = ("border-appointments", "cbp-one", "humanitarian-parole", "legal-clinic")
MISTAKES = tomllib.loads((Path(__file__).parent / "pack_mistakes.toml").read_text(encoding="utf-8"))["mistake"]

Copy = Callable[[str], Path]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Makes a copy of a pack, which a test may break."""
    return lambda name: shutil.copytree(POLICY / name, tmp_path / name)


def change(folder: Path, file: str, replace: str, by: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert replace in text, f"{replace!r} is not in {file}"
    (folder / file).write_text(text.replace(replace, by, 1), encoding="utf-8")


def said(folder: Path, today: date = TODAY) -> list[str]:
    """Return the messages of check_pack, with file names relative to the pack."""
    return [str(mistake).removeprefix(f"{folder}/") for mistake in check_pack(folder, today)]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake["name"] for mistake in MISTAKES])
def test_a_mistake_is_named_with_file_key_fault_and_fix(mistake: dict[str, Any], copy: Copy) -> None:
    folder = copy(mistake["pack"])
    file = folder / mistake["file"]
    if "append" in mistake:
        file.parent.mkdir(exist_ok=True)
        with file.open("a", encoding="utf-8") as end:
            end.write(mistake["append"])
    elif mistake["replace"] == "ALL":
        file.write_text(mistake["by"], encoding="utf-8")
    else:
        change(folder, mistake["file"], mistake["replace"], mistake["by"])

    (found,) = check_pack(folder, TODAY)

    assert found.file == str(folder / mistake.get("found_in", mistake["file"]))
    fault, fix = filled(mistake["fault"]), filled(mistake["fix"])
    assert (found.key, found.fault, found.fix) == (mistake["key"], fault, fix)


def filled(said: str) -> str:
    """Write the languages that there are into a message."""
    translated, known = LANGUAGES[1:], load_languages(root() / "locales")
    lists = {
        "{translated}": translated,
        "{sorted}": sorted(known.keys() - {"en"}),
        "{all}": sorted(known),
        "{files}": [f"words/{code}.po" for code in translated],
    }
    for name, parts in lists.items():
        said = said.replace(name, ", ".join(parts))
    return said


def test_loading_stops_at_the_first_mistake(copy: Copy) -> None:
    folder = copy("legal-clinic")
    change(folder, "pack.toml", 'seat_per = "case"', 'seat_per = "cases"')
    change(folder, "rules.toml", "urgent =", "urgnet =")
    with pytest.raises(PackError, match=r'pack\.toml: "seat_per" is "cases"\. Did you mean "case"\?'):
        load_pack(folder)


def test_checking_finds_all_mistakes_of_all_files_and_none_that_only_follows_from_another(copy: Copy) -> None:
    folder = copy("legal-clinic")
    change(folder, "pack.toml", 'seat_per = "case"', 'seat_per = "cases"')
    change(folder, "sites.csv", "Mon-Fri", "Mo-Fr")
    change(folder, "questions.toml", 'label = "Topic"', 'lable = "Topic"')
    change(folder, "rules.toml", "urgent =", "urgnet =")
    assert said(folder) == [
        'pack.toml: "seat_per" is "cases". Did you mean "case"?',
        'sites.csv, site "clinic": "weekdays" has "Mo-Fr", which is not a day. Write Mon Wed, Mon-Fri or every day.',
        'questions.toml, question "topic": "label" is missing. For example: label = "..."',
        'questions.toml, question "topic": the key "lable" does not exist here. Did you mean "label"?',
        'rules.toml, rule "urgent": "urgnet" is not a question of this pack. Did you mean "urgent"?',
    ]


@pytest.mark.parametrize(
    "file", ["pack.toml", "questions.toml", "rules.toml", "sites.csv", "capacity.csv", "contacts.csv"]
)
def test_a_missing_file_is_one_mistake(file: str, copy: Copy) -> None:
    folder = copy("legal-clinic")
    (folder / file).unlink()
    (mistake,) = check_pack(folder, TODAY)
    assert mistake.file == str(folder / file)
    assert mistake.fault.startswith("the file is missing; it says ")
    assert mistake.fix == "Copy it from another pack."


def test_a_pack_needs_cases(copy: Copy) -> None:
    folder = copy("legal-clinic")
    (folder / "cases.toml").unlink()
    assert said(folder) == [
        "cases.toml: the file is missing; it says which result is expected for which answers. "
        "Write some: only with cases can a pack be changed safely."
    ]
    load_pack(folder)


def test_a_spreadsheet_saved_in_the_old_set_of_a_mac_is_named_with_its_line(copy: Copy) -> None:
    folder = copy("border-appointments")
    file = folder / "sites.csv"
    file.write_bytes(file.read_text(encoding="utf-8").encode("mac_roman"))
    assert said(folder) == ['sites.csv, line 5: this is not UTF-8 text. Save it as UTF-8 (in Excel: "CSV UTF-8").']


def test_the_mark_that_excel_puts_before_utf_8_and_its_line_ends_do_no_harm(copy: Copy) -> None:
    folder = copy("legal-clinic")
    for file in (*folder.glob("*.csv"), *folder.glob("*.toml")):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert check_pack(folder, TODAY) == []


def test_a_huge_file_is_not_read(copy: Copy) -> None:
    folder = copy("legal-clinic")
    (folder / "closed.csv").write_bytes(b"x" * 1_000_001)
    assert said(folder) == ["closed.csv: the file is larger than 1 MB. A pack contains only words and numbers."]


@pytest.mark.parametrize(("time", "what", "day"), [("02:30", "skip", "2027-03-14"), ("01:30", "repeat", "2027-11-07")])
def test_a_time_that_clocks_skip_or_repeat_is_found_up_to_three_years_ahead(
    time: str, what: str, day: str, copy: Copy
) -> None:
    folder = copy("border-appointments")
    change(folder, "sites.csv", "05:00 13:00", f"{time} 13:00")
    assert said(folder) == [
        f'sites.csv, site "tijuana": on {day} the clocks of America/Los_Angeles {what} {time}. '
        "Choose another time, or close the site on that day (closed.csv)."
    ]


def test_a_site_that_is_closed_when_the_clocks_change_may_have_any_time(copy: Copy) -> None:
    folder = copy("border-appointments")
    change(folder, "sites.csv", "05:00 13:00,every day", "02:30 13:00,Mon-Sat")
    assert said(folder) == []


def test_contacts_that_have_expired_are_found_but_do_not_stop_the_bot(copy: Copy) -> None:
    folder = copy("border-appointments")
    text = (folder / "contacts.csv").read_text(encoding="utf-8")
    at_child = text.index("children,child")
    text = text[:at_child] + text[at_child:].replace("2027-05-22", "2027-05-21")
    (folder / "contacts.csv").write_text(text, encoding="utf-8")
    fix = 'Check that it still helps, then set new days under "checked" and "expires".'
    found = said(folder, date(2027, 5, 22))
    assert found == [
        'contacts.csv, contact "children": it is shown until 2027-05-21, and not after. ' + fix,
        'contacts.csv: no contact of kind "child" is valid. Check one, or add one with "child" under "kinds": '
        "people who need this help see only valid contacts.",
    ]
    later = said(folder, date(2027, 5, 23))
    assert sum("it is shown until" in mistake for mistake in later) == 6
    missing = {kind for kind in ("child", "emergency", "legal", "help") if f'kind "{kind}" is valid' in "".join(later)}
    assert missing == {"child", "legal", "help"}
    load_pack(folder)


def test_an_emergency_number_that_nobody_checked_is_found_and_stays(copy: Copy) -> None:
    folder = copy("border-appointments")
    found = said(folder, date(2027, 5, 23))
    assert (
        'contacts.csv, contact "emergency": its last check counts until 2027-05-22; it is shown after that, too. '
        'Check that it still helps, then set new days under "checked" and "expires".' in found
    )
    assert [contact.id for contact in load_pack(folder).contacts_for("emergency", date(2040, 1, 1))] == ["emergency"]


def test_a_demonstration_may_have_contacts_with_one_source(copy: Copy) -> None:
    folder = copy("border-appointments")
    change(
        folder, "contacts.csv", ",DIF Nacional: a Procuraduría in each of the 32 states. Seen in a stored copy.", ","
    )
    assert said(folder) == []


def test_another_id_leaves_every_text_untranslated_and_each_is_named(copy: Copy) -> None:
    folder = copy("legal-clinic")
    change(folder, "pack.toml", 'id = "legal-clinic"', 'id = "casa-azul"')
    keys = {mistake.key for mistake in check_pack(folder, TODAY)}
    assert keys == {f'text "{key}"' for key, *_ in pack_texts(folder)}


def test_a_text_that_the_folder_translates_itself_is_not_missing(copy: Copy) -> None:
    folder = copy("legal-clinic")
    change(folder, "pack.toml", 'operator = "the legal clinic"', 'operator = "Casa Azul"')
    (folder / "words").mkdir()
    entry = 'msgctxt "legal-clinic.operator"\nmsgid "Casa Azul"\nmsgstr "Casa Azul"\n'
    for code in LANGUAGES[1:-1]:
        (folder / "words" / f"{code}.po").write_text(entry, encoding="utf-8")
    (mistake,) = check_pack(folder, TODAY)
    assert mistake.fault == f"it is not translated into {LANGUAGES[-1]}."


def test_words_may_replace_those_of_the_bot_while_they_fit_and_those_of_the_pack_outlive_a_change(copy: Copy) -> None:
    folder = copy("legal-clinic")
    (folder / "words").mkdir()
    (folder / "words" / "es.po").write_text(
        'msgctxt "place.confirm"\nmsgid "{place}. Is that right?"\nmsgstr "{place}. ¿Sí?"\n\n'
        'msgctxt "legal-clinic.name"\nmsgid "An older name"\nmsgstr "Un nombre viejo"\n\n'
        'msgctxt "choice.yes"\nmsgid "Yes, sir"\nmsgstr "Sí, señor"\n',
        encoding="utf-8",
    )
    assert load_pack(folder).words == {
        "es": {
            "place.confirm": Translation(("{place}. ¿Sí?",), ("{place}. Is that right?",)),
            "legal-clinic.name": Translation(("Un nombre viejo",), ("An older name",)),
        }
    }


def test_a_file_of_words_that_cannot_be_read_is_named(copy: Copy) -> None:
    folder = copy("legal-clinic")
    (folder / "words").mkdir()
    (folder / "words" / "ht.po").write_text('msgid "a\n', encoding="utf-8")
    (mistake,) = check_pack(folder, TODAY)
    assert (mistake.file, mistake.key) == (str(folder / "words" / "ht.po"), "line 1")
    assert mistake.fault.startswith("this cannot be read as a .po file")
    assert [str(left_out) for left_out in unread_words(folder)] == [str(mistake)]
    assert load_pack(folder).words == {"ht": {}}, "the pack is served all the same"


def test_a_pack_may_carry_words_of_its_own(copy: Copy) -> None:
    folder = copy("legal-clinic")
    before = load_pack(folder)
    (folder / "words").mkdir()
    (folder / "words" / "ht.po").write_text(
        'msgctxt "legal-clinic.service.return"\nmsgid "Going back to my country"\nmsgstr "Tounen nan peyi m"\n\n'
        '#, fuzzy\nmsgctxt "legal-clinic.service.card"\nmsgid "An immigration card"\nmsgstr "Kat"\n\n'
        'msgctxt "legal-clinic.service.crime"\nmsgid "A crime that somebody did to you"\nmsgstr ""\n',
        encoding="utf-8",
    )
    pack = load_pack(folder)
    assert {key: said.forms for key, said in pack.words["ht"].items()} == {
        "legal-clinic.service.return": ("Tounen nan peyi m",)
    }
    assert pack.revision != before.revision


def test_a_revision_changes_with_any_byte_and_with_nothing_else(copy: Copy) -> None:
    folder = copy("border-appointments")
    first = load_pack(folder).revision
    assert first == load_pack(POLICY / "border-appointments").revision
    change(folder, "contacts.csv", "The call is free.", "The call is free!")
    assert load_pack(folder).revision != first


def test_a_copied_folder_keeps_its_keys_and_so_its_translations(copy: Copy, tmp_path: Path) -> None:
    folder = shutil.copytree(copy("border-appointments"), tmp_path / "our-practice")
    original, copied = (list(pack_texts(path)) for path in (POLICY / "border-appointments", folder))
    assert [text[:2] for text in original] == [text[:2] for text in copied]
    assert {where.split("/")[1] for *_, where in copied} == {"our-practice"}


def test_every_text_of_a_pack_is_listed_for_translators_with_key_english_and_file() -> None:
    texts = {key: (english, where) for key, english, where in pack_texts(POLICY / "border-appointments")}
    questions = "policy/border-appointments/questions.toml"
    assert texts["border-appointments.question.vulnerable.item.pregnant"] == ("pregnant", questions)
    assert texts["border-appointments.question.vulnerable.item.shelter.holds_not"] == (
        "I have a safe place to sleep",
        questions,
    )
    assert texts["border-appointments.rule.criteria.reason"][1] == "policy/border-appointments/rules.toml"
    assert "border-appointments.contact.unhcr.how" in texts
    assert "border-appointments.site.nuevo-laredo.note" in texts
    assert "border-appointments.decider" in texts
    clinic = {key for key, *_ in pack_texts(POLICY / "legal-clinic")}
    assert {"legal-clinic.service.asylum", "legal-clinic.service.asylum.bring"} <= clinic


@pytest.mark.parametrize("name", PACKS)
def test_every_text_that_a_pack_can_say_is_listed_for_translators(name: str) -> None:
    said = {text.key: text.english for text in _texts(load_pack(POLICY / name)) if text != NOT_SAID}
    assert len(said) > 20
    own, *inherited = ({key: english for key, english, _ in pack_texts(each)} for each in lineage(POLICY / name))
    assert said == own | {key: english for texts in inherited for key, english in texts.items() if key in said}


def _texts(value: object) -> Any:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple | frozenset):
        for part in value:
            yield from _texts(part)
    elif hasattr(value, "__dataclass_fields__"):
        for field in value.__dataclass_fields__:
            yield from _texts(getattr(value, field))


def test_a_later_version_of_a_rule_has_a_key_of_its_own_if_its_words_changed(copy: Copy) -> None:
    folder = copy("border-appointments")
    with (folder / "rules.toml").open("a", encoding="utf-8") as end:
        end.write(
            '\n[[rule]]\nid = "criteria"\noutcome = "listed"\nwhen = { vulnerable = "yes" }\n'
            'reason = "Your answer matches the new list"\nsource = "..."\nfrom = 2023-05-12\n'
        )
    keys = [rule.reason.key for rule in load_pack(folder).rules]
    assert keys == [
        "border-appointments.rule.child.reason",
        "border-appointments.rule.criteria.reason",
        "border-appointments.rule.criteria.reason.2023-05-12",
    ]


def test_a_pack_is_found_by_its_name_or_by_its_folder(copy: Copy) -> None:
    folder = copy("legal-clinic")
    assert pack_names(POLICY) == sorted(PACKS)
    assert find_pack("legal-clinic", POLICY) == POLICY / "legal-clinic"
    assert find_pack(str(folder), POLICY) == folder


def test_a_pack_that_is_not_there_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(PackError) as missing:
        find_pack("legal-clinics", POLICY)
    assert str(missing.value) == 'legal-clinics: there is no such pack. Did you mean "legal-clinic"?'
    with pytest.raises(PackError, match=r"this folder has no pack\.toml\. Copy one from another pack\."):
        find_pack(str(tmp_path), POLICY)
    with pytest.raises(PackError, match=r"this is a file\. Name the folder: .*legal-clinic"):
        find_pack(str(POLICY / "legal-clinic" / "pack.toml"), POLICY)


def test_a_failing_case_is_told_by_its_sentence(copy: Copy) -> None:
    folder = copy("border-appointments")
    change(folder, "cases.toml", "seats = 1450", "seats = 1451")
    assert failing_cases(load_pack(folder), folder) == [
        'case "On 30 June 2023 there are 1,450 places a day.": it expects 1451 seats, but the sites have 1450 together.'
    ]


def with_case(folder: Path, case: str) -> list[str]:
    """Return the messages about a pack with one more case, from its key on."""
    with (folder / "cases.toml").open("a", encoding="utf-8") as end:
        end.write(f'\n[[case]]\nname = "One more."\n{case}\n')
    return [message.removeprefix('cases.toml, case "One more.": ') for message in said(folder)]


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ("Tijuana", "yes"),
        ("Puebla, Puebla", "yes"),  # a little north of the line
        ("Cuernavaca", "no"),  # a little south of it
        ("estado de Veracruz", "unclear"),  # the line crosses it
        ("Acapulco", "no"),
        ("Guatemala City", "no"),
        ("Mexico", "unclear"),
    ],
)
def test_a_case_says_whether_the_area_covers_a_place(copy: Copy, place: str, inside: str) -> None:
    right = f'on = 2023-02-01\nplace = "{place}"\ninside = "{inside}"'
    assert with_case(copy("border-appointments"), right) == []


def test_a_case_about_a_place_fails_when_the_area_changes(copy: Copy) -> None:
    folder = copy("border-appointments")
    change(folder, "pack.toml", "parallel = 19.0", "parallel = 14.0")
    assert with_case(folder, 'on = 2023-02-01\nplace = "Acapulco"\ninside = "no"') == [
        'it expects "Acapulco" to be inside: "no", but it is "yes". Fix the case, or the rule.'
    ]


def test_a_case_may_count_the_seats_of_one_site(copy: Copy) -> None:
    wrong = 'on = 2023-06-15\nsite = "nuevo-laredo"\nseats = 50'
    assert with_case(copy("border-appointments"), wrong) == [
        'it expects 50 seats, but "nuevo-laredo" has 0. Fix the case, or the rule.'
    ]


FILES = sorted(path.relative_to(POLICY) for name in PACKS for path in (POLICY / name).rglob("*.*"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.sampled_from(FILES),
    at=st.floats(0, 1),
    length=st.integers(0, 40),
    by=st.sampled_from(
        ["", '"', "'", "=", "]", "{", ",", "\n", "[[rule]]\n", "x = 1\n", "9", "-", "true", "\x00", "é"]
    ),
)
def test_whatever_is_done_to_a_file_checking_it_never_breaks_down(
    tmp_path_factory: pytest.TempPathFactory, file: Path, at: float, length: int, by: str
) -> None:
    folder = shutil.copytree(POLICY / file.parts[0], tmp_path_factory.mktemp("pack") / file.parts[0])
    text = (POLICY / file).read_text(encoding="utf-8")
    start = int(at * len(text))
    folder.joinpath(*file.parts[1:]).write_text(text[:start] + by + text[start + length :], encoding="utf-8")
    for mistake in check_pack(folder, TODAY):
        assert mistake.fault.endswith(".")
