"""HTML and MarkdownV2 are read as Telegram reads them, and what cannot be read is told in its words."""

import pytest

from tests.telegram.markup import parse, trim
from tests.telegram.rules import Refused


@pytest.mark.parametrize(
    ("mode", "text", "plain", "kinds"),
    [
        ("HTML", "<b>a <i>b</i></b> &lt;&amp; &euro;", "a b <& &euro;", ["bold 0 3", "italic 2 1"]),
        ("HTML", '<a href="https://x.mx">🎫 x</a>', "🎫 x", ["text_link 0 4"]),
        ("HTML", "<blockquote expandable>q</blockquote><code>c</code>", "qc", ["blockquote 0 1", "code 1 1"]),
        ("MarkdownV2", r"*a _b_* __u__ \. `c.`", "a b u . c.", ["bold 0 3", "italic 2 1", "underline 4 1", "code 8 2"]),
        (
            "MarkdownV2",
            "||s|| [x](https://x.mx)\n>q\nend",
            "s x\nq\nend",
            ["spoiler 0 1", "text_link 2 1", "blockquote 4 2"],
        ),
        ("", " <b> ", "<b>", []),
    ],
)
def test_markup_becomes_text_and_entities(mode: str, text: str, plain: str, kinds: list[str]) -> None:
    said, entities = trim(*parse(text, mode))
    assert (said, [f"{e['type']} {e['offset']} {e['length']}" for e in entities]) == (plain, kinds)


@pytest.mark.parametrize(
    ("mode", "text", "why"),
    [
        ("HTML", "a <br> b", 'Unsupported start tag "br" at byte offset 2'),
        ("HTML", "é <i", "Unclosed start tag at byte offset 3"),
        ("HTML", "3 < 5", 'Unsupported start tag "" at byte offset 2'),
        ("HTML", "<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
        ("HTML", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("MarkdownV2", "one.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("MarkdownV2", "é *x", "Can't find end of Bold entity at byte offset 3"),
        ("MarkdownV2", "[x](http", "Can't find end of a URL at byte offset 4"),
    ],
)
def test_what_cannot_be_parsed_is_told_in_telegrams_words(mode: str, text: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text, mode)
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"
