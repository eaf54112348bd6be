"""A language grows up: begun by a command, filled bit by bit, offered when what matters first is there."""

import asyncio
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog as Babel
from rich.console import Console

from bot.app import App
from bot.channels.local import terminal
from bot.channels.local.story_player import Stage, read_story
from bot.channels.web.run import Web
from bot.cli.serve import warn_of_unheard
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.conversation.phone import OWN
from bot.core.errors import CatalogError
from bot.core.language.first import CAN_HURT, FIRST
from bot.core.language.message import Outgoing
from bot.core.language.outdated import PERSON, UNTRANSLATED
from bot.core.places.matching import match
from bot.core.places.ranking import Found
from bot.core.programme.pack import Pack
from bot.core.understanding.call_sheets import FIGURES
from bot.core.understanding.calls import SCENARIOS, heard
from bot.core.understanding.vocabulary import Vocabulary
from bot.services.tick import tick
from bot.settings import read_settings, root
from bot.storage.files.calls import check_calls, empty_rows, load_calls, sheet_file, unread_calls
from bot.storage.files.catalogs import english, load_catalogs, overlay, po_file
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import check_pack
from bot.storage.files.po_files import forms, read
from bot.translators.begun import lacking
from bot.translators.check import check
from bot.translators.extract import write_entries
from bot.translators.facts import digest
from bot.translators.new_language import add_language
from bot.translators.stats import Stats, stats
from tests.conftest import NOW, POLICY, OpenApp, our_pack
from tests.conversations.player import STORIES
from tests.services.conversation.test_respond import keys, talk_at
from tests.telegram.world import Hands
from tests.web.storyplayer import Here, Reader

pytestmark = pytest.mark.xdist_group("new-language")  # in one process, the language is begun once
NEW = "gl"
"""A language that CLDR knows and that we do not have."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What texts are collected from, with one language more: the command reads all of it, so it runs once."""
    folder = tmp_path_factory.mktemp("begun")
    for part in ("bot", "locales", "policy"):
        shutil.copytree(root() / part, folder / part, ignore=shutil.ignore_patterns("data", "__pycache__"))
    add_language(folder, NEW)
    return folder


@pytest.fixture
def project(begun: Path, tmp_path: Path) -> Path:
    """The words with the new language, which a test may change."""
    shutil.copytree(begun / "locales", tmp_path / "locales")
    return tmp_path


def fill(project: Path, keys: set[str], source: str = "es") -> None:
    """Write some texts of the new language: those of another one, which is near enough for a test."""
    said = read(po_file(project / "locales", source)).by_key()
    file = po_file(project / "locales", NEW)
    po = read(file)
    for entry in po.entries:
        if entry.context in keys:
            entry.string = said[entry.context].string
    write_entries(file, load_languages(project / "locales")[NEW], po)


def grow(project: Path, **values: str) -> None:
    """Set values of the new language in languages.toml."""
    file = project / "locales" / "languages.toml"
    before, head, own = file.read_text("utf-8").rpartition(f"[{NEW}]")
    for key, value in values.items():
        own, times = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", own)
        assert times == 1
    file.write_text(before + head + own, "utf-8")


def of_new(project: Path) -> Stats:
    (found,) = (each for each in stats(project / "locales") if each.language.code == NEW)
    return found


def test_the_texts_that_matter_first_are_forty_texts_of_ours() -> None:
    known = read(root() / "locales" / "bot.pot").by_key()
    assert len({*FIRST} & known.keys()) == len(FIRST) == 40
    assert FIRST[: len(CAN_HURT)] == CAN_HURT
    assert len({*CAN_HURT}) == 12


def test_a_new_language_has_its_file_its_names_and_its_plural_and_is_no_fault(begun: Path) -> None:
    locales = begun / "locales"
    language, po = load_languages(locales)[NEW], read(po_file(locales, NEW))
    assert (language.name, language.english) == ("Galego", "Galician")
    assert {"Gallego", "Galicien"} <= {*language.names}
    assert (language.offered, language.required, language.grade) == (False, False, "draft")
    assert po.rule == (Babel(locale=NEW).num_plurals, Babel(locale=NEW).plural_expr)
    assert [str(finding) for finding in check(locales, begun) if not finding.hint] == []
    assert unread_calls(locales) == []
    assert check_pack(POLICY / "legal-clinic", NOW.date(), locales) == []
    with pytest.raises(CatalogError, match="there already"):
        add_language(begun, NEW)
    with pytest.raises(CatalogError, match="--name"):
        add_language(begun, "qqq")


