"""What is wrong with a file that people edit, said so that they can mend it."""


class FileError(Exception):
    """A mistake in a file: where it is, which key, what is wrong with it, and how to mend it."""

    def __init__(self, file: str, key: str, fault: str, mend: str = "") -> None:
        self.file, self.key, self.fault, self.mend = file, key, fault, mend
        place = f"{file}, {key}" if key else file
        super().__init__(f"{place}: {fault}" + (f" {mend}" if mend else ""))


class PackError(FileError):
    """A mistake in a pack."""


class CatalogError(FileError):
    """A mistake in a file of words."""
