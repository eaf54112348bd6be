"""Read JSON lines and answer each with one JSON line, in order. A wrong line gets an error and stops nothing."""

import json
import sys
from collections.abc import Callable
from io import TextIOWrapper

import click

from bot.cli.common import FINDING
from bot.core.language.data import Json

Answer = Callable[[dict[str, Json]], dict[str, object]]


class BadLine(Exception):
    """A line of input is wrong; the message says why in one sentence."""


def answer_lines(answer: Answer) -> None:
    """Answer each line of standard input at once, and skip empty lines. Exit with 1 if a line was wrong.

    The answer to a wrong line is {"error": "line 3: ..."}.
    """
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    wrong = 0
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            answered = answer(_object(line))
        except BadLine as fault:
            wrong += 1
            answered = {"error": f"line {number}: {fault}"}
        click.echo(json.dumps(answered, ensure_ascii=False, default=str))
        sys.stdout.flush()
    if wrong:
        click.get_current_context().exit(FINDING)


def _object(line: str) -> dict[str, Json]:
    try:
        data: Json = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise BadLine("this is not JSON.") from None
    if not isinstance(data, dict):
        raise BadLine("this is not a JSON object.")
    return data


def text_of(data: dict[str, Json], field: str) -> str:
    """Return a field as text; BadLine if it is missing or not text."""
    if field not in data:
        raise BadLine(f'"{field}" is missing.')
    value = data[field]
    if not isinstance(value, str):
        raise BadLine(f'"{field}" is not text.')
    return value


def number_of(data: dict[str, Json], field: str) -> float:
    """Return a field as a number; BadLine if it is missing or not a number.

    A number too large for a float becomes infinity.
    """
    if field not in data:
        raise BadLine(f'"{field}" is missing.')
    value = data[field]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadLine(f'"{field}" is not a number.')
    try:
        return float(value)
    except OverflowError:
        return float("inf")
