"""`randevou understand`: find what a short typed answer means, to test the words and for other programs."""

from collections.abc import Collection
from datetime import date, datetime
from typing import cast

import click

from bot.cli.common import json_option, print_json, today
from bot.cli.jsonl_input import BadLine, answer_lines, text_of
from bot.core.language.data import Json
from bot.core.understanding.near_misses import KINDS, Kind, Understood, understand
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import read_settings
from bot.storage.files.catalogs import load_catalogs


@click.command(name="understand", epilog='Example: randevou understand "apre demen" --language ht --kind date')
@click.argument("text", required=False)
@click.option("--language", help="The language of the conversation: en, es, ht or fr. Default: en.")
@click.option("--kind", type=click.Choice(KINDS), help="The kind of answer that was asked for.")
@click.option("--at", help="The day to use as today for a date: 2026-11-25, or a time on it. Default: today.")
@json_option
@click.option(
    "--jsonl", is_flag=True, help="Read JSON lines from standard input, and answer each with one line, in order."
)
def understand_verb(
    text: str | None, language: str | None, kind: str | None, at: str | None, as_json: bool, jsonl: bool
) -> None:
    """Find what a short typed TEXT means, and whether the meaning is sure. If it is not sure, ask the person again.

    \b
    Meanings by kind; null if nothing is clear:
      yes_no    yes, no, unsure ("I do not know")
      language  en, es, ht, fr
      number    an integer
      weekday   1 (Monday) to 7
      date      YYYY-MM-DD; --at is the day to count from
      command   help, back, restart, language, status, cancel, person, know, forget

    With --jsonl each line is {"text": ..., "language": ..., "kind": ..., "at": ...}; only dates need "at", and
    --at is its default. Each answer is {"meaning": ..., "sure": true or false}. The answer to a wrong line is
    {"error": ...}; the other lines are still answered, and the exit code at the end is 1.
    """
    vocabulary = Vocabulary.of(load_catalogs(read_settings().locales))
    as_of = _day(at) if at is not None else today()
    if as_of is None:
        raise click.BadParameter(f"{at!r} is not a date. Write it like 2026-11-25.", param_hint="--at")
    if jsonl:
        if text is not None or kind or language or as_json:
            raise click.UsageError("--jsonl reads everything but --at from its lines.")
        answer_lines(lambda data: _answer_line(data, as_of, vocabulary))
        return
    if text is None or kind is None:
        raise click.UsageError("Give a TEXT and its --kind, or --jsonl.")
    language = language or "en"
    if language not in vocabulary.languages:
        raise click.BadParameter(
            f"there is no language {language!r}; {_one_of(vocabulary.languages)}", param_hint="--language"
        )
    found = understand(text, language, cast(Kind, kind), as_of, vocabulary)
    if as_json:
        print_json(_as_data(found))
    else:
        click.echo(_as_text(found))


def _answer_line(data: dict[str, Json], as_of: date, vocabulary: Vocabulary) -> dict[str, object]:
    text, language, kind = (text_of(data, field) for field in ("text", "language", "kind"))
    if kind not in KINDS:
        raise BadLine(f'"kind" is {kind[:40]!a}; {_one_of(KINDS)}')
    if language not in vocabulary.languages:
        raise BadLine(f'"language" is {language[:40]!a}; {_one_of(vocabulary.languages)}')
    if data.get("at") is not None:
        given = _day(text_of(data, "at"))
        if given is None:
            raise BadLine('"at" is not a date. Write it like 2026-11-25.')
        as_of = given
    return _as_data(understand(text, language, cast(Kind, kind), as_of, vocabulary))


def _as_data(found: Understood) -> dict[str, object]:
    meaning = found.meaning.isoformat() if isinstance(found.meaning, date) else found.meaning
    return {"meaning": meaning, "sure": found.sure}


def _as_text(found: Understood) -> str:
    if found.meaning is None:
        return "not understood"
    return f"{found.meaning}" if found.sure else f"{found.meaning}, not sure: ask again"


def _day(text: str) -> date | None:
    """Return the day of an ISO date or time in its own offset; None for other texts and for years outside 2000-2099."""
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(2100, 1, 1) else None


def _one_of(known: Collection[str]) -> str:
    return f"it must be one of {', '.join(known)}."
