"""Says for its translator where a text is said: by whom, when, on a button or in a message, what its placeholders hold.

All of this follows from the code, the packs and one table, locales/placeholders.toml: nothing is written by hand for
one text.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from bot.core.errors import CatalogError
from bot.core.language.message import Channel
from bot.core.language.text import PLACEHOLDER
from bot.storage.files.packs import found_texts
from bot.storage.files.packs.reader import LONGEST_LABEL, Found
from bot.storage.files.po_files import forms

BUTTON, MESSAGE, PART, NOTICE, MENU = "button", "message", "line or part of a message", "notice", "entry of a menu"
HEARD, PATTERN, NAME = "words that people type", "name or pattern", "name, also on buttons"
RUDE = "words that are rude in this language, or no fun to read aloud"
PERSON = "the person, with a tap"
KINDS = {
    "heard.rude": RUDE,
    "heard.": HEARD,
    "calendar.": PATTERN,
    "country.": PATTERN,
    "list.and": PATTERN,
    "command.": MENU,
}
"""Kinds of text by the beginning of their key."""
SAID_BY = {
    "heard.rude": "nobody",
    "heard.*": "the person",
    "show.*": "the person, to somebody nearby",
    "command.*": "Telegram",
    "bot.*": "Telegram",
    "web.*": "the web page",
}
"""Who says a text, where it is not the assistant."""
END_MARKS = (".", "?", "!", ":")
Table = Mapping[str, Mapping[str, str]]
"""What placeholders hold: by a pattern of keys ("all" for every text), then by name."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where one text is said, and what fits there."""

    kind: str
    said_by: str
    when: str
    most: int | None = None
    """The most characters, if there is a limit."""
    placeholders: Mapping[str, str] = field(default_factory=dict)
    """What each placeholder holds; "" if the table does not say it."""

    @property
    def lines(self) -> list[str]:
        """Return it as comments for a .po file."""
        limit = f": at most {self.most} characters" if self.most else ""
        holes = [f"{{{hole}}}: {meaning}" for hole, meaning in self.placeholders.items() if meaning]
        return [f"{self.kind.capitalize()}{limit}. Said by {self.said_by}.", self.when, *holes]


def contexts(root: Path, template: Catalog) -> dict[str, Context]:
    """Return the context of each text of a template that was collected from the code and the packs."""
    files = {file for message in template for file, _ in message.locations if file.endswith(".py")}
    trees = {file: ast.parse((root / file).read_text("utf-8")) for file in sorted(files)}
    buttons = {key for tree in trees.values() for key in _on_buttons(tree)}
    abouts = {file: _about(file, tree) for file, tree in trees.items()}
    packs = {key: one for file in root.glob("policy/*/pack.toml") for key, one in found_texts(file.parent).items()}
    table = read_table(root / "locales")
    found: dict[str, Context] = {}
    for message in template:
        if key := message.context:
            holes = _placeholders(key, message, table)
            found[key] = in_pack(key, packs[key]) if key in packs else _in_code(key, message, abouts, buttons, holes)
    return found


def without_meaning(found: Mapping[str, Context]) -> Iterator[tuple[str, str]]:
    """Yield each placeholder whose meaning no line of the table says, with the key of its text."""
    for key, context in found.items():
        yield from ((hole, key) for hole, meaning in context.placeholders.items() if not meaning)


def is_heard(key: str) -> bool:
    """Return whether a text is a list of words that people type: each language has its own, which is no translation."""
    return key.startswith("heard.") or key.endswith(".heard")


def in_pack(key: str, found: Found) -> Context:
    """Return the context of a text of a pack, from what the key of the file that holds it is for."""
    when = f"{found.file}, {found.place}: {found.says}" if found.place else f"{found.file}: {found.says}"
    if is_heard(key):
        return Context(HEARD, "the person", when)
    if found.longest > LONGEST_LABEL:
        return Context(_by_its_end(found.english), "the programme", when, found.longest)
    if ".option." in key or ".service." in key or key.endswith((".holds", ".holds_not")):
        return Context(BUTTON, PERSON, when, found.longest)
    if ".item." in key:
        return Context(PART, "the programme", when)
    return Context(NAME, "the programme", when, found.longest)


def longest_of(texts: Mapping[str, Found]) -> dict[str, int]:
    """Return the most characters of what a pack writes on buttons, by key: what the narrowest channel shows."""
    found = {key: in_pack(key, one) for key, one in texts.items()}
    return {key: each.most for key, each in found.items() if each.kind in (BUTTON, NAME) and each.most}


def _in_code(
    key: str, message: Message, abouts: Mapping[str, str], buttons: set[str], placeholders: Mapping[str, str]
) -> Context:
    files = [file for file, _ in message.locations]
    when = abouts.get(files[0], "the register of data, for the privacy notice")
    also = "".join(f" Also in {_name(file)}." for file in files[1:])
    said_by = next((who for pattern, who in SAID_BY.items() if fnmatchcase(key, pattern)), "the assistant")
    by_key = next((kind for start, kind in KINDS.items() if key.startswith(start)), "")
    if key in buttons:
        return Context(BUTTON, PERSON, when + also, Channel("").label, placeholders)
    notice = "notice" in files[0] or not files[0].endswith(".py")
    kind = by_key or (NOTICE if notice else _by_its_end(forms(message.id)[0]))
    return Context(kind, said_by, when + also, placeholders=placeholders)


def _by_its_end(english: str) -> str:
    return MESSAGE if english.rstrip("”»)").endswith(END_MARKS) else PART


# What the code says of its texts


def _on_buttons(tree: ast.Module) -> Iterator[str]:
    """Yield the keys of texts that are the label of a Choice, written there or named before."""
    named = {
        target.id: key
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and (key := _key(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Choice":
            for label in call.args[1:2]:
                parts = (label.body, label.orelse) if isinstance(label, ast.IfExp) else (label,)
                yield from filter(None, map(_key, parts))
                yield from (named[part.id] for part in parts if isinstance(part, ast.Name) and part.id in named)


def _key(node: ast.expr) -> str:
    """Return the key of a text that is written here, else ""."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Text", "Texts"):
        first = node.args[0]
        return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    return ""


def _about(file: str, tree: ast.Module) -> str:
    """Return the name of a file, and what its first line says it is for."""
    return f"{_name(file)}: {(ast.get_docstring(tree) or '').partition(chr(10))[0]}"


def _name(file: str) -> str:
    path = Path(file)
    folder = path.parent.name
    kinds = {"steps": f"step {path.stem}", "pages": f"page {path.stem}"}
    return kinds.get(folder, f"{folder}/{path.stem}" if "channels" in path.parts else path.stem)


# What the table says


def read_table(locales: Path) -> Table:
    """Return what placeholders hold, from locales/placeholders.toml."""
    file = locales / "placeholders.toml"
    try:
        return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(str(file), "", f"it cannot be read: {error}.") from error


def meanings_of(key: str, table: Table) -> dict[str, str]:
    """Return what the placeholders of a text hold, by name: a pattern that fits the key comes before "all"."""
    meanings = dict(table.get("all", {}))
    for pattern, own in table.items():
        if fnmatchcase(key, pattern):
            meanings |= own
    return meanings


def _placeholders(key: str, message: Message, table: Table) -> dict[str, str]:
    meanings = meanings_of(key, table)
    holes = dict.fromkeys(hole for form in forms(message.id) for hole in PLACEHOLDER.findall(form))
    return {} if is_heard(key) else {hole: meanings.get(hole, "") for hole in holes}
