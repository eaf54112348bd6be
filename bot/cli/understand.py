"""`randevou understand`: what a short typed answer means, for tests of the words and for other programs."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, cast

import click

from bot.cli.common import json_option, print_json, today
from bot.cli.jsonl_input import BadLine, answer_lines, text_of
from bot.core.understanding.near_misses import KINDS, Kind, Understood, understand
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import read_settings
from bot.storage.files.catalogs import load_catalogs


@click.command(name="understand", epilog='Example: randevou understand "apre demen" --language ht --kind date')
@click.argument("text", required=False)
@click.option("--language", help="The language of the conversation: en, es, ht or fr. Default: en.")
@click.option("--kind", type=click.Choice(KINDS), help="What was asked for.")
@click.option("--at", help="The day from which a date is seen, such as 2026-11-25, or a time on it. Default: today.")
@json_option
@click.option("--jsonl", is_flag=True, help="Answer JSON lines on standard input, one line each, in order.")
def understand_verb(
    text: str | None, language: str | None, kind: str | None, at: str | None, as_json: bool, jsonl: bool
) -> None:
    """Say what a short typed TEXT means, and whether that is sure; what is not sure should be asked back.

    \b
    Meanings by kind; null where nothing is clear:
      yes_no    yes, no, unsure ("I do not know")
      language  en, es, ht, fr
      number    an integer
      weekday   1 (Monday) to 7
      date      YYYY-MM-DD, seen from --at
      command   help, back, restart, language, status, cancel, person, know, forget

    With --jsonl each line is {"text": ..., "language": ..., "kind": ..., "at": ...}; "at" is needed for dates only,
    and --at stands for it where it is missing. Each answer is {"meaning": ..., "sure": true or false}. A line that
    cannot be read is answered with {"error": ...}; the others are answered all the same, and the exit code is 1.
    """
    vocabulary = Vocabulary.of(load_catalogs(read_settings().locales))
    seen_from = _day(at) if at is not None else today()
    if seen_from is None:
        raise click.BadParameter(f"{at!r} is no day. Write it like 2026-11-25.", param_hint="--at")
    if jsonl:
        if text is not None or kind or language or as_json:
            raise click.UsageError("--jsonl reads everything but --at from its lines.")
        answer_lines(lambda data: _answered(data, seen_from, vocabulary))
        return
    if text is None or kind is None:
        raise click.UsageError("Give a TEXT and its --kind, or --jsonl.")
    language = language or "en"
    if language not in vocabulary.languages:
        raise click.BadParameter(f"there is no {language!r}; {_one_of(vocabulary.languages)}", param_hint="--language")
    found = understand(text, language, cast(Kind, kind), seen_from, vocabulary)
    if as_json:
        print_json(_described(found))
    else:
        click.echo(_said(found))


def _answered(data: dict[str, Any], seen_from: date, vocabulary: Vocabulary) -> dict[str, Any]:
    text, language, kind = (text_of(data, field) for field in ("text", "language", "kind"))
    if kind not in KINDS:
        raise BadLine(f'"kind" is {kind[:40]!a}; {_one_of(KINDS)}')
    if language not in vocabulary.languages:
        raise BadLine(f'"language" is {language[:40]!a}; {_one_of(vocabulary.languages)}')
    if data.get("at") is not None:
        given = _day(text_of(data, "at"))
        if given is None:
            raise BadLine('"at" is no day. Write it like 2026-11-25.')
        seen_from = given
    return _described(understand(text, language, cast(Kind, kind), seen_from, vocabulary))


def _described(found: Understood) -> dict[str, Any]:
    meaning = found.meaning.isoformat() if isinstance(found.meaning, date) else found.meaning
    return {"meaning": meaning, "sure": found.sure}


def _said(found: Understood) -> str:
    if found.meaning is None:
        return "not understood"
    return f"{found.meaning}" if found.sure else f"{found.meaning}, not sure: ask back"


def _day(text: str) -> date | None:
    """The day of an ISO date or time, by its own clock; None for anything else."""
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(2100, 1, 1) else None


def _one_of(known: Collection[str]) -> str:
    return f"it must be one of {', '.join(known)}."
