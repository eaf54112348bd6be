"""Test the layout of the code: who may import whom, which files may use a library, and what the core never does."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import LANGUAGES

BOT = Path(__file__).parent.parent / "bot"
FLOORS = (
    {"core"}, {"storage", "settings", "logs"}, {"app"}, {"services", "translators"}, {"app_thread", "http"},
    {"channels", "desk"}, {"cli"},
)  # fmt: skip
"""Floors from low to high. A file imports its own room and lower floors; rooms of one floor never import each other."""
CORE_FLOORS = (
    {"errors"},
    {"language", "desk"},
    {"understanding", "programme"},
    {"places", "booking"},
    {"conversation"},
)
STORAGE_FLOORS = (
    {"first_tables"},
    {"schema", "sqlite"},
    {"own_files"},
    {"database"},
    {"setting_table"},
    {"keys"},
    {"tables"},
    {"key_check", "lost_commits"},
    {"key_rotation", "store", "files"},
)
SETTINGS_AND_LOGS = {"settings", "logs"}
"""Rooms that every floor above the core may import."""
APART = {
    "storage/files": ("bot.storage.", "bot.storage.files."),
    "core/conversation/steps": ("bot.core.conversation.steps.", ""),
    "core/conversation/pages": ("bot.core.conversation.pages.", ""),
}
"""For each folder: the modules that its files may not import, and the exception among them."""
DOORS = {
    "telegram": {"channels/telegram"},
    "aiohttp": {"channels/telegram"},
    "starlette": {"http", "channels/web", "desk"},
    "jinja2": {"http", "translators/preview.py"},
    "uvicorn": {"http"},
    "sqlite3": {"storage/sqlite.py"},
    "pysqlite3": {"storage/sqlite.py"},
    "sqlite_utils": {"storage"},
    "cryptography": {"storage/keys"},
    "babel": {"storage/files/catalogs.py", "storage/files/po_files.py", "storage/files/packs/words.py", "translators"},
    "rapidfuzz": {"core/understanding", "core/places"},
    "rich": {"channels/local/terminal.py", "cli/chat.py"},
    "click": {"cli"},
    "xlsxwriter": {"translators/spreadsheet.py"},
    "py3langid": {"translators/identify.py"},
    "python_calamine": {"translators/spreadsheet.py"},
    "segno": {"services/booking/ticket_files.py", "services/desk/poster.py"},
    "icalendar": {"services/booking/ticket_files.py", "services/booking/vtimezone.py"},
}
"""The only files or folders that may import a library."""
IMPURE = {
    "os", "io", "pathlib", "random", "secrets", "socket", "time", "asyncio", "threading", "subprocess", "tempfile",
}  # fmt: skip
IMPURE_CALLS = {"open", "now", "today", "utcnow", "input", "print"}
CLOCKS = {"cli/common.py", "logs.py"}
"""The only files that read the time of the machine; everywhere else it is an argument."""
NOW_CALLS = re.compile(r"\b(datetime\.(now|today|utcnow)|date\.today|time\.(time|time_ns|localtime|gmtime))\(")
FILES = sorted(BOT.rglob("*.py"))
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(BOT)))


def name_of(file: Path) -> str:
    """Return the name by which the module of a file is imported."""
    return ".".join(file.relative_to(BOT.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(file) for file in FILES}


@cache
def imported(file: Path) -> set[str]:
    """Return every module that a file imports, anywhere in it, also by `from bot import x`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write the whole name of a module"
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (whole & MODULES) or {str(node.module)}
            found |= {str(node.module)} if whole - MODULES else set()
    return found


def height(floors: tuple[set[str], ...], room: str) -> int:
    (level,) = (level for level, rooms in enumerate(floors) if room in rooms)
    return level


def backwards(file: Path, floors: tuple[set[str], ...], floor: str) -> Iterator[str]:
    """Return the modules among these floors that a file imports although they are not below its own room."""
    parts = name_of(file).split(".")
    depth = floor.count(".") + 1
    for module in imported(file):
        other = module.split(".")
        elsewhere = module.startswith(f"{floor}.") and len(other) > depth and other[depth] != parts[depth]
        if elsewhere and height(floors, other[depth]) >= height(floors, parts[depth]):
            yield module


