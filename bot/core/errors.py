"""What is wrong with a file that people edit, said so that they can fix it."""


class FileError(Exception):
    """A mistake in a file: where it is, which key, what is wrong with it, and how to fix it."""

    def __init__(self, file: str, key: str, fault: str, fix: str = "") -> None:
        self.file, self.key, self.fault, self.fix = file, key, fault, fix
        place = f"{file}, {key}" if key else file
        super().__init__(f"{place}: {fault}" + (f" {fix}" if fix else ""))


class PackError(FileError):
    """A mistake in a pack."""


class CatalogError(FileError):
    """A mistake in a file of words."""
