"""Test that the log says what happened, its kind and its place, and never who or what a person said."""

import ast
import io
import json
import logging
import queue
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from logging.handlers import QueueHandler
from pathlib import Path
from typing import Any

import pytest

from bot.core.understanding.iso_time import read_moment
from bot.logs import CleanRecord, Fault, Pseudonyms, clean
from bot.services.clock import Doubt
from bot.settings import SettingsError, read_level

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"
SECRET = "a-secret-of-the-webhook"
CANARY = "the canary sings"
OTHERS = ("aiohttp.client", "asyncio", "httpcore", "httpx", "telegram.Bot", "telegram.ext", "uvicorn", "uvicorn.error")
OURS = logging.getLogger("randevou.test")
BOT = Path(__file__).parent.parent / "bot"


@contextmanager
def listening(level: str = "debug") -> Iterator[io.StringIO]:
    stream = io.StringIO()
    with clean(stream, level, (SECRET,)):
        yield stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_an_object_with_our_own_words() -> None:
    with listening() as stream:
        OURS.warning("updates that cannot be read are set aside", extra={"count": 3})
    (line,) = lines(stream)
    assert set(line) == {"at", "level", "from", "line", "event", "count"}
    assert (line["level"], line["event"], line["count"]) == ("warning", "updates that cannot be read are set aside", 3)
    assert line["line"].startswith("test_logs.py:")


def test_in_a_terminal_a_line_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    with clean(stream, "debug"):
        OURS.error("it did not work (%s)", ValueError(CANARY))
    assert "error randevou.test" in stream.getvalue()
    assert "it did not work (ValueError) ValueError" in stream.getvalue()


def test_what_is_not_on_the_list_is_dropped_and_values_in_a_message_are_hidden() -> None:
    with listening() as stream:
        OURS.info("a %s and %s", CANARY, 77, extra={"name_typed": CANARY, "count": 9_876_543_210})
        OURS.info("too few %s %s", CANARY)
        OURS.info("none %d", CANARY)
        OURS.info("%(what)s", {"what": CANARY})
    assert CANARY not in stream.getvalue()
    assert "9876543210" not in stream.getvalue()
    assert [line["event"] for line in lines(stream)][:2] == ["a … and …", "too few %s %s"]


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("level", [logging.DEBUG, logging.CRITICAL])
def test_other_libraries_are_heard_and_not_quoted(name: str, level: int) -> None:
    with listening() as stream:
        logging.getLogger(name).log(level, "POST https://api.telegram.org/bot%s/sendMessage %s", TOKEN, CANARY)
        whole = f"{TOKEN} {CANARY}"
        logging.getLogger(name).log(level, whole)
        try:
            raise ValueError(f"{TOKEN} {CANARY}")
        except ValueError:
            logging.getLogger(name).exception("Exception in %s", CANARY, stack_info=True)
    assert CANARY not in stream.getvalue()
    assert TOKEN not in stream.getvalue()
    assert [line["from"] for line in lines(stream)] == [name] * 3
    assert lines(stream)[2]["fault"] == "ValueError"


def test_an_error_is_its_kind_and_its_place_in_our_code() -> None:
    with listening() as stream:
        try:
            try:
                read_moment(CANARY, None)
                read_moment("2026-11-25", 7)
            except TypeError as error:
                raise RuntimeError(CANARY) from error
        except RuntimeError:
            OURS.exception("it went wrong")
    fault = lines(stream)[0]["fault"]
    assert fault.startswith("RuntimeError < TypeError")
    assert "bot/core/understanding/iso_time.py:" in fault
    assert CANARY not in stream.getvalue()


def test_secrets_are_taken_out_whatever_way_they_came_in() -> None:
    with listening() as stream:
        whole = f"{TOKEN} and {SECRET}"
        OURS.error(whole)
        logging.getLogger(f"x.{SECRET}").error("hello")
    assert TOKEN not in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_a_library_with_a_handler_of_its_own_is_not_quoted_there_either() -> None:
    stubborn, kept = logging.getLogger("stubborn"), io.StringIO()
    handler, waiting = logging.StreamHandler(kept), queue.SimpleQueue[Any]()
    with listening():
        stubborn.addHandler(handler)
        stubborn.addHandler(QueueHandler(waiting))
        stubborn.error("%s", CANARY)
    stubborn.handlers = []
    assert kept.getvalue()
    assert CANARY not in kept.getvalue()
    assert CANARY not in str(vars(waiting.get()))


def test_warnings_are_heard_and_not_quoted() -> None:
    with listening() as stream, warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARY, UserWarning, stacklevel=1)
    assert lines(stream) == [] or CANARY not in stream.getvalue()


def test_afterwards_everything_is_as_before() -> None:
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    before = (root.handlers[:], root.level)
    with listening():
        assert logging.getLogRecordFactory() is CleanRecord
    assert (root.handlers, root.level, logging.getLogRecordFactory()) == (*before, factory)


def test_below_the_level_nothing_is_written() -> None:
    with listening("error") as stream:
        OURS.warning("quiet")
        logging.getLogger("httpx").warning("quiet")
    assert stream.getvalue() == ""
    assert (read_level(), read_level("DEBUG")) == ("warning", "debug")
    with pytest.raises(SettingsError, match="RANDEVOU_LOG"):
        read_level("loud")


def test_a_chat_has_one_name_a_day_and_another_one_tomorrow_and_after_a_start() -> None:
    now, one, other = datetime(2026, 11, 22, 23, tzinfo=UTC), Pseudonyms(), Pseudonyms()
    name = one.of(7731905512, now)
    assert name == one.of(7731905512, now + timedelta(minutes=59))
    assert name != one.of(7731905513, now)
    assert name != other.of(7731905512, now)
    assert name != one.of(7731905512, now + timedelta(hours=1))
    with listening() as stream:
        OURS.info("one", extra={"chat": 7731905512})
        OURS.info("two", extra={"chat": 7731905512})
    first, second = lines(stream)
    assert first["chat"] == second["chat"]
    assert "7731905512" not in stream.getvalue()


def test_every_message_of_ours_is_written_out_where_it_is_logged() -> None:
    found = 0
    for file in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log."):
                found += 1
                assert isinstance(node.args[0], ast.Constant), f"{file.name}: {ast.unparse(node)}"
                assert "%d" not in str(node.args[0].value), f"{file.name}: a number is hidden there; give it as extra"
    assert found > 10


def test_no_message_of_ours_has_a_value_that_is_hidden() -> None:
    """What is not an error, its description or a fault becomes a dot: a count belongs in `extra`."""
    for file in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log."):
                for value in map(ast.unparse, node.args[1:]):
                    assert value == "error" or value.startswith(("describe(", "Fault(")), f"{file.name}: {value}"


def test_the_doubt_about_a_clock_is_written_in_words() -> None:
    with listening() as stream:
        OURS.error("%s", Fault(str(Doubt.AHEAD)))
    assert "more than 8 days ahead" in lines(stream)[0]["event"]
