"""Says which texts of a file of words are not what they were in a version of git."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from bot.storage.files import po_files
from bot.storage.files.po_files import Forms, forms


def changed(file: Path, version: str, *, source: bool = False) -> dict[str, Forms]:
    """Return what each changed text said in a version of git, by key; a new one said nothing, ().

    `source` compares the English. Raises ValueError if git has no such file in this version.
    """
    return dict(_changed(file, version, source))


def _changed(file: Path, version: str, source: bool) -> Iterator[tuple[str, Forms]]:
    before = po_files.parse(_at(file, version), f"{version}:{file.name}").by_key()
    for key, entry in po_files.read(file).by_key().items():
        now, was = (forms(each.id if source else each.string) if each else () for each in (entry, before.get(key)))
        if now != was:
            yield key, was


def _at(file: Path, version: str) -> bytes:
    command = ["git", "show", "--end-of-options", f"{version}:./{file.name}"]
    shown = subprocess.run(command, cwd=file.parent, capture_output=True, check=False)
    if shown.returncode:
        raise ValueError(f"git has no {file.name} in {version!r}: {shown.stderr.decode(errors='replace').strip()}")
    return shown.stdout
