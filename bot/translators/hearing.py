"""Checks the words that people type: one that means two things or nothing, and a list far too short."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from statistics import median

from bot.core.booking.rude_words import IN_A_CODE, RUDE
from bot.core.errors import suggest
from bot.core.language.countries import ENGLISH_NAMES
from bot.core.language.message import Choice
from bot.core.language.text import ENGLISH, Catalog, Heard
from bot.core.programme.pack import Pack
from bot.core.understanding import choosing, phrases
from bot.core.understanding import number_phrases as numbers
from bot.core.understanding.answers import command, yes_no
from bot.core.understanding.call_sheets import Sheet
from bot.core.understanding.calls import SCENARIOS, Call, Calls, heard
from bot.core.understanding.vocabulary import Vocabulary, Words, words_of
from bot.storage.files.calls import load_calls
from bot.storage.files.packs import load_pack
from bot.translators.sources import File, Finding

ANSWERS = (*phrases.ANSWERS.values(), *phrases.LISTED.values())
APART = (
    (numbers.WEEKDAYS, numbers.MONTHS, numbers.DAYS, *phrases.ANSWERS.values(), *phrases.COMMANDS.values()),
    (numbers.NUMBERS, phrases.ANSWERS["yes"], phrases.ANSWERS["no"], phrases.ANSWERS["unsure"]),
    (*phrases.LISTED.values(),),
    (*numbers.WISHES.values(),),
)
"""Lists of which no two may have the same word."""
COUNTED = (
    *(*ANSWERS, *phrases.COMMANDS.values(), *numbers.COUNT.values(), *numbers.WISHES.values(), *numbers.IN_ORDER),
    RUDE,
)
"""Lists of which each language needs about as many words."""
FAR_FEWER = 4
"""A list is thin if the others have more than so many times its words, by their median."""
OF_COUNTRIES = (phrases.COUNTRIES, phrases.NATIONALITIES)
KEEP_ONE = "Keep it in one of them, or in none."


def clashes(known: Mapping[str, Catalog], calls: Calls) -> list[Finding]:
    """Return the words of each language that mean two things, and those that stand at a code that means nothing."""
    return [
        Finding(f"locales/{code}/bot.po", *rest)
        for code, catalog in known.items()
        if not catalog.fault
        for rest in dict.fromkeys((*_clashes(code, catalog, calls), *_without_meaning(catalog, known)))
    ]


def thin(known: Mapping[str, Catalog], calls: Calls) -> list[Finding]:
    """Return, as hints, the lists and the rows of calls that are far shorter than in the other languages."""
    return [*_thin_lists(known), *_thin_rows(calls)]


def clashes_in_pack(
    folder: Path, locales: Path, files: Mapping[str, File], known: Mapping[str, Catalog]
) -> Iterator[Finding]:
    """Find words that people type and that mean two things, where a pack has words of its own."""
    pack = load_pack(folder)
    typed = {key for file in files.values() for key in file.entries if key.startswith("heard.")}
    if not typed and not any(one.heard for question in pack.questions for one in question.options):
        return
    calls = load_calls(locales)
    for code, key, fault in _of_options(pack, known, calls):
        source = str(folder / "questions.toml")
        yield Finding(source if known[code].source else files[code].name, key, fault, KEEP_ONE)
    for found in clashes(known, calls):
        code = Path(found.file).parent.name
        if code in files and found.key in files[code].entries:
            yield replace(found, file=files[code].name)


def _of_options(pack: Pack, known: Mapping[str, Catalog], calls: Calls) -> Iterator[tuple[str, str, str]]:
    """Yield language, key and fault of each word of an option that the chat hears as something else."""
    vocabulary = Vocabulary.of(known)
    for question in pack.questions:
        choices = [Choice(one.id, one.label) for one in question.options]
        for code, catalog in known.items():
            lists = {one.id: one.heard for one in question.options if one.heard and not catalog.fault}
            own = {id: catalog.say(text) for id, text in lists.items()}
            for id, text in lists.items():
                for word in own[id].split("|"):
                    called = next((call.kind for call in heard(word, calls, code)), "")
                    chosen = choosing.choose(word, choices, catalog, vocabulary)
                    other = chosen.id if chosen else command(word, vocabulary, code) or yes_no(word, vocabulary, code)
                    if called or other not in (None, id):
                        yield code, text.key, f"“{word}” is heard as “{called or other}”"
                    elif choosing.by_own_words(word, own, vocabulary.words(code)) != id:
                        yield code, text.key, f"“{word}” is a word of another option, too"


def _clashes(code: str, catalog: Catalog, calls: Calls) -> Iterator[tuple[str, str, str]]:
    words = words_of(catalog)
    for lists in APART:
        yield from _in_two(lists, catalog, words)
    for each in numbers.IN_ORDER:
        places: dict[str, int] = {}
        for at, place in enumerate(catalog.hear(each)):
            for word in {words.normal(word) for word in place.split("/")}:
                if places.setdefault(word, at) != at:
                    yield each.key, f"“{word}” stands there twice, with two meanings", KEEP_ONE
    for word in catalog.hear(RUDE):
        if not IN_A_CODE.fullmatch(word):
            fix = "Write two syllables of the letters of a code, such as kaka, or leave it out."
            yield RUDE.key, f"“{word}” can stand in no code", fix
    sheets = tuple(calls.sheets.items())
    for each in dict.fromkeys(ANSWERS):
        for word in catalog.hear(each):
            for call in _calls_in(word, code, sheets):
                if call.kind != "help":
                    fault = f"“{word}” is heard as {call.kind} ({call.scenario} in {call.language})"
                    yield each.key, fault, "Take it off the list: a call for help always comes first."
                    break


@lru_cache(maxsize=8192)
def _calls_in(word: str, code: str, sheets: tuple[tuple[str, Sheet], ...]) -> tuple[Call, ...]:
    """Return the calls in a word of a list, once for the same sheets: most words of a pack are those of the bot."""
    return heard(word, Calls(dict(sheets)), code)


def _without_meaning(catalog: Catalog, known: Mapping[str, Catalog]) -> Iterator[tuple[str, str, str]]:
    """Yield key, fault and fix of a row whose code is no language or country, and of an unknown order of dates."""
    countries = {*ENGLISH_NAMES, *(code for one in known.values() for code in one.countries)}
    by_code = ((phrases.LANGUAGES, "language", {*known}), *((each, "country", countries) for each in OF_COUNTRIES))
    for each, what, codes in by_code:
        meant = codes | {row.partition(":")[0] for row in ENGLISH.hear(each)}
        for row in catalog.hear(each):
            code, colon, _ = row.partition(":")
            if not colon:
                fix = f"Write its code, a colon and the words: {ENGLISH.hear(each)[0]}."
                yield each.key, f"“{row}” stands at no code of a {what}", fix
            elif code.strip() not in meant:
                one_of = suggest(code.strip(), meant)
                fix = one_of if each is phrases.LANGUAGES else "Write two capital letters of ISO 3166-1: HT."
                yield each.key, f"“{code.strip()}” is the code of no {what}", fix
    for order in catalog.hear(numbers.DATE_ORDER):
        if order not in numbers.DATE_ORDERS:
            fault = f"“{order}” is no order of a date"
            yield numbers.DATE_ORDER.key, fault, f"Write it in English: {' or '.join(numbers.DATE_ORDERS)}."


def _in_two(lists: Iterable[Heard], catalog: Catalog, words: Words) -> Iterator[tuple[str, str, str]]:
    where: dict[str, str] = {}
    for each in lists:
        for word in dict.fromkeys(word for place in catalog.hear(each) for word in place.split("/")):
            if not word.startswith("/") and where.setdefault(words.normal(word), each.key) != each.key:
                yield each.key, f"“{word}” is also in {where[words.normal(word)]}", KEEP_ONE


def _thin_lists(known: Mapping[str, Catalog]) -> Iterator[Finding]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for code, catalog in known.items():
        for each in COUNTED:
            counts[each.key][code] = sum(len(place.split("/")) for place in catalog.hear(each))
    for key, of in counts.items():
        for code, count, usual in _far_fewer(
            {code: n for code, n in of.items() if known[code].source or key in known[code].messages}
        ):
            yield _thin(f"locales/{code}/bot.po", key, count, "words", usual)


def _thin_rows(calls: Calls) -> Iterator[Finding]:
    for name in SCENARIOS:
        counts = {code: len({*sheet.rows[name].examples}) for code, sheet in calls.sheets.items() if name in sheet.rows}
        counts = {code: count for code, count in counts.items() if count}  # an empty row is only begun (begun.py)
        for code, count, usual in _far_fewer(counts):
            yield _thin(f"locales/{code}/calls.toml", f"{name}.examples", count, "examples", usual)


def _far_fewer(counts: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
    for code, count in counts.items():
        others = [other for language, other in counts.items() if language != code]
        if others and count * FAR_FEWER < median(others):
            yield code, count, int(median(others))


def _thin(file: str, key: str, count: int, what: str, usual: int) -> Finding:
    fix = "Add what people in this language really type."
    return Finding(file, key, f"it has {count} {what}, the other languages {usual}", fix, hint=True)