def test_a_new_language_has_empty_cells_for_its_calls_and_its_facts_and_they_are_named(project: Path) -> None:
    locales = project / "locales"
    assert {NEW in cells for cells in tomllib.loads((locales / "facts.toml").read_text("utf-8")).values()} == {True}
    assert empty_rows(locales, NEW) == tuple(SCENARIOS)
    before = {str(finding) for finding in lacking(root() / "locales")}

    def new() -> list[tuple[str, bool]]:
        return [(finding.file, finding.hint) for finding in lacking(locales) if str(finding) not in before]

    assert new() == [
        (f"locales/{NEW}/calls.toml", True),
        ("bot/data/around-names.tsv", True),
        ("locales/facts.toml", True),
    ]
    grow(project, required="true")
    assert [hint for _, hint in new()] == [False, False]
    rows = {error.key.partition(".")[0] for error in check_calls(locales)}
    assert rows == {*SCENARIOS, FIGURES}


def test_a_call_is_heard_in_a_new_language_as_soon_as_its_row_is_there(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    locales = project / "locales"
    fill(project, {*FIRST})
    grow(project, offered="true", grade='"usable"')
    settings, said = replace(read_settings({}), locales=locales), "querem apagar nossa gente"
    warn_of_unheard(settings, (), live=False)
    warned = capsys.readouterr().err
    assert "Galician: danger is heard by its button and in the other languages only" in warned
    assert f"locales/{NEW}/calls.toml is empty" in warned
    assert heard(said, load_calls(locales), NEW) == ()
    sheet = sheet_file(locales, NEW)
    row = "[killed]\nexamples = [{}]\ntogether = [{}]"
    concepts = '[concepts]\nkill = ["apagar"]'
    text = sheet.read_text("utf-8").replace(row.format("", ""), row.format(f'"{said}"', '"kill"'))
    sheet.write_text(text.replace("[concepts]", concepts), "utf-8")
    assert [call.scenario for call in heard(said, load_calls(locales), NEW)] == ["killed"]
    assert check_calls(locales) == []
    assert empty_rows(locales, NEW)[0] == "threatened"


def test_nothing_is_offered_below_its_grade(project: Path) -> None:
    locales = project / "locales"
    fill(project, {*FIRST[1:]})
    grow(project, offered="true")
    assert not load_catalogs(locales)[NEW].offered, "a draft"
    grow(project, grade='"usable"')
    assert not load_catalogs(locales)[NEW].offered, "the most important text is missing"
    assert NEW not in Vocabulary.of(load_catalogs(locales)).languages
    assert [f.key for f in check(locales) if not f.hint and "not translated" in f.fault] == [FIRST[0]]
    fill(project, {*FIRST})
    assert load_catalogs(locales)[NEW].offered
    grow(project, grade='"ready"')
    with pytest.raises(CatalogError, match="no grade 'ready'"):
        load_languages(locales)


def test_stats_say_what_is_missing_with_what_matters_most_on_top(project: Path) -> None:
    found = of_new(project)
    assert found.missing[: len(FIRST)] == FIRST
    assert found.unheard == CAN_HURT
    assert "danger is heard by its button and in the other languages only" in str(found)
    fill(project, {*FIRST})
    assert not {*of_new(project).missing} & {*FIRST}


def test_a_text_that_a_native_has_heard_is_heard_until_it_changes(project: Path) -> None:
    fill(project, {*FIRST})
    key, file = CAN_HURT[0], po_file(project / "locales", NEW)
    entry = read(file).by_key()[key]
    mark = digest({"en": forms(entry.id)[-1], NEW: forms(entry.string)[-1]}, NEW)
    languages = project / "locales" / "languages.toml"
    said = languages.read_text("utf-8")
    languages.write_text(f'{said}heard = {{ "{key}" = {{ by = "A test", mark = "{mark}" }} }}\n', "utf-8")
    assert of_new(project).unheard == CAN_HURT[1:]
    file.write_text(file.read_text("utf-8").replace(str(entry.string), f"{entry.string}!"), "utf-8")
    assert of_new(project).unheard == CAN_HURT


def test_no_native_has_heard_a_text_of_ours_yet() -> None:
    assert all(each.unheard == CAN_HURT for each in stats(root() / "locales"))


def test_a_draft_is_played_in_a_story_as_its_translator_sees_it(
    project: Path, open_app: OpenApp, tmp_path: Path
) -> None:
    fill(project, {*FIRST, "border-appointments.who_sees", "channel.terminal"})  # who cannot read this cannot agree
    catalogs = load_catalogs(project / "locales")
    assert not catalogs[NEW].offered
    (folder,) = (folder for folder in STORIES if folder.name == "family")
    story = read_story(folder)

    def open_(pack: str | Pack) -> App:
        app = open_app(pack)
        return replace(app, catalogs=overlay(catalogs, app.pack))

    lines = [line for _, line in Stage(story, open_, NEW, tmp_path, POLICY).play()]
    assert {outgoing.language for line in lines[1:] for outgoing in line.shown} == {NEW}
    assert [line.told["choices"] for line in lines if "choices" in line.told] == [
        line["choices"] for line in story["line"] if "choices" in line
    ]


@pytest.mark.parametrize("heard", ["novo laredo", "são cristóvão de las casas", "porto vallarta", "nova rosita"])
def test_a_place_in_the_spelling_of_a_new_language_needs_no_word_in_the_code(heard: str) -> None:
    assert isinstance(match(heard, load_gazetteer()), Found)


WAY = ("continue", "agree", "2", "none", "asylum", "none", "no")
"""What people tap in the clinic, from the welcome to the days."""


@pytest.fixture(scope="module")
def third_of_the_words(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The words, with a third of the new language: what matters first, and every third of the other texts."""
    project = tmp_path_factory.mktemp("third")
    shutil.copytree(begun / "locales", project / "locales")
    others = sorted(key for key in of_new(project).missing if key not in FIRST)
    fill(project, {*FIRST, *others[::3], our_pack("legal-clinic").who_sees.key, "channel.terminal"})
    grow(project, offered="true", grade='"usable"')
    return project / "locales"


@pytest.fixture
def third(third_of_the_words: Path, open_app: OpenApp) -> App:
    """The clinic, with a third of the new language."""
    app, locales = open_app("legal-clinic"), third_of_the_words
    catalogs = overlay(load_catalogs(locales), app.pack)
    words = {"vocabulary": Vocabulary.of(catalogs), "english": english(locales, app.pack)}
    app = replace(app, catalogs=catalogs, locales=locales, **words)
    tick(app, NOW)
    return app


def only_in_english(app: App) -> str:
    """The line below what people read in English."""
    return app.catalogs[NEW].say(UNTRANSLATED.filled(person=PERSON))


def bookings(app: App) -> int:
    return int(app.db.execute("SELECT count(*) FROM booking").fetchone()[0])


def test_a_third_of_a_language_is_offered_and_leads_to_a_booking(third: App) -> None:
    talk = talk_at(third, [], NEW)
    (hello,) = talk.hear(Arrived())
    assert hello.choices[-1].text == "Galego"
    shown = talk.hear(Said("Galician"))
    assert [(said.key, said.language) for said in shown] == [("operator.welcome", NEW)]
    for tap in WAY:
        shown += talk.hear(Tapped(tap))
    while talk.step == "choose_slot":
        shown += talk.hear(Tapped(shown[-1].choices[0].id))
    booked = talk.hear(Tapped("confirm"))
    assert ([said.key for said in booked], booked[0].language, bookings(third)) == (["ticket.booked"], NEW, 1)
    said_in_english = [said for said in shown if said.key not in third.catalogs[NEW].messages]
    assert 0 < len(said_in_english) < len(shown)
    assert all(only_in_english(third) in said.text for said in said_in_english)
    assert only_in_english(third) not in shown[1].text, "the notice to which people agree is whole"
    for word in ("they are beating me", "me están pegando", "y ap bat mwen"):
        (*_, answer) = talk.hear(Said(word))
        assert (answer.key, answer.language) == ("danger.now", NEW), "heard in the words of the others"
    assert keys(talk.hear(Tapped("danger")))[-1] == "danger.now"


def test_a_third_of_a_language_leads_to_a_booking_on_the_terminal(third: App, tmp_path: Path) -> None:
    talk, screen, shown = talk_at(third, [], NEW), StringIO(), list[Outgoing]()

    def typed() -> Iterator[str]:
        yield "Galician"
        for tap in (*WAY, "", "", "confirm"):
            ids = [choice.id for choice in shown[-1].choices]
            yield str(ids.index(tap) + 1 if tap else 1)

    terminal.run(talk, typed(), Console(file=screen), tmp_path, lambda event, heard: shown.extend(heard))
    assert (talk.step, bookings(third)) == ("booked", 1)
    assert {said.language for said in shown[1:]} == {NEW}
    assert shown[-1].text in screen.getvalue()
    assert only_in_english(third) in screen.getvalue()


def test_a_third_of_a_language_leads_to_a_booking_on_the_web(third: App) -> None:
    async def walk() -> None:
        reader = Reader(Web(Here(third, Hands(NOW)), asyncio.Event(), POLICY).site())
        await reader.open()
        assert NEW in reader.page.choices
        await reader.open(f"/{NEW}")
        for tap in (*WAY[:2], OWN, *WAY[2:]):
            await reader.send(reader.page.tap(tap))
        while "confirm" not in reader.page.choices:
            await reader.send(reader.page.tap(next(iter(reader.page.choices))))
        await reader.send(reader.page.tap("confirm"))
        assert {page.language for page in reader.pages[1:]} == {NEW}
        assert any(only_in_english(third) in "\n".join(page.bubbles) for page in reader.pages)

    asyncio.run(walk())
    assert bookings(third) == 1
