"""Test that the README, the reference in CONTRIBUTING and the command agree with each other."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.cli.test_cli import verbs_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
REFERENCE = CONTRIBUTING.split("\n## Command reference\n")[1].split("\n## ")[0]
SETTINGS = CONTRIBUTING.split("\n## Settings\n")[1].split("\n## ")[0]
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")


def test_the_second_command_of_the_readme_is_the_one_that_gates_changes() -> None:
    command = BLOCKS[1].strip()
    assert "pytest" in command
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert command in CONTRIBUTING.splitlines()


def test_the_first_command_starts_the_conversation_from_an_editable_install() -> None:
    command = BLOCKS[0].strip()
    assert command.endswith("randevou serve")
    assert "install -e ." in command


def test_a_newcomer_reads_the_readme_in_three_minutes() -> None:
    assert len(README.split()) < 750


TALK = README.split("```text\n")[1].split("```")[0]
CODE = re.compile(r"code: \w+ \w+ \d+ \w+\.")


def test_the_conversation_of_the_readme_is_a_real_one(tmp_path: Path) -> None:
    shown = [line for line in CODE.sub("code.", TALK).splitlines() if line and line != "…" and line[0] != "»"]
    assert len(shown) > 12
    assert [line for line in shown if line.startswith("Booked. Your code.")], "it ends with a booked seat"
    typed = ["1", "1", "1", *re.findall(r"^» (.*)$", TALK, re.M)]
    words = ["chat", "--language", "en", "--at", "2026-11-22", "--db", str(tmp_path / "x.db")]
    assert f"`randevou {' '.join(words[:5])}`" in README
    said = iter(CODE.sub("code.", CliRunner().invoke(main, words, input="\n".join(typed)).output).splitlines())
    for line in shown:
        assert line in said, f"not said, or not in this place: {line}"


def test_every_verb_that_the_reference_names_exists_and_every_verb_is_named() -> None:
    existing: set[str] = set()
    for name, verb in verbs_of(main).items():
        inner = verbs_of(verb)
        existing |= {f"{name} {sub}" for sub, each in inner.items() if not each.hidden} if inner else {name}
    assert {verb_of(line) for line in lines_of(REFERENCE)} == existing
    assert {verb_of(line) for line in lines_of(README + CONTRIBUTING)} == existing


def lines_of(text: str) -> list[str]:
    return re.findall(r"^randevou .*$", text, re.M)


def verb_of(line: str) -> str:
    """The verb of a line as it is typed: `slots list` of `randevou slots list --json`."""
    name, *rest = line.split("#")[0].split()[1:]
    return f"{name} {rest[0]}" if verbs_of(verbs_of(main)[name]) else name


def test_every_option_that_the_documentation_names_is_an_option_of_that_verb() -> None:
    lines = lines_of(README + CONTRIBUTING)
    assert len(lines) > 30
    for line in lines:
        printed = CliRunner().invoke(main, [*verb_of(line).split(), "--help"]).output
        for option in re.findall(r"--[a-z]+", line):
            assert option in printed, line


def test_every_setting_of_the_server_stands_in_the_table_of_settings() -> None:
    named = [option for option in verbs_of(main)["serve"].params if getattr(option, "envvar", None)]
    assert len(named) > 5
    for option in named:
        assert f"| `{option.envvar}` | `{option.opts[0]}` |" in SETTINGS, option.opts[0]


def headings(page: str) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    lines = re.findall(r"^#+ (.*)$", (ROOT / page).read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_a_heading_that_exist(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", (ROOT / page).read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        assert (ROOT / (path or page)).exists(), target
        assert not anchor or anchor in headings(path or page), target


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_folder_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|locales|policy|tests|\.ci)/[\w./-]*)[^`<]*`", text)
    assert named
    for path in named:
        assert (ROOT / path).exists(), path
