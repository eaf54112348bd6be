"""parse_mode as Telegram reads it: HTML and MarkdownV2 into plain text and entities, or the reason why not."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from tests.telegram.rules import Refused

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
MARKS = {"*": "Bold", "_": "Italic", "__": "Underline", "~": "Strikethrough", "||": "Spoiler", "[": "TextUrl"}
KINDS = MARKS | {"`": "Code", "```": "Pre", ">": "BlockQuote", "![": "CustomEmoji"}
ENDS = {"[": "]", "![": "]"}
RESERVED = "_*[]()~`>#+-=|{}.!"
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
ATTRIBUTE = re.compile(r"\s*([^\s=>]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+)")
Entities = list[dict[str, Any]]


def units(text: str) -> int:
    """How long Telegram thinks a text is: UTF-16 code units.

    >>> units("é"), units("🎫")
    (1, 2)
    """
    return len(text.encode("utf-16-le")) // 2


@dataclass
class Reader:
    """What is read so far: the source, the place in it, the plain text, open and finished entities."""

    source: str
    at: int = 0
    plain: list[str] = field(default_factory=list)
    length: int = 0
    open: list[tuple[str, int, int, dict[str, str]]] = field(default_factory=list)
    entities: Entities = field(default_factory=list)

    def put(self, text: str) -> None:
        self.plain.append(text)
        self.length += units(text)

    def begin(self, name: str, where: int, more: dict[str, str] | None = None) -> None:
        self.open.append((name, self.length, where, more or {}))

    def end(self, kind: str, more: dict[str, str] | None = None) -> None:
        _, start, _, own = self.open.pop()
        if self.length > start:
            self.entities.append({"type": kind, "offset": start, "length": self.length - start} | own | (more or {}))

    def byte(self, at: int) -> str:
        """Where something is, as Telegram says it."""
        return f" at byte offset {len(self.source[:at].encode())}"

    def fail(self, why: str, at: int | None = None) -> Refused:
        """The refusal, with the byte offset where Telegram ends with one."""
        return Refused("entities", why=why if at is None else why + self.byte(at))


def parse(text: str, mode: str) -> tuple[str, Entities]:
    """The plain text and its entities; refuses what Telegram cannot parse."""
    match mode.lower():
        case "":
            return text, []
        case "html":
            reader = Reader(text)
            _html(reader)
        case "markdownv2":
            reader = Reader(text)
            _markdown(reader)
        case _:
            raise Refused("parse_mode")
    return "".join(reader.plain), sorted(reader.entities, key=lambda e: (e["offset"], -e["length"]))


def trim(text: str, entities: Entities) -> tuple[str, Entities]:
    """Blanks around a text are dropped, and the entities moved."""
    stripped = text.strip()
    before = units(text[: len(text) - len(text.lstrip())])
    kept, most = [], units(stripped)
    for entity in entities:
        start = max(entity["offset"] - before, 0)
        stop = min(entity["offset"] + entity["length"] - before, most)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return stripped, kept


def _html(reader: Reader) -> None:
    source = reader.source
    while reader.at < len(source):
        if source[reader.at] == "&" and (found := ENTITY.match(source, reader.at)):
            reader.put(unescape(found[0]))
            reader.at = found.end()
        elif source[reader.at] != "<":
            reader.put(source[reader.at])
            reader.at += 1
        elif source.startswith("</", reader.at):
            _end_tag(reader)
        else:
            _start_tag(reader)
    if reader.open:
        raise reader.fail(f'Can\'t find end tag corresponding to start tag "{reader.open[-1][0]}"')


def _start_tag(reader: Reader) -> None:
    source, begin = reader.source, reader.at
    named = re.compile(r"<([^\s>]*)").match(source, begin)
    assert named
    if named.end() == len(source):
        raise reader.fail("Unclosed start tag", begin)
    name = named[1].lower()
    if name not in TAGS:
        raise reader.fail(f'Unsupported start tag "{name}"', begin)
    at, more = named.end(), {}
    while found := ATTRIBUTE.match(source, at):
        key, value, at = found[1].lower(), unescape(found[2].strip("\"'")), found.end()
        match name, key:
            case "a", "href":
                more["url"] = value
            case "span", "class" if value == "tg-spoiler":
                more["class"] = value
            case "code", "class" if value.startswith("language-"):
                more["language"] = value.removeprefix("language-")
    rest = re.compile(r"\s*(expandable)?\s*").match(source, at)
    at = rest.end() if rest else at
    if at >= len(source):
        raise reader.fail("Unclosed start tag", begin)
    if source[at] != ">":
        raise reader.fail(f'Expected equal sign in declaration of an attribute of the tag "{name}"', begin)
    if name == "span" and not more.pop("class", ""):
        raise reader.fail('Tag "span" must have class "tg-spoiler"', begin)
    reader.begin(name, begin, more)
    reader.at = at + 1


def _end_tag(reader: Reader) -> None:
    begin = reader.at
    if not reader.open:
        raise reader.fail("Unexpected end tag", begin)
    found = re.compile(r"</([^\s>]*)\s*>").match(reader.source, begin)
    if not found:
        raise reader.fail("Unclosed end tag", begin)
    name, wanted = found[1].lower(), reader.open[-1][0]
    if name not in ("", wanted):
        raise reader.fail(f'Unmatched end tag{reader.byte(begin)}, expected "</{wanted}>", found "</{name}>"')
    linked = wanted != "a" or "url" in reader.open[-1][3]
    more = {} if linked else {"url": "".join(reader.plain)}
    reader.end(TAGS[wanted], more)
    reader.at = found.end()


def _markdown(reader: Reader) -> None:
    source = reader.source
    while reader.at < len(source):
        here, inside = source[reader.at], reader.open[-1][0] if reader.open else ""
        literal = inside in ("`", "```")
        if here == "\\" and reader.at + 1 < len(source) and source[reader.at + 1] < "\x7f":
            reader.put(source[reader.at + 1])
            reader.at += 2
        elif inside and source.startswith(ENDS.get(inside, inside), reader.at) and _closes(reader, inside):
            _close_mark(reader, inside)
        elif here == "\n" and ">" in [mark for mark, *_ in reader.open]:
            _quote_line(reader, inside)
        elif (literal and here != "`") or here not in RESERVED:
            reader.put(here)
            reader.at += 1
        else:
            _open_mark(reader, here)
    if reader.open and reader.open[-1][0] == ">":
        reader.end("blockquote")
    if reader.open:
        mark, _, where, _ = reader.open[-1]
        raise reader.fail(f"Can't find end of {KINDS[mark]} entity", where)


def _closes(reader: Reader, inside: str) -> bool:
    """`_` inside italics does not end them where `__` begins an underline."""
    return inside != "_" or not reader.source.startswith("__", reader.at)


def _open_mark(reader: Reader, here: str) -> None:
    source, begin = reader.source, reader.at
    line_start = begin == 0 or source[begin - 1] == "\n"
    longest = [mark for mark in ("```", "__", "||", "![") if source.startswith(mark, begin)]
    mark = longest[0] if longest else here
    if mark not in KINDS or (mark == ">" and not line_start):
        raise reader.fail(f"Character '{here}' is reserved and must be escaped with the preceding '\\'")
    reader.begin(mark, begin)
    reader.at = begin + len(mark)
    if mark == "```" and (language := re.compile(r"[^\s`]*\n").match(source, reader.at)):
        reader.at = language.end()


def _close_mark(reader: Reader, mark: str) -> None:
    reader.at += len(ENDS.get(mark, mark))
    if mark not in ("[", "!["):
        reader.end(KINDS[mark].lower())
        return
    source, start = reader.source, reader.at
    if not source.startswith("(", start):
        if mark == "![":
            raise reader.fail("Custom emoji entity must contain a tg://emoji URL")
        reader.open.pop()
        return
    found = re.compile(r"\(((?:\\.|[^)\\])*)\)").match(source, start)
    if not found:
        kind = "a URL" if mark == "[" else "a custom emoji URL"
        raise reader.fail(f"Can't find end of {kind}", start + 1)
    reader.end("text_link" if mark == "[" else "custom_emoji", {"url": re.sub(r"\\(.)", r"\1", found[1])})
    reader.at = found.end()


def _quote_line(reader: Reader, inside: str) -> None:
    """A quotation goes on while its lines begin with `>`."""
    if inside != ">":
        raise reader.fail(f"Can't find end of {KINDS[inside]} entity", reader.open[-1][2])
    going_on = reader.source.startswith("\n>", reader.at)
    reader.put("\n")
    reader.at += 2 if going_on else 1
    if not going_on:
        reader.end("blockquote")
