"""Cold start and memory of `randevou chat`, beside a Python that only imports sqlite3 and click.

Run: .venv/bin/python -m tests.bench.startup
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

CHAT = [sys.executable, "-m", "bot", "chat", "--jsonl"]
BARE = [sys.executable, "-c", "import sqlite3, click"]


def once(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds from start to end of input, and the most memory in MiB."""
    before = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment(folder), cwd=Path.cwd()
    )
    _, _, usage = resource_of(process)
    return time.perf_counter() - before, usage / 1024


def environment(folder: Path) -> dict[str, str]:
    """Only what is needed, and a database of its own."""
    return {"RANDEVOU_DB": str(folder / "randevou.db"), "PATH": "", "PYTHONUTF8": "1"}


def resource_of(process: "subprocess.Popen[bytes]") -> tuple[int, int, int]:
    """Wait for one child and read its own peak memory in KiB."""
    pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    return pid, status, usage.ru_maxrss


def main() -> None:
    """Print medians of five runs, the first database included and not."""
    with tempfile.TemporaryDirectory() as name:
        first = once(CHAT, Path(name))
        again = [once(CHAT, Path(name)) for _ in range(5)]
        bare = [once(BARE, Path(name)) for _ in range(5)]
    seconds, memory = median(s for s, _ in again), median(m for _, m in again)
    floor = median(s for s, _ in bare)
    print(f"first start, new database: {first[0]:.2f} s, {first[1]:.0f} MiB")
    print(f"later starts:              {seconds:.2f} s, {memory:.0f} MiB")
    print(f"a bare Python:             {floor:.2f} s, {median(m for _, m in bare):.0f} MiB ({seconds / floor:.1f} x)")


if __name__ == "__main__":
    main()
