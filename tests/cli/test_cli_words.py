"""A file of words that is wrong: the operator is told, and everybody whose words can be read is served."""

import re
import shutil
from pathlib import Path

import pytest

from bot import settings
from bot.cli.server_lock import only_one
from bot.translators.check import check
from tests.cli.test_cli import own_folder, run, talk
from tests.conftest import OFFERED

assert own_folder  # every test runs in its own folder


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the words and the packs, which a test may break."""
    for folder in ("locales", "policy"):
        shutil.copytree(settings.root() / folder, tmp_path / "project" / folder)
    monkeypatch.setattr(settings, "root", lambda: tmp_path / "project")
    return tmp_path / "project"


WRONG = ["locales/fr/bot.po", "locales/fr/calls.toml", "locales/bot.pot", "policy/border-appointments/words/fr.po"]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_of_words_that_is_wrong_is_named_at_the_start_and_people_are_served(project: Path, wrong: str) -> None:
    assert "Warning" not in run("chat").stderr
    (project / wrong).parent.mkdir(exist_ok=True)
    (project / wrong).write_text('[msgid "', "utf-8")
    said = run("chat")
    assert (said.exit_code, wrong in said.stderr) == (0, True), said.output
    assert said.stderr.count("Warning: ") == 1
    environment = {"RANDEVOU_TELEGRAM_TOKEN": "1:x", "RANDEVOU_DB": "x.db"}
    with only_one(Path("x.db"), "1"):
        assert wrong in run("serve", "--demo", **environment).stderr
    whole = [language for language in OFFERED if language != "fr" or wrong != WRONG[0]]
    offered = talk([])[0]["replies"][0]["choices"]
    assert [choice["id"] for choice in offered] == whole


def test_a_notice_is_not_printed_in_english_for_a_language_whose_file_is_wrong(project: Path) -> None:
    (project / "locales" / "fr" / "bot.po").write_text('msgid "', "utf-8")
    refused = run("packs", "privacy", "legal-clinic", "--language", "fr")
    assert (refused.exit_code, "fr/bot.po, line 1" in refused.stderr, refused.stdout) == (78, True, "")
    assert run("packs", "privacy", "legal-clinic", "--language", "ht").exit_code == 0


def test_who_chose_a_language_before_its_file_went_wrong_reads_english_until_it_is_right(project: Path) -> None:
    file = project / "locales" / "fr" / "bot.po"
    good = file.read_text("utf-8")
    talk([{"tap": "fr"}, {"tap": "understood"}, {"tap": "continue"}, {"tap": "agree"}])
    file.write_text('msgid "', "utf-8")
    meanwhile = talk([{"tap": "continue"}, {"text": "language"}, {"tap": "fr"}, {"text": "français"}, {"tap": "es"}])
    assert meanwhile[0]["replies"][0]["text"].startswith("Hello again.")
    assert [line["language"] for line in meanwhile] == ["fr"] * 5 + ["es"]
    talk([{"text": "inglés"}])
    file.write_text(good, "utf-8")
    assert [line["language"] for line in talk([{"tap": "continue"}, {"text": "French"}])][-1] == "fr"


def test_a_look_is_no_fault_for_a_translator_and_one_in_the_checks_of_a_change(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.words.check_words", lambda locales, root: check(locales))  # without the code
    for file in (project / "locales").glob("**/bot.po*"):
        keep_only(file, ("cancel.nothing", "choice.yes"))
    change(project / "locales" / "es" / "bot.po", "No hay ninguna cita que cancelar.", "Hay una cita que cancelar.")
    for strict, code in ((), 0), (("--strict",), 1):
        said = run("words", "check", *strict)
        assert (said.exit_code, "cancel.nothing: look: " in said.output) == (code, True), said.output
    shown = run("words", "read", "cancel.nothing", input="n\n")
    assert shown.exit_code == 1
    assert "There is no appointment" in shown.output
    assert "Pa gen okenn randevou" in shown.output
    assert "Noted" in run("words", "read", "cancel.nothing", "--yes").output
    assert run("words", "check", "--strict").exit_code == 0
    assert "nothing to look at" in run("words", "read", "choice.yes").output


def test_words_go_to_a_translator_as_a_sheet_and_come_back(project: Path) -> None:
    before = (project / "locales" / "ht" / "bot.po").read_bytes()
    assert "texts are in kreyol.xlsx" in run("words", "export", "ht", "kreyol.xlsx").output
    assert "0 texts have changed" in run("words", "import", "ht", "kreyol.xlsx", "--by", "Anne").output
    assert (project / "locales" / "ht" / "bot.po").read_bytes() == before
    shutil.copy(project / "locales" / "ht" / "bot.po", "back.po")
    change(Path("back.po"), "Pa gen okenn randevou pou anile.", "Pa gen randevou pou anile.")
    change(Path("back.po"), 'msgctxt "choice.yes"', 'msgctxt "choice.yess"')
    said = run("words", "import", "ht", "back.po")
    assert (said.exit_code, "choice.yess: not taken: no text has this key." in said.output) == (1, True)
    assert "1 texts have changed" in said.output
    assert "Pa gen randevou pou anile." in (project / "locales" / "ht" / "bot.po").read_text("utf-8")
    for words in (["export", "en", "a.po"], ["export", "ht", "a.ods"], ["import", "ht", "none.po"]):
        assert run("words", *words).exit_code == 2


@pytest.mark.parametrize("verb", [("read", "zzz"), ("touch", "zzz", "--wording")], ids=" ".join)
def test_a_key_that_somebody_typed_and_that_is_like_no_other_is_looked_up_and_nothing_is_deleted(
    verb: tuple[str, ...],
) -> None:
    said = run("words", *verb)
    assert said.exit_code == 78
    assert "zzz: no text has this key. Look it up there" in said.output
    assert "Delete" not in said.output


@pytest.mark.parametrize("name", ["ours.po", "ours.xlsx"])
def test_words_for_a_folder_that_is_not_there_are_not_written_and_the_fault_is_one_line(name: str) -> None:
    said = run("words", "export", "ht", f"nowhere/{name}")
    assert said.exit_code == 2
    assert f"nowhere/{name}: there is no folder nowhere." in said.output


@pytest.mark.parametrize("name", ["ours.po", "ours.xlsx"])
def test_words_never_take_the_place_of_the_work_of_a_translator(name: str) -> None:
    Path(name).write_bytes(b"the work of weeks")
    said = run("words", "export", "ht", name)
    assert (said.exit_code, f"{name} is there already." in said.output) == (2, True)
    assert Path(name).read_bytes() == b"the work of weeks"


def keep_only(file: Path, keys: tuple[str, ...]) -> None:
    """Leave only these texts, and what words are heard: to check all takes seconds each time."""
    head, *entries = file.read_text("utf-8").split("\n\n")
    kept = [
        entry
        for entry in entries
        if re.search(rf'^msgctxt "({"|".join(keys)}|(heard|calendar|country|list)\..*)"$', entry, re.M)
    ]
    file.write_text("\n\n".join([head, *kept]) + "\n", "utf-8")


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), "utf-8")


def test_an_update_names_a_placeholder_of_which_nothing_says_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    (own / "bot").mkdir(parents=True)
    (own / "locales").mkdir()
    shutil.copy(settings.root() / "locales" / "languages.toml", own / "locales")
    (own / "bot" / "a.py").write_text('"""Greet."""\nHELLO = Text("hello", "Hello {name}")\n', "utf-8")
    monkeypatch.setattr("bot.cli.words.root", lambda: own)
    said = run("words", "update")
    assert said.exit_code == 1
    assert "locales/placeholders.toml: nothing says what {name} holds, in hello." in said.output
    (own / "locales" / "placeholders.toml").write_text('[all]\nname = "a name"\n', "utf-8")
    for verb in ("update", "extract"):
        assert run("words", verb).exit_code == 0
    assert "#. {name}: a name" in (own / "locales" / "ht" / "bot.po").read_text("utf-8")
