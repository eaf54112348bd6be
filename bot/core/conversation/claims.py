"""What the pack says of its operator: whether it is the government, and what an appointment costs."""

from bot.core.language.text import Text
from bot.core.programme.pack import Pack

FREE = Text("operator.free", "It is free: never pay anyone for an appointment.")


def costs(pack: Pack) -> tuple[Text, ...]:
    """Return what an appointment costs."""
    if pack.free:
        return (FREE,)
    return (pack.cost,) if pack.cost else ()


def standing(pack: Pack) -> tuple[Text, ...]:
    """Return how the operator stands to the government."""
    match pack.operator_kind:
        case "independent":
            return (Text("operator.independent", "We are not the government, the police or immigration."),)
        case "public":
            return (Text("operator.public", "{operator} is a public office.", operator=pack.operator),)
    return ()
