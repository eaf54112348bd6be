"""The log of the server: what happened, and nothing about any person. Records are cleaned when they are created."""

import hashlib
import hmac
import json
import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

OURS = "randevou"
"""The logger of this program and the parent of its other loggers: their messages contain no values."""
HIDDEN = "…"
TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
"""A Telegram token anywhere in a line."""
_HERE = Path(__file__).resolve().parent


class Pseudonyms:
    """Pseudonyms of chats and people that stay the same for one day (UTC); their key is kept in memory only."""

    def __init__(self) -> None:
        self._day, self._key = "", b""

    def of(self, value: object, now: datetime) -> str:
        """Return today's pseudonym of a chat or a person."""
        day = now.astimezone(UTC).date().isoformat()
        if day != self._day:
            self._day, self._key = day, secrets.token_bytes(32)
        return hmac.new(self._key, str(value).encode(), hashlib.sha256).hexdigest()[:8]


_today = Pseudonyms()


def _pseudonym(value: object) -> str:
    return _today.of(value, datetime.now(UTC))


def _count(value: object) -> int | str:
    return value if isinstance(value, int) and 0 <= value < 100_000 else HIDDEN


FIELDS: dict[str, Callable[[object], int | str]] = {
    "chat": _pseudonym,
    "person": _pseudonym,
    "count": _count,
    "booked": _count,
    "wanted": _count,
}
"""The fields that a record of this program may have as `extra`, and how each is cleaned; others are left out."""


class Fault(str):
    """The description of an error by `describe`: the only text that may be a value in a record of this program."""

    __slots__ = ()


class CleanRecord(logging.LogRecord):
    """A log record without values: it names kinds of errors and their places; text of other libraries is hidden."""

    fault = ""

    def __init__(
        self,
        name: str,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: object,
        exc_info: object,
        func: str | None = None,
        sinfo: str | None = None,
        **rest: object,
    ) -> None:
        values = args if isinstance(args, tuple) else (args,)
        clean = tuple(map(_value, values))
        super().__init__(
            name, level, pathname, lineno, _message(name or "", msg, clean if args else ()), (), None, func
        )
        raised = exc_info[1] if isinstance(exc_info, tuple) else exc_info
        error = raised or next((value for value in values if isinstance(value, BaseException)), None)
        self.fault = describe(error) if isinstance(error, BaseException) else ""


def _value(value: object) -> str:
    if isinstance(value, Fault):
        return value
    return type(value).__name__ if isinstance(value, BaseException) else HIDDEN


def _message(name: str, msg: object, args: tuple[str, ...]) -> str:
    """Return the message of this program with kinds of errors filled in; hide the message of another library."""
    if name != OURS and not name.startswith(f"{OURS}."):
        return HIDDEN
    try:
        return str(msg) % args if args else str(msg)
    except (TypeError, ValueError):
        return str(msg)


def describe(error: BaseException) -> Fault:
    """Return the kinds of an error and its causes, and the last line of this program it passed; never its message."""
    kinds: list[str] = []
    places: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 5:
        kinds.append(type(cause).__name__)
        places += [place for place in [_place(cause.__traceback__)] if place]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return Fault(" < ".join(kinds) + "".join(f" at {place}" for place in places[:1]))


def _place(trace: TracebackType | None) -> str:
    """Return file and line of the last frame in this program."""
    place = ""
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(_HERE):
            place = f"{path.relative_to(_HERE.parent).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


class Line(logging.Formatter):
    """Formats a record as one line: JSON for programs, or plain text for a terminal; known secrets are hidden last."""

    def __init__(self, plain: bool, hide: tuple[str, ...]) -> None:
        super().__init__()
        self._plain, self._hide = plain, tuple(secret for secret in hide if secret)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "line": f"{record.filename}:{record.lineno}",
            "event": str(record.msg),
        }
        if fault := getattr(record, "fault", ""):
            said["fault"] = fault
        said |= {name: clean(vars(record)[name]) for name, clean in FIELDS.items() if name in vars(record)}
        line = " ".join(map(str, said.values())) if self._plain else json.dumps(said, ensure_ascii=False)
        for secret in self._hide:
            line = line.replace(secret, HIDDEN)
        return TOKEN.sub(HIDDEN, line)


@contextmanager
def clean(stream: TextIO, level: str, hide: tuple[str, ...] = ()) -> Iterator[None]:
    """Make every logger, of this program or not, write clean lines to a stream and nowhere else, during the block."""
    root, factory, loud = logging.getLogger(), logging.getLogRecordFactory(), logging.raiseExceptions
    handlers, before = root.handlers[:], root.level
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line(stream.isatty(), hide))
    own = _loggers_that_write_themselves()
    for logger, _, _ in own:
        logger.handlers, logger.propagate = [], True
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.setLogRecordFactory(CleanRecord)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a record that cannot be written must not be shown in a traceback instead
    try:
        yield
    finally:
        logging.captureWarnings(False)
        logging.setLogRecordFactory(factory)
        logging.raiseExceptions = loud
        root.handlers = handlers
        root.setLevel(before)
        for logger, theirs, propagate in own:
            logger.handlers, logger.propagate = theirs, propagate


def _loggers_that_write_themselves() -> list[tuple[logging.Logger, list[logging.Handler], bool]]:
    known = [logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    return [(logger, logger.handlers, logger.propagate) for logger in known if logger.handlers or not logger.propagate]
