"""The meaning of a typed answer: a command, yes or no, a language, a number, a day, a choice; None means: ask.

No answer is better than a guess. Yes and no are whole answers from exact lists, never near misses. The words of
the conversation's language come first; a word of another language counts if it means nothing in this one.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal, cast

from rapidfuzz.fuzz import ratio

from bot.core.language.message import Choice
from bot.core.language.text import Catalog
from bot.core.understanding.numbers_and_dates import number, single_number
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


# A choice on the screen

CHOICES_BY_MEANING = {
    "yes": ("yes", "agree", "confirm", "continue", "understood", "done"),
    "no": ("no", "decline", "not_now", "none"),
    "unsure": ("unsure", "not_known"),
    "none": ("none",),
}
"""The ids of choices that an answer in words selects; if several are on the screen, the first id of the list."""
CUT_OFF, MARGIN = 85, 8
"""The lowest likeness (of 100) for a misspelled label, and its smallest lead over the next label."""


def choose(
    text: str, choices: Sequence[Choice], catalog: Catalog, vocabulary: Vocabulary, *, guess: bool = True
) -> Choice | None:
    """Return the choice that was typed: by label, number on the screen, yes or no, part of a label, or near miss.

    Numbers count the choices that are not `aside`. If choices are numbers themselves, a number selects that choice.
    Without `guess`, a part of a label and a near miss do not count: for what cannot be undone.
    """
    screen = _Screen(choices, catalog, vocabulary)
    if not screen.words.normal(text):
        return None
    language = catalog.language
    meanings: tuple[str | None, ...] = (yes_no(text, vocabulary, language), none(text, vocabulary, language))
    if screen.is_list:  # "both" is a yes to it, before it is the second choice
        meanings = (list_answer(text, vocabulary, language),)
    listed = screen.is_list and screen.by_meaning(meanings)
    if found := screen.by_label(text) or listed or screen.by_number(text):
        return found
    asked = command(text, vocabulary, language)
    if asked or any(meanings):
        return screen.by_id(asked) or screen.by_meaning(meanings) or screen.by_first_words(text)
    return screen.by_part(text) if guess else None


class _Screen:
    """The choices as they are written on the screen."""

    def __init__(self, choices: Sequence[Choice], catalog: Catalog, vocabulary: Vocabulary) -> None:
        self.words = vocabulary.words(catalog.language)
        self._language, self._vocabulary = catalog.language, vocabulary
        self._written = [(choice, catalog.say(choice.label)) for choice in choices]
        self._labels = [(choice, self.words.normal(label)) for choice, label in self._written]

    @property
    def is_list(self) -> bool:
        """Return whether "one or more" and "none" are offered: then a yes or no to one line does not count."""
        return {"yes", "none"} <= {choice.id for choice, _ in self._labels}

    def by_label(self, text: str) -> Choice | None:
        said = self.words.normal(text)
        return _one(choice for choice, label in self._labels if label == said)

    def by_number(self, text: str) -> Choice | None:
        if number(text, self._vocabulary, self._language) is None:
            return None
        n = self._vocabulary.agreed(text, self._language, lambda words, said: single_number(said, words))
        counted = [(choice, label) for choice, label in self._labels if not choice.aside]
        if any(choice.id.isdecimal() or label.isdecimal() for choice, label in counted):
            return _one(choice for choice, label in counted if str(n) in (choice.id, label))
        return counted[n - 1][0] if n and n <= len(counted) else None

    def by_id(self, id: str | None) -> Choice | None:
        return _one(choice for choice, _ in self._labels if choice.id == id)

    def by_meaning(self, meanings: Iterable[str | None]) -> Choice | None:
        for meaning in filter(None, meanings):
            first, *_ = ids = CHOICES_BY_MEANING[meaning]
            if found := self.by_id(first) or _one(c for c, _ in self._labels if c.id in ids):
                return found
        return None

    def by_first_words(self, text: str) -> Choice | None:
        """Return the choice whose label begins with the whole answer and a comma: "Yes, it is me"."""
        said = self.words.normal(text)
        clauses = ((choice, _CLAUSE.split(label.lstrip("¡¿ "))[0]) for choice, label in self._written)
        return _one(choice for choice, clause in clauses if self.words.normal(clause) == said)

    def by_part(self, text: str) -> Choice | None:
        """Return the only label that contains these words, or that has a part almost equal to them."""
        said = self.words.normal(text)
        fitting = [(choice, label) for choice, label in self._labels if self._same_negation(said, label)]
        having = [choice for choice, label in self._labels if _is_part(said, label)]
        if having:
            found = _one(having)
            return found if found in [choice for choice, _ in fitting] else None
        if sum(map(str.isalpha, said)) < SHORTEST_NEAR_MISS:
            return None
        scores = sorted(((self._likeness(said, choice), n) for n, (choice, _) in enumerate(fitting)), reverse=True)
        (best, n), (next_best, _) = [*scores, (0.0, -1), (0.0, -1)][:2]
        return fitting[n][0] if best >= CUT_OFF and best - next_best >= MARGIN else None

    def _same_negation(self, said: str, label: str) -> bool:
        one, other = (not self.words.negation.isdisjoint(text.split()) for text in (said, label))
        return one == other

    def _likeness(self, said: str, choice: Choice) -> float:
        written = next(label for other, label in self._written if other is choice)
        parts = map(self.words.normal, (written, *_PART.split(written)))
        return max(ratio(said, part) if _digits(part) == _digits(said) else 0.0 for part in parts)


_CLAUSE = re.compile(r"[,.;:!?…(—–]")
_PART = re.compile(r"[/,·(]")
SHORTEST_NEAR_MISS = 5


def _digits(said: str) -> list[str]:
    return re.findall(r"\d+", said)


def _is_part(said: str, label: str) -> bool:
    """Tell if a label or a word in it begins like this (4 letters, "wed" of "wed 25 nov"), or has this number."""
    long_enough = len(said) >= 4
    begins = label.startswith(said) if long_enough else len(said) == 3 and bool(re.match(rf"{said} \d", label))
    return begins or ((long_enough or said.isdecimal()) and f" {said} " in f" {label} ")


def _one(choices: Iterable[Choice]) -> Choice | None:
    """Return the choice if there is exactly one."""
    first, *others = [*choices, None]
    return None if others[:-1] else first
