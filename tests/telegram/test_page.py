"""A page on Telegram: read at once, kept nowhere; a demonstration that has ended needs no leave to say so."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.server_lock import only_one
from tests.conftest import NOW, POLICY
from tests.storage.files.test_page_packs import ENTRIES, HEAD
from tests.telegram.stage import Stage, play

ENDED = """
[[entry]]
id = "end"
text = "This programme ended, and all appointments were cancelled."
source = "CBP, 20 January 2025"
from = 2025-01-20
"""


def page_of(folder: Path) -> Path:
    folder.mkdir()
    (folder / "pack.toml").write_text(HEAD + ENTRIES, encoding="utf-8")
    text = (POLICY / "legal-clinic" / "contacts.csv").read_text("utf-8").replace(" urgent", "")
    (folder / "contacts.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_page_is_read_on_telegram_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    async def act(stage: Stage) -> None:
        stage.settings = replace(stage.settings, pack=str(page_of(tmp_path / "parole")))
        stage.clock.now = NOW.replace(year=2024)
        async with stage.bot():
            await stage.marie.start()
            await stage.next(1)
            read = await stage.says("fr")
            assert "25 March 2025" in read, "whatever the clock of the machine says"
            assert "Nothing can" not in read
            assert "911" in await stage.says("danger")
            assert "25 March 2025" in await stage.says("continue")
            before = len(stage.marie.screen())
            await stage.marie.write("statut")
            assert "25 March 2025" in await stage.next(before + 1)
        assert {table: stage.count(table) for table in ("person", "conversation", "outbox")} == {
            "person": 0,
            "conversation": 0,
            "outbox": 0,
        }

    play(tmp_path, act)


@pytest.mark.parametrize("until", ["", "until = 2030-01-01\n"])
def test_a_demonstration_that_has_ended_may_say_so_to_people(until: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(POLICY / "border-appointments", tmp_path / "ended"))
    with (folder / "pack.toml").open("a", encoding="utf-8") as file:
        file.write(ENDED + until)
    environment = {"RANDEVOU_TELEGRAM_TOKEN": "1:x", "RANDEVOU_DB": str(tmp_path / "x.db")}
    with only_one(tmp_path / "x.db", "1"):  # so that it does not go on to serve
        result = CliRunner().invoke(main, ["serve", "--pack", str(folder)], env=environment)
    assert ("Add --demo" in result.output) == bool(until), "a pause is no end"
