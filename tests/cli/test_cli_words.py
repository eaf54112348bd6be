"""A file of words that is wrong: the operator is told, and everybody whose words can be read is served."""

import shutil
from pathlib import Path

import pytest

from bot import settings
from bot.cli.serve import only_one
from tests.cli.test_cli import own_folder, run, talk

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
    whole = ["en", "es", "ht", "fr"]
    offered = talk([])[0]["replies"][0]["choices"]
    assert [choice["id"] for choice in offered] == (whole if wrong != WRONG[0] else whole[:3])


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
