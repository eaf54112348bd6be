"""Kill a process at a chosen line, as a power cut would."""

import os
import signal
import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

ALL_WELL, FAULT = 0, 7


def killed_at(moment: int, act: Callable[[], object], *, inside: frozenset[tuple[str, str]]) -> bool:
    """Run `act` in a child that kills itself before the n-th line of some functions; False if it ended before that.

    `inside` names the functions by module and name. Nothing of SQLite may be open in this process.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of other threads: the child needs none
        child = os.fork()
    if child == 0:
        _run(moment, act, inside)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == ALL_WELL, "the child failed by itself"
    return False


def _run(moment: int, act: Callable[[], object], inside: frozenset[tuple[str, str]]) -> None:
    lines = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if (frame.f_globals.get("__name__", ""), frame.f_code.co_name) not in inside:
            return None
        if event == "line":
            lines += 1
            if lines == moment:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    try:
        act()
    except BaseException:
        os._exit(FAULT)
    os._exit(ALL_WELL)
