"""JSON lines in, one JSON line out for each, in order: a line that cannot be answered is named and stops nothing."""

import json
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Any

import click

from bot.cli.common import FINDING

Answer = Callable[[dict[str, Any]], dict[str, Any]]


class BadLine(Exception):
    """What is wrong with a line, in a sentence."""


def answer_lines(answer: Answer) -> None:
    """Answer each line of standard input at once; end with exit code 1 if one was wrong. Empty lines are passed over.

    A wrong line is answered with {"error": "line 3: ..."}.
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


def _object(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise BadLine("this is not JSON.") from None
    if not isinstance(data, dict):
        raise BadLine("this is no JSON object.")
    return data


def text_of(data: dict[str, Any], field: str) -> str:
    """A field that must be there and be text."""
    if field not in data:
        raise BadLine(f'"{field}" is missing.')
    value = data[field]
    if not isinstance(value, str):
        raise BadLine(f'"{field}" is no text.')
    return value


def number_of(data: dict[str, Any], field: str) -> float:
    """A field that must be there and be a number; one too large for a number of the machine is infinite."""
    if field not in data:
        raise BadLine(f'"{field}" is missing.')
    value = data[field]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadLine(f'"{field}" is no number.')
    try:
        return float(value)
    except OverflowError:
        return float("inf")
