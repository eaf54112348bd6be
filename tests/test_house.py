"""The house keeps its floors: who may import whom, which library has which door, and what the core never does."""

import ast
import re
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"
FLOORS = ("core", "storage", "app", "services", "app_thread", "channels", "cli")
BESIDE = {
    "settings": "storage", "logs": "storage", "translators": "services", "http": "app_thread", "desk": "channels",
}  # fmt: skip
DOORS = {
    "telegram": {"channels/telegram"},
    "aiohttp": {"channels/telegram"},
    "starlette": {"http", "channels/telegram/webhook.py"},
    "uvicorn": {"http"},
    "sqlite3": {"storage", "cli/about.py"},
    "sqlite_utils": {"storage"},
    "cryptography": {"storage/keys"},
    "babel": {"storage", "translators"},
    "rapidfuzz": {"core/understanding", "core/places"},
    "rich": {"channels/local/terminal.py", "cli/chat.py"},
    "click": {"cli"},
    "segno": {"services/booking/ticket_files.py"},
    "icalendar": {"services/booking/ticket_files.py"},
}
"""The only files or floors that may import a library."""
IMPURE = {
    "os",
    "io",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "time",
    "asyncio",
    "threading",
    "subprocess",
    "tempfile",
}
IMPURE_CALLS = {"open", "now", "today", "utcnow", "input", "print"}
FILES = sorted(BOT.rglob("*.py"))


def room(file: Path) -> str:
    """The floor of a file: the folder, or its own name where it lies in none."""
    parts = file.relative_to(BOT).parts
    return parts[0].removesuffix(".py")


def imported(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return names + [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]


def height(floor: str) -> int:
    return FLOORS.index(BESIDE.get(floor, floor))


@pytest.mark.parametrize(
    "file", [f for f in FILES if room(f) not in ("__init__", "__main__")], ids=lambda f: str(f.relative_to(BOT))
)
def test_a_file_imports_only_its_own_floor_and_lower_ones(file: Path) -> None:
    for module in imported(file):
        parts = module.split(".")
        if parts[0] == "bot" and len(parts) > 1:
            lower = height(parts[1]) < height(room(file))
            assert lower or parts[1] == room(file), f"{file.relative_to(BOT)} imports {module}"


@pytest.mark.parametrize("library", DOORS)
def test_each_outside_library_has_its_door(library: str) -> None:
    for file in FILES:
        path = file.relative_to(BOT).as_posix()
        if library in {module.split(".")[0] for module in imported(file)}:
            assert any(path == door or path.startswith(f"{door}/") for door in DOORS[library]), f"{path}: {library}"


@pytest.mark.parametrize("file", sorted((BOT / "core").rglob("*.py")), ids=lambda f: str(f.relative_to(BOT)))
def test_the_core_has_no_file_clock_chance_or_network(file: Path) -> None:
    assert not IMPURE & {module.split(".")[0] for module in imported(file)}
    tree = ast.parse(file.read_text(encoding="utf-8"))
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    assert not IMPURE_CALLS & called
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]


@pytest.mark.parametrize("room", ["steps"])
def test_steps_and_pages_never_import_each_other(room: str) -> None:
    for file in (BOT / "core" / "conversation" / room).glob("*.py"):
        assert not [module for module in imported(file) if module.startswith(f"bot.core.conversation.{room}")], file


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(BOT)))
def test_a_file_says_first_what_it_is_for_and_stays_short(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 300


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(BOT)))
def test_no_function_is_longer_than_forty_lines(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


def test_no_sql_asks_the_database_for_the_time() -> None:
    for file in (BOT / "storage").rglob("*.py"):
        text = file.read_text(encoding="utf-8").lower()
        assert "current_timestamp" not in text, file.name
        assert "datetime('now" not in text, file.name


CLOCKS = {"cli/common.py", "logs.py"}
"""The only files that read the time of the machine; everywhere else it is an argument."""
NOW_CALLS = re.compile(r"\b(datetime\.(now|today|utcnow)|date\.today|time\.(time|time_ns|localtime|gmtime))\(")


def test_only_the_command_line_and_the_log_read_the_clock_of_the_machine() -> None:
    reading = {f.relative_to(BOT).as_posix() for f in FILES if NOW_CALLS.search(f.read_text(encoding="utf-8"))}
    assert reading == CLOCKS
