"""`randevou words preview`: static pages with every story as people read it, in all languages."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import click

from bot.app import App
from bot.channels.local.story_player import CODE, ONE_CODE, Line, Stage, Story, read_story
from bot.core.language.text import Catalog
from bot.core.places.gazetteer import Gazetteer
from bot.core.programme.pack import Pack
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import read_settings, root
from bot.storage.files.catalogs import english, load_catalogs, overlay
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.packs import find_pack, load_pack
from bot.storage.store import open_store
from bot.translators.noting import Noting
from bot.translators.preview import Bubble, Scene, Told, Words, is_ours, write


@click.command(epilog="Example: randevou words preview --since main")
@click.argument("folder", default="preview", type=click.Path(path_type=Path))
@click.option("--stories", type=click.Path(path_type=Path), help="A folder with stories, if not those of the project.")
@click.option("--since", default="", help="Mark what is not as in this version of git: a branch, a tag or a commit.")
def preview(folder: Path, stories: Path | None, since: str) -> None:
    """Write pages into FOLDER that show each story as bubbles, with the languages side by side.

    Open index.html there. Each text has its key, its place in the files and what `words check` says about it.
    """
    where = stories or root() / "tests" / "conversations"
    found = sorted(file.parent for file in where.glob("*/story.toml"))
    if not found:
        fix = "The stories are in a checkout of the project; name a folder in which each <name>/story.toml is one."
        raise click.BadParameter(f"there are no stories in {where}. {fix}", param_hint="--stories")
    if not is_ours(folder):
        raise click.BadParameter(f"{folder} holds other files. Name a new folder.", param_hint="FOLDER")
    words = Words(root(), since)
    try:
        count = len(words.by_key)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--since") from error
    with tempfile.TemporaryDirectory() as into:
        player = _Player(Path(into))
        told = [player.told(each, [*words.languages]) for each in found]
    write(folder, told, words)
    click.echo(f"{len(told)} stories and {count} texts: open {folder / 'index.html'}")


_Parts = tuple[Pack, Mapping[str, Catalog], Vocabulary, Gazetteer]


class _Player:
    """Plays stories, each on a database of its own; a pack is read once."""

    def __init__(self, into: Path) -> None:
        settings = read_settings()
        self._into, self._policy, self._locales = into, settings.policy, settings.locales
        self._packs: dict[str, _Parts] = {}

    def told(self, folder: Path, languages: list[str]) -> Told:
        """Return a story as it is told in each language."""
        story = read_story(folder)
        return Told(folder.name, story.get("title", ""), {code: list(self._scenes(story, code)) for code in languages})

    def _scenes(self, story: Story, language: str) -> Iterator[Scene]:
        noting, labels = Noting(), dict[str, str]()
        with tempfile.TemporaryDirectory(dir=self._into) as into:
            database = Path(into) / "randevou.db"
            stage = Stage(
                story, lambda pack: noting.listen(self._open(pack, database)), language, Path(into), self._policy
            )
            for _, line in stage.play():
                yield _scene(line, noting, labels)
                labels.update({label.id: label.text for one in line.shown for label in one.choices})

    def _open(self, pack: str | Pack, database: Path) -> App:
        """Return an App on this database, with a pack by its name, or as a story has changed it."""
        if isinstance(pack, str):
            if pack not in self._packs:
                self._packs[pack] = self._with_words(load_pack(find_pack(pack, self._policy)))
            parts = self._packs[pack]
        else:
            parts = self._with_words(pack)
        db, seal = open_store(database)
        return App(*parts, english(self._locales, parts[0]), self._locales, db, seal).with_former_sites()

    def _with_words(self, pack: Pack) -> _Parts:
        catalogs = overlay(load_catalogs(self._locales), pack)
        return pack, catalogs, Vocabulary.of(catalogs), load_gazetteer()


def _scene(line: Line, noting: Noting, labels: Mapping[str, str]) -> Scene:
    """Return what a line looks like; a tap, the words on its button."""
    who, _, heard = line.heard.partition(": ")
    kind, _, value = heard.partition(" ")
    by_person = kind in ("tap", "text")
    shown = (replace(one, text=CODE.sub(ONE_CODE, one.text)) for one in line.shown)
    bubbles = tuple(Bubble(after, noting.in_order(one)) for one, after in zip(line.shown, shown, strict=True))
    said = labels.get(value, value) if by_person else heard
    return Scene(who, CODE.sub(ONE_CODE, said), by_person, bubbles)
