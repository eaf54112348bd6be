"""What words cost: to read all catalogs, and to say a message, beside gettext of the standard library in the same run.

Run: .venv/bin/python -m tests.bench.words
"""

import gettext
import io
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.core.language.text import Catalog, Text
from bot.settings import root
from bot.storage.files import catalogs
from bot.storage.files.catalogs import load_catalogs, po_file
from bot.storage.files.languages import load_languages
from bot.storage.files.po_files import forms, read

LOCALES = root() / "locales"
RUNS, ROUNDS = 5, 20


def seconds(work: Callable[[], object]) -> float:
    """The median of several runs."""
    taken = []
    for _ in range(RUNS):
        before = time.perf_counter()
        work()
        taken.append(time.perf_counter() - before)
    return median(taken)


def load() -> object:
    """Read all catalogs from their files, as a start does."""
    catalogs._loaded.clear()
    return load_catalogs(LOCALES)


def as_mo(file: Path) -> bytes:
    """The same words, compiled as gettext wants them."""
    content = io.BytesIO()
    with file.open("rb") as po:
        write_mo(content, read_po(po))
    return content.getvalue()


def main() -> None:
    """Print times and their ratios."""
    files = [po_file(LOCALES, code) for code, language in load_languages(LOCALES).items() if not language.source]
    compiled = [as_mo(file) for file in files]
    ours, theirs = seconds(load), seconds(lambda: [gettext.GNUTranslations(io.BytesIO(mo)) for mo in compiled])
    print(f"read {len(files)} catalogs: {ours * 1000:.0f} ms; gettext, compiled before: {theirs * 1000:.1f} ms")

    creole: Catalog = load_catalogs(LOCALES)["ht"]
    known = gettext.GNUTranslations(io.BytesIO(as_mo(po_file(LOCALES, "ht"))))
    plain = [
        Text(key, forms(entry.id)[0])
        for key, entry in read(po_file(LOCALES, "ht")).by_key().items()
        if "{" not in forms(entry.id)[0] and not key.startswith("heard.")
    ]
    said = seconds(lambda: [creole.say(text) for _ in range(ROUNDS) for text in plain]) / ROUNDS / len(plain)
    got = seconds(lambda: [known.pgettext(text.key, text.english) for _ in range(ROUNDS) for text in plain])
    got = got / ROUNDS / len(plain)
    print(f"say one of {len(plain)} texts: {said * 1e6:.2f} us; gettext: {got * 1e6:.2f} us ({said / got:.1f} x)")

    filled = Text("ticket.code", "Your code: {code}. {n} people.", code="BATO LIMA 473 KADO", n=3)
    english = filled.english
    said = seconds(lambda: [creole.say(filled) for _ in range(10_000)]) / 10_000
    got = seconds(lambda: [known.pgettext("ticket.code", english).format(code="BATO", n=3) for _ in range(10_000)])
    got = got / 10_000
    print(f"say one with two values: {said * 1e6:.2f} us; gettext and format: {got * 1e6:.2f} us ({said / got:.1f} x)")


if __name__ == "__main__":
    main()
