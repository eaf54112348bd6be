"""`randevou chat`: the conversation in the terminal, or as JSON lines."""

import json
import sys
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from random import SystemRandom

import click
from rich.console import Console

from bot.app import App
from bot.channels.local import jsonl, terminal
from bot.channels.local.story_recorder import StoryRecorder
from bot.channels.local.talk import Talk
from bot.cli.common import (
    actor,
    at_option,
    database_option,
    moment,
    open_app,
    pack_option,
    warn_of_doubt,
    warn_of_words,
    write_audit,
)
from bot.services import clock
from bot.services.tick import tick
from bot.settings import read_settings
from bot.storage.database import transaction


@click.command(epilog="Example: randevou chat --language ht --at 2026-11-25")
@click.option(
    "--language", help="Start a new conversation in this language (en, es, ht, fr); it can be changed at any time."
)
@pack_option
@database_option
@click.option(
    "--person", default="terminal", show_default=True, help="The name of this chat; another name is another person."
)
@at_option
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Read and write one JSON object per line, for scripts.")
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Save the conversation as a story for the tests; PINs, codes and personal details become made-up ones.",
)
def chat(
    language: str | None,
    pack: str | None,
    database: str | None,
    person: str,
    at: str | None,
    as_jsonl: bool,
    record: Path | None,
) -> None:
    """Talk with the bot in this terminal: answer with the number of a choice, or in words."""
    if not person.isprintable() or len(person) > 100:
        raise click.BadParameter("write up to 100 printable characters.", param_hint="--person")
    if record:
        _refuse_record(record)
    warn_of_words(read_settings(pack=pack, database=database))
    with open_app(pack, database, may_create=True, at=at, plays=True) as app:
        offered = [code for code, catalog in app.catalogs.items() if catalog.offered]
        if language and language not in offered:
            fault = f"there is no language {language!r}; choose one of {', '.join(offered)}."
            raise click.BadParameter(fault, param_hint="--language")
        talk = _talk(app, person, language, at)
        with transaction(app.db):
            write_audit(app, "chat")
        doubt = clock.check(app, talk.clock()) if at is None else None
        if doubt is None:
            tick(app, talk.clock(), talk.by)
        elif (seen := clock.last_seen(app)) and seen > talk.clock():
            talk.clock = lambda: seen  # time does not go back
        warn_of_doubt(doubt)
        _speak_utf8()
        story = StoryRecorder(talk, talk.clock(), SystemRandom()) if record else None
        watch = story.watch if story else None
        if as_jsonl:
            jsonl.run(talk, sys.stdin, sys.stdout, watch)
        else:
            console = Console(highlight=False)
            lines = terminal.typed(console) if sys.stdin.isatty() else iter(sys.stdin)
            terminal.run(talk, lines, console, Path.cwd(), watch)
        if story and record:
            story.write(record)


def _refuse_record(file: Path) -> None:
    """Raise a usage error if a new file of this name cannot be written without the loss of another one."""
    if not file.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.parent}.", param_hint="--record")
    if file.exists():
        raise click.BadParameter(f"{file} is there already. Name a new file.", param_hint="--record")


def _talk(app: App, person: str, language: str | None, at: str | None) -> Talk:
    carry = json.dumps([language, [], "", 0]) if language else ""
    now = partial(moment, at, app.pack.zone)
    now()  # report a wrong --at before the conversation begins
    if at is not None:
        clock.begin_rehearsal(app)
    return Talk(app, f"terminal:{person}", now, carry=carry, language=language or "", by=actor())


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the terminal declares. A byte that is not UTF-8 must not end the conversation."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
