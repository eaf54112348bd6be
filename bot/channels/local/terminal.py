"""The conversation in the terminal: numbered choices, in colour on a real terminal, plain in a pipe."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel

from bot.channels.local.talk import Talk, Watch
from bot.core.conversation.events import Arrived, Event, Said
from bot.core.language.message import Outgoing
from bot.core.language.text import Text

readline: ModuleType | None = None
with suppress(ImportError):  # with it, arrow keys work while typing
    import readline

QUIT = frozenset({"quit", "exit"})


def run(talk: Talk, lines: Iterator[str], console: Console, folder: Path, watch: Watch | None = None) -> None:
    """Talk until the input ends; write the files that a person asks for to the folder."""
    event: Event = Arrived()
    while True:
        shown = talk.hear(event)
        if watch:
            watch(event, shown)
        for outgoing in shown:
            show(outgoing, talk, console, folder)
        line = next(lines, None)
        if line is None or line.strip().casefold() in QUIT:
            return
        event = Said(line.rstrip("\n"))


def typed(console: Console) -> Iterator[str]:
    """Yield what is typed on a real terminal, until Ctrl-D or Ctrl-C."""
    while True:
        try:
            yield console.input("[bold green]» [/]")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return


def show(outgoing: Outgoing, talk: Talk, console: Console, folder: Path) -> None:
    """Show one message: its text, its choices with their numbers, then back and help in one line."""
    if outgoing.hide and console.is_terminal:
        _clear_all(console)
    if outgoing.clear_input and console.is_terminal:
        _clear_input(console)
    numbered = [f"{n}. {label.text}" for n, label in enumerate((c for c in outgoing.choices if not c.aside), 1)]
    aside = " · ".join(label.text for label in outgoing.choices if label.aside)
    if console.is_terminal:
        console.print(Panel(escape(outgoing.text), border_style="cyan", padding=(0, 1), width=min(console.width, 84)))
        for line in numbered:
            console.print(Padding(escape(line), (0, 0, 0, 2)), style="bold")
        if aside:
            console.print(Padding(escape(aside), (0, 0, 0, 2)), style="dim")
    else:
        console.print(
            "\n".join([outgoing.text, *numbered, *([aside] if aside else []), ""]), markup=False, soft_wrap=True
        )
    for file in outgoing.files:
        path = folder / file.name
        path.write_bytes(file.content)
        saved = Text("terminal.saved", "Saved: {path}", path=str(path))
        console.print(talk.catalog.say(saved), markup=False)


def _clear_all(console: Console) -> None:
    """Clear the screen, the lines above the window, and what the arrow keys bring back."""
    console.clear()
    console.file.write("\x1b[3J")
    if readline:
        readline.clear_history()


def _clear_input(console: Console) -> None:
    """Delete the line that was typed last from the screen and from the history of the arrow keys."""
    console.file.write("\x1b[1A\x1b[2K")
    last = readline.get_current_history_length() if readline else 0
    if last and readline:
        readline.remove_history_item(last - 1)
