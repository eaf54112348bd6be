"""Test that the register names all that is kept, with the terms of the code, and that the notice agrees with it."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import App
from bot.cli import main
from bot.core.conversation import privacy_notice
from bot.core.conversation.choices import CORRECT, FORGET, KNOW
from bot.core.conversation.contacts import contact_lines
from bot.core.conversation.full_notice import DRAFTED, whole_notice
from bot.core.conversation.state import World
from bot.core.language.message import Channel
from bot.core.programme.data_register import DataClass
from bot.settings import root
from bot.storage.files.data_register import RegisterError, read_register
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import pack_names
from bot.storage.keys.sealing import SEALED
from tests.conftest import LANGUAGES, NOW, POLICY, OpenApp

REGISTER = read_register(POLICY)
ABOUT_SOMEBODY = [entry for entry in REGISTER if entry.basis != "no personal data"]
HASHED = re.compile(r"hash|previous")


def columns(app: App) -> set[str]:
    """Return every column of every table in the database and in the file of keys."""
    found: set[str] = set()
    for connection in (app.db, app.seal.keys.db):
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            found |= {f"{table}.{row[1]}" for row in connection.execute(f"PRAGMA table_info('{table}')")}
    return found


def faults(register: Iterable[DataClass], there: set[str]) -> list[str]:
    """Return what the register lacks about these columns, and what it says about others."""
    named = [name for entry in register for name in entry.columns]
    twice = {name for name in named if named.count(name) > 1}
    return [
        *(f"{name} is kept, and not in the register" for name in sorted(there - set(named))),
        *(f"{name} is in the register, and not kept" for name in sorted(set(named) - there)),
        *(f"{name} stands in two classes" for name in sorted(twice)),
    ]


def test_every_column_is_in_the_register_and_nothing_else_is(app: App) -> None:
    assert faults(REGISTER, columns(app)) == []


def test_a_new_column_or_table_is_missed_and_so_is_one_that_went(app: App) -> None:
    app.db.execute("ALTER TABLE person ADD COLUMN name TEXT")
    app.db.execute("CREATE TABLE fingerprint (print BLOB)")
    app.db.execute("DROP TABLE screen")
    assert faults(REGISTER, columns(app)) == [
        "fingerprint.print is kept, and not in the register",
        "person.name is kept, and not in the register",
        "screen.at is in the register, and not kept",
        "screen.message is in the register, and not kept",
        "screen.person is in the register, and not kept",
    ]


def test_what_the_register_calls_sealed_is_what_the_seal_seals() -> None:
    forms = {name: form for entry in REGISTER for name, form in entry.columns.items()}
    assert {name for name, form in forms.items() if form == "sealed"} == {f"{table}.body" for table in SEALED}
    for name, form in forms.items():
        kind, _, why = form.partition(": ")
        assert kind in ("sealed", "hashed", "wrapped", "random", "clear"), name
        assert bool(why) == (kind == "clear"), f"{name}: what is in clear has a reason, and nothing else needs one"
        assert (kind == "hashed") == bool(HASHED.search(name.partition(".")[2])), name


@pytest.mark.parametrize("entry", REGISTER, ids=lambda entry: entry.id)
def test_every_term_is_the_one_that_the_code_enforces(entry: DataClass, app: App) -> None:
    for limit in entry.limits:
        if limit.pack_key:
            assert limit.unit == "days"
            assert limit.of(app.pack) == getattr(app.pack, limit.pack_key)
            continue
        module, _, name = limit.constant.rpartition(".")
        enforced = getattr(import_module(module), name)
        said = limit.number if limit.unit == "copies" else timedelta(**{limit.unit: limit.number})
        assert enforced == said, f"{entry.id}: {limit.constant}"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('purpose = "Lose', 'reason = "Lose'), '"purpose" is missing'),
        (
            ('unsent = { days = 7, by = "bot.services.privacy.retention.UNSENT",', "unsent = { days = 7,"),
            '"by" is missing',
        ),
        (("unsent = { days = 7,", "unsent = { weeks = 1,"), "it is not a term"),
        (("or {unsent} days", "or some days"), "do not agree on unsent"),
        (("[waiting.keep]\nunsent", "[waiting.kept]\nunsent"), "needs a retention term"),
        (('basis = "consent"', 'basis = "it is allowed"'), '"basis" is'),
        (('as = "answers"', 'as = "screen"'), 'no class "screen" above'),
    ],
)
def test_a_class_without_purpose_or_term_is_refused(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    text = (POLICY / "privacy" / "register.toml").read_text("utf-8")
    (tmp_path / "privacy").mkdir()
    file = tmp_path / "privacy" / "register.toml"
    file.write_text(text, "utf-8")
    assert read_register(tmp_path) == REGISTER
    assert change[0] in text
    file.write_text(text.replace(*change), "utf-8")
    with pytest.raises(RegisterError, match=re.escape(fault)):
        read_register(tmp_path)


def test_the_folder_of_the_register_is_no_pack() -> None:
    assert "privacy" not in pack_names(POLICY)
    assert "privacy" not in CliRunner().invoke(main, ["packs", "list"]).output
    checked = CliRunner().invoke(main, ["packs", "check", "privacy"])
    assert "there is no such pack" in checked.output + checked.stderr


def test_the_wheel_takes_the_register_in() -> None:
    wheel = tomllib.loads((root() / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["policy"] == "bot/policy"


# The notice


def said(world: World, language: str) -> list[str]:
    """Return the lines of the whole notice."""
    say = world.catalogs[language].say
    return [say(line) for section in whole_notice(REGISTER, world) for line in (section.heading, *section.lines)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", ["border-appointments", "legal-clinic"])
def test_the_notice_says_every_class_with_its_terms_and_its_words(open_app: OpenApp, pack: str, language: str) -> None:
    app = open_app(pack)
    app = replace(app, pack=replace(app.pack, keep_days=41, keep_drafts_days=23))
    world = app.world(NOW, Channel("Telegram"))
    lines, catalog = said(world, language), app.catalogs[language]
    for entry in ABOUT_SOMEBODY:
        told = entry.told(app.pack)
        assert told
        assert language == "en" or told.key in catalog.messages
        line = catalog.say(told)
        assert line in lines
        own = set(re.findall(r"\{(\w+)\}", told.english))
        assert all(str(limit.of(app.pack)) in line for limit in entry.limits if limit.name in own), line
    assert not [line for line in lines if "{" in line], "every number is filled in"
    who = catalog.say(app.pack.who_sees)
    assert [line for line in lines if who in line]
    for contact in contact_lines("complaint", world, language):
        assert catalog.say(contact) in lines, "somebody to complain to"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", ["border-appointments", "legal-clinic"])
def test_the_short_notice_of_the_chat_is_the_beginning_of_the_whole_one(
    open_app: OpenApp, pack: str, language: str
) -> None:
    app = open_app(pack)
    app = replace(app, pack=replace(app.pack, keep_days=41, keep_drafts_days=23))
    world = app.world(NOW, Channel("Telegram"))
    say, lines = app.catalogs[language].say, said(world, language)
    kept, details = say(privacy_notice.consent_notice(world)), [say(text) for text in privacy_notice.details(world)]
    assert lines.index(kept) + 1 == lines.index(details[0])
    assert set(details) <= set(lines)
    assert "41" in kept
    assert "23" in details[0]
    assert say(app.pack.who_sees) in kept
    answers = next(entry for entry in REGISTER if entry.id == "answers").told(app.pack)
    assert answers
    assert {"41", "23"} <= set(re.findall(r"\d+", say(answers))), "the same days in both"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_names_the_buttons_as_they_are_and_says_that_a_machine_drafted_it(language: str, app: App) -> None:
    shown = CliRunner().invoke(main, ["packs", "privacy", "legal-clinic", "--language", language])
    assert shown.exit_code == 0
    say = app.catalogs[language].say
    for button in (KNOW, CORRECT, FORGET):
        assert say(button.label) in shown.output
    unread = not load_languages(root() / "locales")[language].reviewed
    assert (say(DRAFTED) in shown.output) == unread
    for command in ("/forget", "/olvidar", "/bliye", "/oublier", "Telegram"):
        assert command in shown.output


def test_a_language_that_nobody_knows_is_refused() -> None:
    asked = CliRunner().invoke(main, ["packs", "privacy", "legal-clinic", "--language", "xx"])
    assert asked.exit_code == 2


BY_WHOM = "machine-drafted|drafted by people|nobody has drafted"


def test_a_language_that_nobody_has_reviewed_says_so_and_has_no_steward() -> None:
    languages = tomllib.loads((root() / "locales" / "languages.toml").read_text("utf-8"))
    for code, language in languages.items():
        assert language["reviewed"] or "not reviewed" in language["note"], code
        assert language["reviewed"] or not language["steward"], code
        assert language.get("source") or language["reviewed"] or re.search(BY_WHOM, language["note"]), code


# The documents

SECURITY = (root() / "SECURITY.md").read_text("utf-8")
PROMISES = re.findall(r"^\| (?!Promise|---)(.+?) \| (.+?) \|$", SECURITY, re.M)
ASSESSMENT = (POLICY / "privacy" / "impact-assessment.md").read_text("utf-8")


def test_every_promise_of_security_names_a_test_and_the_test_exists() -> None:
    assert len(PROMISES) > 15
    for promise, tests in PROMISES:
        named = re.findall(r"`([^`]+)`", tests)
        assert named, promise
        for test in named:
            file, _, name = test.partition("::")
            path = root() / file
            if path.is_dir():
                assert (path / "story.toml").is_file(), test
                continue
            assert re.search(rf"^(async )?def {name}\(", path.read_text("utf-8"), re.M), test
            assert name.startswith("test_"), test


def test_the_impact_assessment_is_dated_and_covers_every_class_of_the_register() -> None:
    assert re.search(r"^Date: \d{4}-\d\d-\d\d$", ASSESSMENT, re.M)
    for entry in REGISTER:
        row = re.search(rf"^\| {entry.id} \|(.+)\|$", ASSESSMENT, re.M)
        assert row, entry.id
        assert all(cell.strip() for cell in row[1].split("|")), entry.id
    named = set(re.findall(r"^\| ([a-z]+) \|", ASSESSMENT, re.M))
    assert named == {entry.id for entry in REGISTER}


def test_the_impact_assessment_says_of_every_threat_what_is_done_and_what_remains() -> None:
    rows = re.findall(r"^\| T(\d+) \|(.+)\|$", ASSESSMENT, re.M)
    assert [int(number) for number, _ in rows] == list(range(1, 21))
    for number, cells in rows:
        threat, done, remains = (cell.strip() for cell in cells.split("|"))
        assert all((threat, done, remains)), f"T{number}"
