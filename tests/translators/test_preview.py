"""The preview: every story as pages, each bubble with its keys, its places in the files, and what is to look at."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import settings
from bot.cli import previewing
from tests.cli.test_cli import own_folder, run
from tests.conftest import LANGUAGES
from tests.said import translation

pytestmark = pytest.mark.xdist_group("preview")  # in one process, the pages are written once
assert own_folder  # every test runs in its own folder
STORY = settings.root() / "tests" / "conversations" / "declines-an-offer"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project in git with one story, previewed in `pages` after two texts were changed."""
    project = tmp_path_factory.mktemp("project")
    for folder in ("locales", "policy"):
        shutil.copytree(settings.root() / folder, project / folder)
    shutil.copytree(STORY, project / "tests" / "conversations" / STORY.name)
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*author, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=project, check=True)
    with pytest.MonkeyPatch.context() as patch:
        for place in (settings, previewing):
            patch.setattr(place, "root", lambda: project)
        patch.setattr("bot.translators.check.left_behind", lambda texts, root: [])  # the copy has no code
        translate(project, "ht", "place.question", "Ki kote ou ye? 17 18")
        translate(project, "es", "party.question", "¿Cuántas personas son?")
        done = run("words", "preview", str(project / "pages"), "--since", "HEAD")
        assert done.exit_code == 0, done.output
        yield project


def translate(project: Path, language: str, key: str, text: str) -> None:
    file = project / "locales" / language / "bot.po"
    entry = re.compile(rf'(msgctxt "{key}"\n.*?\nmsgstr ).*?(\n\n)', re.DOTALL)
    file.write_text(entry.sub(rf'\1"{text}"\2', file.read_text("utf-8"), count=1), "utf-8")


def page(project: Path, name: str) -> str:
    return (project / "pages" / f"{name}.html").read_text("utf-8")


def row(text: str, key: str) -> str:
    """The part of a page from this key to the next row."""
    return text.partition(f'id="{key}"')[2].partition('class="row')[0]


def test_each_bubble_is_there_in_every_language_with_its_key_and_its_place_in_the_file(project: Path) -> None:
    shown = row(page(project, STORY.name), "consent.notice")
    for language in LANGUAGES:
        assert f'lang="{language}"' in shown
        assert translation(language, "consent.notice")[:20] in shown
    found = re.search(r"(locales/fr/bot\.po):(\d+)", shown)
    assert found
    file, line = found.groups()
    assert (project / file).read_text("utf-8").splitlines()[int(line) - 2] == 'msgctxt "consent.notice"'
    assert f'href="{STORY.name}.html"' in page(project, "index")
    assert f'href="{STORY.name}.html#consent.notice"' in row(page(project, "words"), "consent.notice")


def test_every_text_has_an_own_address_on_the_page_of_its_story_and_no_address_is_there_twice(project: Path) -> None:
    for name in (STORY.name, "words"):
        ids = re.findall(r' id="([^"]+)"', page(project, name))
        assert len(ids) == len({*ids})
    links = re.findall(rf'href="{STORY.name}\.html#([^"]+)"', page(project, "words"))
    assert {*links} <= {*re.findall(r' id="([^"]+)"', page(project, STORY.name))}
    assert {"consent.notice", "choice.help", "operator.welcome"} <= {*links}


def test_a_finding_of_the_check_is_marked_at_the_bubble_of_its_language(project: Path) -> None:
    shown = row(page(project, STORY.name), "place.question")
    assert "its numbers are 17, 18; in English none" in shown.partition('lang="ht"')[2].partition('lang="fr"')[0]
    assert "its numbers are 17, 18" not in shown.partition('lang="ht"')[0]
    assert 'class="finding' not in row(page(project, STORY.name), "consent.notice")
    assert "finding" in page(project, "index")


def test_what_changed_since_a_version_is_marked_with_what_it_was(project: Path) -> None:
    words = page(project, "words")
    assert words.count('class="row changed') == 2
    assert words.count('class="column changed"') == 2
    assert f"<del>{translation('es', 'party.question')[:20]}" in row(words, "party.question")
    assert re.search('class="row changed[^"]*" id="party.question"', page(project, STORY.name))
    assert 'class="row changed' not in row(page(project, STORY.name), "consent.notice")


def test_the_pages_need_no_script_and_nothing_from_elsewhere(project: Path) -> None:
    script = r"<script(?! defer src=\"preview\.js\"></script>)"
    for name in ("index", "words", STORY.name):
        assert not re.search(rf"{script}|<[^>]* (on\w+|style)=|(src|href)=\"\w+:", page(project, name))


def test_a_folder_with_other_files_a_version_that_is_not_there_and_no_stories_are_refused(project: Path) -> None:
    Path("mine").mkdir()
    Path("mine/letter.html").write_text("x", "utf-8")
    refused = run("words", "preview", "mine")
    assert (refused.exit_code, "mine" in refused.output) == (2, True)
    assert Path("mine/letter.html").read_text("utf-8") == "x"
    assert run("words", "preview", "new", "--since", "no-such-version").exit_code == 2
    refused = run("words", "preview", "new", "--stories", "mine")
    assert (refused.exit_code, "--stories" in refused.output) == (2, True)
    assert not Path("new").exists()
