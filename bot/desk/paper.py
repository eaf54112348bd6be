"""What is printed at the desk: the poster of the chat, and the list of tomorrow for people without a phone."""

from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.conversation import labels
from bot.core.conversation.claims import costs, standing
from bot.core.desk.acts import Act, may
from bot.core.language.message import Channel
from bot.core.language.text import Text
from bot.desk import intake
from bot.desk.intake import SHEET
from bot.desk.route import Answer, Asked, DeskRoute, Page, page
from bot.services.desk.day_list import day_list

PAPERS = {Act.POSTER: "/desk/paper/poster", Act.DAY_LIST: "/desk/paper/tomorrow"}
WORDS = {
    Act.POSTER: Text("desk.poster", "Poster for the wall"),
    Act.DAY_LIST: Text("desk.day_list", "List of tomorrow, for people without a phone"),
    "no_public": Text(
        "desk.poster.nowhere",
        "The chat has no address for other phones yet, so there is no poster. Who runs the server sets {setting}.",
        setting="RANDEVOU_WEB_PUBLIC",
    ),
    "scan": Text("desk.poster.scan", "Ask here for an appointment. Point the camera of your phone at the picture."),
    "no_phone": Text("desk.poster.no_phone", "No phone? Ask a volunteer."),
    "appointments": Text("desk.day_list.appointments", "Appointments on {day}"),
    "lapsing": Text("desk.day_list.lapsing", "Offers that end soon: say yes before this time"),
    "find": Text("desk.day_list.find", "Find the last part of your code. If it is there twice, ask a volunteer."),
    "none": Text("desk.day_list.none", "Nobody has an appointment on this day. There is nothing to print."),
    "unreadable": Text("desk.day_list.unreadable", "Not on this list, because they cannot be read: {count}."),
    "number": Text("desk.day_list.number", "Number"),
    "last": Text("desk.day_list.last", "Last part of the code"),
    "place": Text("desk.day_list.place", "Place"),
    "day": Text("desk.day_list.day", "Day"),
    "time": Text("desk.day_list.time", "Time"),
    "made": Text("desk.day_list.made", "Printed at {time}. What changed later is not on it."),
}
PRINTED = Channel("paper")


def papers(app: App, asked: Asked, fault: Text | None = None) -> Page:
    """Show what a role can print, and where a sheet is typed in."""
    role = asked.session.account.role
    values = {
        "papers": [(path, WORDS[act]) for act, path in PAPERS.items() if may(role, act)],
        "sheets": {
            code: (f"{SHEET}/{code}", catalog.name) for code, catalog in app.catalogs.items() if catalog.offered
        },
        "paper_in": intake.FORM,
        "here": asked.now.astimezone(ZoneInfo(app.pack.zone)).time(),
        "sheet": intake.WORDS,
        "types": may(role, Act.TYPE_IN),
        "fault": fault,
        "typed": {name: asked.fields.get(name, "") if fault else "" for name in ("number", "time")},
    }
    return Page("papers.html", values, 409 if fault else 200)


def poster(app: App, asked: Asked) -> Answer:
    """Show the poster of the chat, in all languages."""
    lines = (WORDS["scan"], WORDS["no_phone"], *costs(app.pack), *standing(app.pack))
    return Page("paper_poster.html", {"paper": WORDS, "title": WORDS[Act.POSTER], "lines": lines, **_frame(app, asked)})


def tomorrow(app: App, asked: Asked) -> Answer:
    """Show the list of tomorrow."""
    listed = day_list(app, asked.now)
    made = asked.now.astimezone(ZoneInfo(app.pack.zone)).time()
    return Page("paper_list.html", {"paper": WORDS, "listed": listed, "made": made, **_frame(app, asked)})


def _frame(app: App, asked: Asked) -> dict[str, object]:
    """Return the catalogs of all languages that are offered, and the line that says what is only practice."""
    offered = {code: catalog.say for code, catalog in app.catalogs.items() if catalog.offered}
    return {"offered": offered, "practice": labels.practice(app.world(asked.now, PRINTED))}


ROUTES: tuple[DeskRoute, ...] = (
    page("/desk/paper", Act.PAPER, papers),
    page("/desk/paper/poster", Act.POSTER, poster),
    page("/desk/paper/tomorrow", Act.DAY_LIST, tomorrow),
    *intake.ROUTES,
)
