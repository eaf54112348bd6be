"""A group of verbs whose modules are read only when a verb is called or listed.

The libraries of all verbs together take longer to read than most verbs take to run.
"""

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """A group that has, beside its own verbs, `later`: verbs by the module and the name of their command."""

    def __init__(self, *, later: Mapping[str, str], **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]  # what click itself hands over
        self.later = later

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all verbs, in the order of the alphabet."""
        return sorted({*super().list_commands(ctx), *self.later})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb, and read its module first if it is one of those for later."""
        if cmd_name in self.later:
            module, _, name = self.later[cmd_name].partition(":")
            self.add_command(getattr(import_module(module), name), cmd_name)
        return super().get_command(ctx, cmd_name)
