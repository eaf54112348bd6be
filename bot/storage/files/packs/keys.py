"""What a key of a pack is, as data: its kind, its bounds, and one sentence. Reading and the schema come from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.storage.files.packs.reader import LONGEST_LABEL, LONGEST_SOURCE, LONGEST_TEXT

CODE = r"[a-z][a-z0-9_-]{0,31}"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
URL = r"https?://[^\s/?#:@.\[\]]+(\.[^\s/?#:@.\[\]]+)+(:\d+)?([/?#]\S*)?"
Schema = dict[str, object]

KINDS: Mapping[str, tuple[str, Schema]] = {
    "id": ("a name of a-z, 0-9, - and _", {"type": "string", "pattern": f"^{CODE}$"}),
    "word": ("a text", {"type": "string", "minLength": 1}),
    "text": ("a text that people read", {"type": "string", "minLength": 1}),
    "url": ("a web address", {"type": "string", "pattern": f"^{URL}$"}),
    "one_of": ("one of", {}),
    "whole": ("a whole number", {"type": "integer"}),
    "decimal": ("a number", {"type": "number"}),
    "flag": ("true or false; in a table, yes or no", {"type": "boolean"}),
    "day": ("a day, as in 2026-01-31", {"type": "string", "format": "date"}),
    "clock": ("a time, as in 09:00", {"type": "string", "pattern": f"^{CLOCK}$"}),
    "words": ("a list of words; in a table, with spaces between", {"type": "array", "items": {"type": "string"}}),
    "times": ("times, as in 09:00 13:30", {"type": "string"}),
    "weekdays": ("days of the week, as in Mon Wed, Mon-Fri or every day", {"type": "string"}),
    "zone": ("a time zone, as in America/Tijuana", {"type": "string"}),
    "site": ("the id of a site", {"type": "string"}),
    "hours": ("always, unknown, or as in Mon-Fri 09:00-16:00; Sat 09:00-12:00", {"type": "string"}),
    "condition": ('answers that must be given, as in { party = { max = 1 }, vulnerable = "yes" }', {"type": "object"}),
    "values": ("names with their values, as in { party = 3 }", {"type": "object"}),
    "table": ("a table", {"type": "object"}),
    "tables": ("tables", {"type": "array"}),
    "value": ("of the kind that is named above", {}),
    "dated": ("values with dates", {"type": "array"}),
    "options": ('tables, or "services"', {}),
}
"""The kinds of values: what people call them, and the JSON Schema of a value in TOML."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table, or one column of a CSV file."""

    kind: str
    says: str
    required: bool = True
    column: bool = False
    """Whether a CSV file has the column although its cells may be empty."""
    least: float = 0
    most: float = 1_000_000
    """The bounds of a number, both included."""
    longest: int = LONGEST_TEXT
    words: tuple[str, ...] = ()
    """What it can be, where only some words are allowed; for an id, what it cannot be."""
    of: "Table | None" = None
    """The keys of the tables in it."""

    @property
    def described(self) -> str:
        """Return its kind and its bounds in words."""
        kind, _ = KINDS[self.kind]
        match self.kind:
            case "one_of":
                return f"{kind} {', '.join(self.words)}"
            case "whole" | "decimal":
                return f"{kind} from {self.least:,} to {self.most:,}"
            case "word" | "text" | "url":
                return f"{kind}, {self.longest} characters at most"
            case "dated" if self.of:
                return self.of.keys["value"].described
        return kind

    @property
    def schema(self) -> Schema:
        """Return the JSON Schema of its value in TOML."""
        schema = KINDS[self.kind][1] | {"description": self.says}
        match self.kind:
            case "one_of":
                schema["enum"] = list(self.words)
            case "whole" | "decimal":
                schema |= {"minimum": self.least, "maximum": self.most}
            case "word" | "text" | "url":
                schema["maxLength"] = self.longest
            case "id" if self.words:
                schema["not"] = {"enum": list(self.words)}
            case "table" if self.of:
                schema |= self.of.schema
            case "tables" | "dated" if self.of:
                schema["items"] = self.of.schema
            case "options" if self.of:
                schema["anyOf"] = [{"const": "services"}, {"type": "array", "items": self.of.schema}]
        return schema


@dataclass(frozen=True, slots=True)
class Table:
    """The keys of a table or of a CSV file, in the order of the page."""

    says: str
    keys: Mapping[str, Key] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[list[str], list[str]]:
        """Return the columns that a CSV file must have, and those that it may have."""
        needed = [name for name, key in self.keys.items() if key.required or key.column]
        return needed, [name for name in self.keys if name not in needed]

    @property
    def schema(self) -> Schema:
        """Return the JSON Schema of a table; a name that ends with XX ends with the code of a country."""
        named = {name: key.schema for name, key in self.keys.items()}
        coded = {f"^{name.removesuffix('XX')}[A-Z]{{2}}$": named.pop(name) for name in self.keys if name.endswith("XX")}
        return {
            "type": "object",
            "description": self.says,
            "properties": named,
            **({"patternProperties": coded} if coded else {}),
            "required": [name for name, key in self.keys.items() if key.required],
            "additionalProperties": False,
        }


def label(says: str, *, required: bool = True) -> Key:
    """Return the key of a text that fits on a button."""
    return Key("text", says, required, longest=LONGEST_LABEL)


def source(kind: str = "word") -> Key:
    """Return the key of a source; people read it where it is of the kind "text"."""
    longest = LONGEST_SOURCE if kind == "text" else LONGEST_TEXT
    return Key(kind, "Who says so, and when.", longest=longest)


URL_KEY = Key("url", "Where the source can be read.", required=False, longest=1000)
ESTIMATE = Key("flag", "Whether nobody has confirmed it: people are told so.", required=False)
PERIOD = {
    "from": Key("day", "The first day on which it counts."),
    "until": Key("day", "The last day on which it counts. Without it, it has no end.", required=False, column=True),
}
BEFORE = Key("word", "The id of the one before which it comes. Without it, a new one comes last.", required=False)
