"""What it costs to hear whether a text is a call for help.

Run: .venv/bin/python -m tests.bench.calls
Texts: all examples of the sheets, in their language and before any language is known. Processor time, of one core.
"""

import time
import tomllib

from bot.core.understanding.calls import heard
from bot.settings import root
from bot.storage.files.calls import ROWS, load_calls, sheet_file


def main() -> None:
    """Print microseconds for each text."""
    locales = root() / "locales"
    start = time.process_time()
    calls = load_calls(locales)
    print(f"reading the sheets: {1000 * (time.process_time() - start):.0f} ms")
    sheets = {code: tomllib.loads(sheet_file(locales, code).read_text("utf-8")) for code in calls.ears}
    texts = [(code, text) for code, sheet in sheets.items() for row in ROWS for text in sheet[row]["examples"]]
    for name, known in (("language known", True), ("no language", False)):
        start = time.process_time()
        for code, text in texts:
            heard(text, calls, code if known else "")
        print(f"{name}: {1e6 * (time.process_time() - start) / len(texts):.0f} µs a text, {len(texts)} texts")
    start = time.process_time()
    heard("yo vle touye m me quieren matar they kill me ils me tuent " * 20, calls)
    print(f"a text of 1000 characters: {1000 * (time.process_time() - start):.1f} ms")


if __name__ == "__main__":
    main()