@each_file
def test_a_file_imports_only_its_own_room_and_lower_floors(file: Path) -> None:
    parts = name_of(file).split(".")
    if len(parts) > 1 and parts[1] != "__main__":
        shared = {f"bot.{name}" for name in SETTINGS_AND_LOGS} if parts[1] != "core" else set()
        assert set(backwards(file, FLOORS, "bot")) <= shared


@pytest.mark.parametrize(("floor", "floors"), [("core", CORE_FLOORS), ("storage", STORAGE_FLOORS)])
def test_the_rooms_of_a_floor_lie_on_floors_of_their_own(floor: str, floors: tuple[set[str], ...]) -> None:
    for file in (BOT / floor).rglob("*.py"):
        if file != BOT / floor / "__init__.py":
            assert not list(backwards(file, floors, f"bot.{floor}")), file.relative_to(BOT)


@pytest.mark.parametrize("folder", APART)
def test_files_that_must_know_nothing_of_each_other_do_not(folder: str) -> None:
    forbidden, allowed = APART[folder]
    for file in (BOT / folder).rglob("*.py"):
        found = {module for module in imported(file) if module.startswith(forbidden)}
        assert not {module for module in found if not (allowed and module.startswith(allowed))}, file.name


@pytest.mark.parametrize("library", DOORS)
def test_each_outside_library_has_its_door(library: str) -> None:
    for file in FILES:
        path = file.relative_to(BOT).as_posix()
        if library in {module.split(".")[0] for module in imported(file)}:
            assert any(path == door or path.startswith(f"{door}/") for door in DOORS[library]), f"{path}: {library}"


def test_no_test_uses_an_sqlite_library_of_its_own() -> None:
    """Two libraries in one process cancel each other's locks, so such a test could not see a missing lock."""
    for file in (BOT.parent / "tests").rglob("*.py"):
        assert not {"sqlite3", "pysqlite3"} & {module.split(".")[0] for module in imported(file)}, file


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


@each_file
def test_a_file_says_first_what_it_is_for_and_stays_short(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "the first line says what it is for"
    assert text.count("\n") <= 300


@each_file
def test_no_function_is_longer_than_forty_lines(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


def test_no_sql_asks_the_database_for_the_time() -> None:
    for file in (BOT / "storage").rglob("*.py"):
        text = file.read_text(encoding="utf-8").lower()
        assert "current_timestamp" not in text, file.name
        assert "datetime('now" not in text, file.name


def test_only_the_command_line_and_the_log_read_the_clock_of_the_machine() -> None:
    reading = {f.relative_to(BOT).as_posix() for f in FILES if NOW_CALLS.search(f.read_text(encoding="utf-8"))}
    assert reading == CLOCKS


RIDDLES = re.compile(
    r"\b([Ww]hoever|[Nn]obody's|[Ss]omebody's|one's|lets? go|l(ay|aid) down|stands? beside|had (its|their) day"
    r"|mend(s|ed|ing)?|to the letter|no more\b.{0,20}\bthan|(is|are) none\b(?! of)"
    r"|is no (name|date|day|time|code|table|key|number|token|term)|as (often|long) as (one|wanted)|anew)\b"
)
"""Turns of phrase that a reader who learned English at school does not understand at once."""
SAID_TO_PEOPLE = {"Text", "Texts", "Heard"}
"""Calls whose strings are translated, and checked by `randevou words check` instead."""
DOCS = ("README.md", "CONTRIBUTING.md", "SECURITY.md")


def sentences(file: Path) -> Iterator[str]:
    """Every comment and every string of words of a Python file, except those that people in the chat read."""
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    said = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in SAID_TO_PEOPLE]
    skipped = {id(inner) for call in said for inner in ast.walk(call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value if " " in node.value else ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


@each_file
def test_no_sentence_of_the_code_is_a_riddle(file: Path) -> None:
    assert not [" ".join(sentence.split()) for sentence in sentences(file) if RIDDLES.search(sentence)]


@pytest.mark.parametrize("name", DOCS)
def test_no_sentence_of_the_documents_is_a_riddle(name: str) -> None:
    lines = (BOT.parent / name).read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if RIDDLES.search(line)]


@each_file
def test_no_list_of_languages_is_written_out(file: Path) -> None:
    lists = (ast.List, ast.Tuple, ast.Set)
    for node in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, lists)):
        named = {one.value for one in node.elts if isinstance(one, ast.Constant)} & {*LANGUAGES}
        assert len(named) < 3, f"line {node.lineno}: languages.toml says which languages there are"
