"""Writes static pages that show each story as people read it: bubbles on a small screen, one column for each language.

Below each bubble are its keys and their places in the files, what the checks find, and what it was before a change.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

import jinja2

from bot.core.language.message import Outgoing
from bot.storage.files import po_files
from bot.storage.files.catalogs import load_catalogs, po_file, template
from bot.storage.files.languages import Language, load_languages
from bot.storage.files.po_files import Forms, forms
from bot.translators.check import check
from bot.translators.since import changed
from bot.translators.sources import Finding

PACKAGE = Path(__file__).parent
NOT_SAID = "heard."
"""How the keys of words begin that people type: no bubble has them."""
MOST_LINKS = 8
"""The most stories to which the page of all words leads from one text."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message, and the keys of the texts in it: its own first."""

    outgoing: Outgoing
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One line of a story in one language: what was done or typed, and the answer."""

    who: str
    heard: str
    by_person: bool
    bubbles: tuple[Bubble, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it was told in each language."""

    name: str
    title: str
    scenes: Mapping[str, Sequence[Scene]]


@dataclass(frozen=True, slots=True)
class Word:
    """One text in one language: what it says and where, what the checks find, and what it said before a change."""

    said: Forms
    place: str
    findings: Sequence[Finding] = ()
    before: Forms | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side on a page: a bubble in each language, under one address."""

    id: str
    keys: Sequence[str]
    others: Sequence[str]
    """Keys that have their first place on the page here, and their address."""
    bubbles: Mapping[str, Bubble | None]
    changed: bool


@dataclass(frozen=True)
class Words:
    """All texts of the project by key and language, with what is to say about each."""

    root: Path
    since: str = ""

    @cached_property
    def languages(self) -> Mapping[str, Language]:
        """Return the languages that people can choose."""
        known = load_catalogs(self.root / "locales")
        return {code: one for code, one in load_languages(self.root / "locales").items() if known[code].offered}

    @cached_property
    def by_key(self) -> Mapping[str, Mapping[str, Word]]:
        """Return what each language says for a key; raise ValueError if git does not know the version."""
        locales = self.root / "locales"
        found: dict[str, dict[str, Word]] = defaultdict(dict)
        languages = self.languages.items()
        files = {code: template(locales) if one.source else po_file(locales, code) for code, one in languages}
        before = {code: changed(files[code], self.since, source=one.source) for code, one in languages if self.since}
        findings = self._findings()
        for code, language in languages:
            file, was = files[code], before.get(code, {})
            name = file.relative_to(self.root).as_posix()
            for key, entry in po_files.read(file).by_key().items():
                said = forms(entry.id if language.source else entry.string)
                place = f"{name}:{entry.lineno}"
                if not key.startswith(NOT_SAID):
                    found[key][code] = Word(said, place, findings.get((name, key), ()), was.get(key))
        return found

    def _findings(self) -> Mapping[tuple[str, str], Sequence[Finding]]:
        found = defaultdict(list)
        for each in check(self.root / "locales", self.root):
            found[each.file, each.key].append(each)
        return found

    def is_changed(self, keys: Sequence[str], code: str = "") -> bool:
        """Return whether one of these texts is not what it was, in this language or in any."""
        texts = (text for key in keys for text in self.by_key.get(key, {}).items())
        return any(word.before is not None for language, word in texts if code in ("", language))

    def findings(self, keys: Sequence[str]) -> int:
        """Return how much the checks find in these texts."""
        return sum(len(word.findings) for key in keys for word in self.by_key.get(key, {}).values())


def write(folder: Path, stories: Sequence[Told], words: Words) -> None:
    """Write the pages into a folder, and nothing else there: it is new, or holds an earlier preview."""
    pages = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(languages=words.languages, words=words, since=words.since)
    rows = {story.name: list(_rows(story, words)) for story in stories}
    folder.mkdir(parents=True, exist_ok=True)
    for earlier in folder.glob("*.html"):
        earlier.unlink()
    for story in stories:
        told = pages.get_template("story.html").render(story=story, lines=rows[story.name])
        (folder / f"{story.name}.html").write_text(told, "utf-8")
    keys = {name: [key for _, each in lines for row in each for key in row.keys] for name, lines in rows.items()}
    counted = [
        (story, words.findings(sorted({*keys[story.name]})), words.is_changed(keys[story.name])) for story in stories
    ]
    (folder / "index.html").write_text(pages.get_template("index.html").render(stories=counted), "utf-8")
    links = _links(rows)
    (folder / "words.html").write_text(pages.get_template("words.html").render(links=links, most=MOST_LINKS), "utf-8")
    (folder / "preview.css").write_text(pages.get_template("preview.css").render(), "utf-8")
    shutil.copyfile(PACKAGE / "templates" / "preview.js", folder / "preview.js")


def is_ours(folder: Path) -> bool:
    """Return whether a folder can be written: it is not there, is empty, or holds an earlier preview."""
    return not folder.exists() or (folder.is_dir() and (not any(folder.iterdir()) or (folder / "preview.css").exists()))


Lines = Sequence[tuple[Mapping[str, Scene | None], Sequence[Row]]]
"""The lines of a story: what was done in each language, and the rows of the answer."""


def _rows(story: Told, words: Words) -> Iterator[tuple[Mapping[str, Scene | None], Sequence[Row]]]:
    """Put the languages of a story side by side. Where words are heard otherwise in one, it may tell another story."""
    count: dict[str, int] = defaultdict(int)
    seen: set[str] = set()
    for scenes in zip_longest(*story.scenes.values()):
        rows = []
        for bubbles in zip_longest(*(scene.bubbles if scene else () for scene in scenes)):
            keys = list(
                dict.fromkeys(key for bubble in bubbles if bubble for key in bubble.keys if key in words.by_key)
            )
            first = next(bubble.outgoing.key for bubble in bubbles if bubble)
            count[first] += 1
            id = first if count[first] == 1 and first not in seen else f"{first}-{count[first]}"
            seen.add(id)
            others = [key for key in keys if key not in seen]
            seen.update(others)
            rows.append(Row(id, keys, others, dict(zip(story.scenes, bubbles, strict=True)), words.is_changed(keys)))
        yield dict(zip(story.scenes, scenes, strict=True)), rows


def _links(rows: Mapping[str, Lines]) -> Mapping[str, Mapping[str, str]]:
    """Return the first bubble of each story that says a text: its address there, by story."""
    links: dict[str, dict[str, str]] = defaultdict(dict)
    for name, lines in rows.items():
        for _, line in lines:
            for row in line:
                for key in row.keys:
                    links[key].setdefault(name, key if key in row.others else row.id)
    return links
