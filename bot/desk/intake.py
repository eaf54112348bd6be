"""Wishes on paper: the sheet that people fill in without power or net, and the form that begins to type one in."""

from bot.app import App
from bot.core.conversation import labels
from bot.core.conversation.claims import costs
from bot.core.conversation.privacy_notice import consent_notice
from bot.core.conversation.steps import choose_sites, confirm_place, count_party
from bot.core.desk.acts import Act
from bot.core.language.text import Text
from bot.desk.route import Answer, Asked, DeskRoute, Page, page
from bot.services.desk.cards import DESK
from bot.services.desk.whole_list import NEVER_ON_PAPER, whole_list

SHEET = "/desk/paper/sheet"
WORDS = {
    "title": Text("desk.sheet.title", "I ask for an appointment"),
    "number": Text("desk.sheet.number", "Number of the day"),
    "time": Text("desk.sheet.time", "Time"),
    "agree": Text("desk.sheet.agree", "I agree. A helper types this in for me, and reads what I mark on this sheet."),
    "wish": Text(
        "desk.sheet.wish", "Book the first place that suits me. If none is free, ask for one in the line for me."
    ),
    "open": Text(
        "desk.sheet.open",
        "You may leave a question open, and answer it alone at the desk. What cannot be read stays open, too.",
    ),
    "days": Text("desk.sheet.days", "Which days suit you? If you write nothing: any day."),
    "keep": Text("desk.sheet.keep", "Tear this off and keep it. Come back with this number: then you get your code."),
}
FORM = {
    "sheet": Text("desk.sheet", "Sheet to ask on paper, without power or internet"),
    "title": Text("desk.paper_in", "Type in a paper"),
    "use": Text(
        "desk.paper_in.use",
        "Type the number and the time from the top of the paper. The time counts, for at most 12 hours. Type it by the "
        "clock of the programme: there it is {time} now.",
    ),
    "agreed": Text("desk.paper_in.agreed", "On the paper it is marked: I agree"),
    "begin": Text("desk.paper_in.begin", "Begin"),
}
FAULTS = {
    "number": Text("desk.paper_in.number", "Nothing was begun. Type the number of the day: 1 to 999."),
    "time": Text("desk.paper_in.time", "Nothing was begun. Type the time as on the paper, such as 18:40."),
    "old": Text(
        "desk.paper_in.old",
        "Nothing was begun. This paper is older than 12 hours. When the person comes, start a card: it counts then.",
    ),
    "typed": Text("desk.paper_in.typed", "Nothing was begun. This number was typed in before. Read the paper again."),
    "order": Text(
        "desk.paper_in.order",
        "Nothing was begun. The time does not fit the papers before and after this one. Read it again, or get the "
        "coordinator.",
    ),
    "agree": Text("desk.paper_in.agree", "Nothing was begun. First the person must mark “I agree” on the paper."),
    "full": Text("desk.paper_in.full", "Nothing was begun. Your table is full: take a card off first."),
}


def sheet(app: App, asked: Asked) -> Answer:
    """Show the sheet in the language of a link, or else in that of the helper."""
    chosen = asked.path["language"]
    language = chosen if chosen in app.catalogs else asked.language
    world = app.world(asked.now, DESK, language)
    places = [site.name for site in app.pack.sites] if len(app.pack.sites) > 1 else []
    values = {
        "spoken": app.catalogs[language].say,
        "tongue": language,
        "name": app.catalogs[language].name,
        "sheet": WORDS,
        "head": (*labels.practice(world), *costs(app.pack)),
        "kept": consent_notice(world),
        "party": count_party.QUESTION,
        "where": confirm_place.QUESTION if app.pack.areas else None,
        "which": choose_sites.QUESTION,
        "places": places,
        "questions": [one for one in whole_list(app, world.today) if one.question.kind not in NEVER_ON_PAPER],
    }
    return Page("paper_sheet.html", values)


ROUTES: tuple[DeskRoute, ...] = (page(f"{SHEET}/{{language}}", Act.SHEET, sheet),)
