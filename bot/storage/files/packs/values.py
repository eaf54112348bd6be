"""Names values as those who wrote them see them: their kind, and what they are."""

from datetime import date, datetime, time

NAMES: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date",
    list: "a list",
    dict: "a table",
    datetime: "a date with a time",
    time: "a time without quotes",
}


def describe(value: object) -> str:
    """Describe a value as its writer sees it: its kind, and the value."""
    kind = NAMES.get(type(value), "something else")
    match value:
        case str():
            return f'{kind} ("{value}")'
        case bool():
            return "true" if value else "false"
        case list() | dict():
            return kind
    return f"{kind} ({value})"
