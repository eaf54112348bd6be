"""The README and the command do not drift apart."""

import re
from pathlib import Path

from click.testing import CliRunner

from bot.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_the_second_command_of_the_readme_is_the_one_that_gates_changes() -> None:
    command = BLOCKS[1].strip()
    assert "pytest" in command
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_first_command_starts_the_conversation_from_an_editable_install() -> None:
    command = BLOCKS[0].strip()
    assert command.endswith("randevou chat")
    assert "install -e ." in command


TALK = README.split("```text\n")[1].split("```")[0]
CODE = re.compile(r"code: \w+ \w+ \d+ \w+\.")


def test_the_conversation_of_the_readme_is_a_real_one(tmp_path: Path) -> None:
    typed = ["1", "1", "1", *re.findall(r"^» (.*)$", TALK, re.M)]
    words = ["chat", "--language", "en", "--at", "2026-11-22", "--db", str(tmp_path / "x.db")]
    said = iter(CODE.sub("code.", CliRunner().invoke(main, words, input="\n".join(typed)).output).splitlines())
    for line in CODE.sub("code.", TALK).splitlines():
        if line and line != "…" and not line.startswith("»"):
            assert line in said, f"not said, or not in this place: {line}"


def test_every_verb_that_the_readme_names_exists_and_every_verb_is_named() -> None:
    named = set(
        re.findall(
            r"^randevou (\w+(?: (?:list|review|open|close|import|capacity|check|show|area|privacy|extract|rotate"
            r"|give-up|verify))?)",
            README,
            re.M,
        )
    )
    existing: set[str] = set()
    for name, verb in main.commands.items():
        inner = getattr(verb, "commands", None)
        existing |= {f"{name} {sub}" for sub in inner} if inner else {name}
    assert named == existing


def test_every_option_that_the_readme_names_is_an_option_of_that_verb() -> None:
    for line in re.findall(r"^randevou .*$", README, re.M):
        words = line.split("#")[0].split()
        verb = (
            words[1:3]
            if len(words) > 2 and words[2] in getattr(main.commands[words[1]], "commands", {})
            else words[1:2]
        )
        printed = CliRunner().invoke(main, [*verb, "--help"]).output
        for option in re.findall(r"--[a-z]+", line.split("#")[0]):
            assert option in printed, line


def test_every_setting_of_the_server_stands_in_the_readme() -> None:
    for option in main.commands["serve"].params:
        if getattr(option, "envvar", None):
            assert f"| `{option.envvar}` | `{option.opts[0]}` |" in README, option.opts[0]
