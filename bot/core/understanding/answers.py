"""The meaning of a typed answer: a command, yes or no, a language, a country; None means: ask.

No answer is better than a guess. Yes and no are whole answers from exact lists, never near misses. The words of
the conversation's language come first; a word of another language counts if it means nothing in this one.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, cast

from bot.core.understanding.vocabulary import Token, Vocabulary, Words, fold_answer, read

Answer = Literal["yes", "no", "unsure"]

LONGEST_QUOTE = 40
"""The most characters that are repeated to a person of what they typed."""
MOST_QUOTED = 3
"""The most words of it."""


def quotable(text: str) -> str:
    """Return a person's first words for repeating: one short line, without invisible or text-turning characters."""
    visible = (" " if char.isspace() else char for char in text[: 8 * LONGEST_QUOTE] if _is_visible(char))
    line = _first_words("".join(visible).split())
    cut = line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1].rstrip() + "…"
    right_to_left = any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in cut)
    return f"\u2068{cut}\u2069" if right_to_left else cut


def _first_words(words: list[str]) -> str:
    cut = " ".join(words[:MOST_QUOTED])
    return f"{cut} …" if len(words) > MOST_QUOTED else cut


def _is_visible(char: str) -> bool:
    joins = char in "\u200c\u200d"
    return char.isspace() or joins or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Me")


def command(text: str, vocabulary: Vocabulary, language: str) -> str | None:
    """Return the id of the command that a text asks for, such as "help" or "back"; also for /help or /ayuda."""
    if text.lstrip().startswith("/"):
        return _slash_command(text, vocabulary)
    return vocabulary.agreed(text, language, _command)


def _command(words: Words, said: str) -> str | None:
    forms = (form for plain in _without_emphasis(words, said) for form in _without_asking(words, plain))
    return next((words.commands[form] for form in forms if form in words.commands), None)


def _without_asking(words: Words, said: str) -> Iterable[str]:
    """Yield the text, then the text without an "I want to" at its start."""
    yield said
    yield from (said.removeprefix(f"{phrase} ") for phrase in words.asking if said.startswith(f"{phrase} "))


def _without_emphasis(words: Words, said: str) -> Iterable[str]:
    """Yield the text, then the text without a "please" at its start or end."""
    yield said
    for phrase in words.emphasis:
        if said.endswith(f" {phrase}"):
            yield said.removesuffix(f" {phrase}")
        if said.startswith(f"{phrase} "):
            yield said.removeprefix(f"{phrase} ")


def _slash_command(text: str, vocabulary: Vocabulary) -> str | None:
    name, *_ = [*re.split(r"[\s@]", text.strip()[1:], maxsplit=1), ""]
    ids = set()
    for words in vocabulary.languages.values():
        ids |= {words.commands.get("/" + fold_answer(name)), words.commands.get(words.normal(name))}
    ids -= {None}
    return ids.pop() if len(ids) == 1 else None


def yes_no(text: str, vocabulary: Vocabulary, language: str) -> Answer | None:
    """Return "yes", "no" or "unsure" if the whole answer means that."""
    meaning = vocabulary.agreed(text, language, _answer)
    return None if meaning == "none" else cast(Answer | None, meaning)


def none(text: str, vocabulary: Vocabulary, language: str) -> Literal["none"] | None:
    """Return "none" if the answer is "none of these", which answers a list and refuses nothing."""
    return "none" if vocabulary.agreed(text, language, _answer_to_a_list) == "none" else None


def list_answer(text: str, vocabulary: Vocabulary, language: str) -> str | None:
    """Return the meaning of a whole answer to a sensitive list: "yes" (one or more), "none", "unsure", or None."""
    plain = vocabulary.agreed(text, language, _plain)
    return plain or ("unsure" if yes_no(text, vocabulary, language) == "unsure" else None)


def _plain(words: Words, said: str) -> str | None:
    """Return the meaning on which all phrases of an answer agree: "yes yes", "no, none of them"."""
    polite = dict.fromkeys(words.emphasis - words.listed.keys(), Token("emphasis"))
    listed = {phrase: Token(kind) for phrase, kind in words.listed.items()}
    tokens = read(said, polite | listed, digits=False) or []
    return _only({token.kind for token in tokens} - {"emphasis"})


def _answer(words: Words, said: str) -> str | None:
    meanings = _answers(words, said)
    return _only(meanings - {"none"} if meanings == {"no", "none"} else meanings)


def _answer_to_a_list(words: Words, said: str) -> str | None:
    meanings = _answers(words, said)
    return _only(meanings - {"no"} if meanings == {"no", "none"} else meanings)


def _only(meanings: set[str]) -> str | None:
    return next(iter(meanings)) if len(meanings) == 1 else None


def _answers(words: Words, said: str) -> set[str]:
    """Return the meaning of each phrase of an answer; empty if anything else is said as well."""
    tokens = read(said, words.answers, digits=False) or []
    if len(tokens) > 1 and _only_stresses(tokens, words):
        tokens = tokens[:-1]
    return {token.kind for token in tokens if token.kind != "emphasis"}


def _only_stresses(tokens: list[Token], words: Words) -> bool:
    """Return whether the last word only stresses the rest: "m pa vle wi" is a no; "non wi", "dakò non" are unclear."""
    *before, last = tokens
    if last.written not in words.emphasis:
        return False
    meant = {token.kind for token in before} - {"emphasis"}
    if last.kind == "yes" and meant == {"no"}:
        return " " in before[-1].written
    return bool(meant) and not (last.kind == "no" and "yes" in meant)


def language_named(text: str, vocabulary: Vocabulary) -> str | None:
    """Return the offered language that is named, in any language: "creole", "hablo inglés", "panyòl"."""
    codes = {_language(words, words.normal(text)) for words in vocabulary.languages.values()} - {None}
    return codes.pop() if len(codes) == 1 and codes <= vocabulary.languages.keys() else None


def language_chosen(text: str, vocabulary: Vocabulary) -> str | None:
    """Return the language that is named, or whose code is typed ("ht"): only where the language is asked."""
    code = fold_answer(text)
    return code if code in vocabulary.languages else language_named(text, vocabulary)


def _language(words: Words, said: str) -> str | None:
    tokens = read(said, words.languages, digits=False) or []
    return _only({token.kind for token in tokens} - {"filler", "emphasis"})


def spoken(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the languages in which this is a greeting, a command, or a yes or no."""
    return [
        code
        for code, words in vocabulary.languages.items()
        if (said := words.normal(text)) and (_command(words, said) or _answers(words, said))
    ]
