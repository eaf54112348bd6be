"""The master key: in a file that only its owner can read, or in the environment; never in the database or its keys."""

import binascii
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

KEY = 32
"""Bytes of every key here."""


class SealError(Exception):
    """What was sealed cannot be opened: a key is missing, readable by others, or not the right one."""


def path_beside(database: Path, ending: str) -> Path:
    """A file that belongs to a database: `.key` the master key, `.keys` the keys of people."""
    return database.with_name(database.name + ending)


def candidate_keys(database: Path, given: str, *, create: bool) -> list[bytes]:
    """The master keys to try, the likeliest first; a rotation that was cut short has left a second one.

    `given` (RANDEVOU_KEY) stands for the file. `create` makes the file where there is none.
    """
    if given:
        return [_decoded(given.encode(), "RANDEVOU_KEY")]
    path = path_beside(database, ".key")
    if create and not path.exists():
        _create(path)
    found = [file for file in (path, path_beside(database, ".key.new")) if file.exists()]
    if not found:
        raise SealError(
            f"{path} is missing, and what people said cannot be read without it. Restore it, or set RANDEVOU_KEY."
        )
    return [_read(file) for file in found]


def check_private(path: Path) -> None:
    """SealError if anybody but the owner may read a file."""
    if path.is_file() and path.stat().st_mode & 0o077:
        raise SealError(f"{path} can be read by others. Run: chmod 600 {path}")


def create_next(database: Path, given: str) -> bytes:
    """The next master key; one that was not `given` (RANDEVOU_KEY_NEW) is put on the disk beside the old one."""
    if given:
        return _decoded(given.encode(), "RANDEVOU_KEY_NEW")
    path = path_beside(database, ".key.new")
    path.unlink(missing_ok=True)
    _create(path)
    return _read(path)


def replace_with_next(database: Path) -> None:
    """The next master key takes the place of the old one, whose bytes are overwritten."""
    path = path_beside(database, ".key")
    descriptor = os.open(path, os.O_WRONLY) if path.exists() else None
    os.replace(path_beside(database, ".key.new"), path)
    _sync_folder(path)
    if descriptor is not None:
        _overwrite(descriptor)


def shred(path: Path) -> None:
    """Overwrite a file and delete it; an SSD or a copying file system may keep the old blocks all the same."""
    _overwrite(os.open(path, os.O_WRONLY))
    path.unlink()


def _overwrite(descriptor: int) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(os.fstat(file.fileno()).st_size))
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    check_private(path)
    try:
        return _decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise SealError(f"{path} cannot be read ({error.strerror}). Give it to the user who runs this.") from error


def _decoded(text: bytes, where: str) -> bytes:
    """Base64 of either alphabet."""
    try:
        key = urlsafe_b64decode(text.strip().replace(b"+", b"-").replace(b"/", b"_"))
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY:
        raise SealError(f"{where} is no key of ours: it must be {KEY} bytes in base64. Restore the right one.")
    return key


def _create(path: Path) -> None:
    """Made by whichever process comes first; a second one reads what the first has written."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(urlsafe_b64encode(secrets.token_bytes(KEY)))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    _sync_folder(path)


def _sync_folder(path: Path) -> None:
    """Make the name of a file as lasting as its content."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
