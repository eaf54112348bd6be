"""Errors in files that people edit: each names the file, the key, the fault and the fix."""


class FileError(Exception):
    """A mistake in a file: the file, the key, the fault and how to fix it."""

    def __init__(self, file: str, key: str, fault: str, fix: str = "") -> None:
        self.file, self.key, self.fault, self.fix = file, key, fault, fix
        place = f"{file}, {key}" if key else file
        super().__init__(f"{place}: {fault}" + (f" {fix}" if fix else ""))


class PackError(FileError):
    """A mistake in a pack."""


class CatalogError(FileError):
    """A mistake in a file of words."""
