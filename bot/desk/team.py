"""Who is signed in this evening, for those who coordinate."""

from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.desk.acts import Act
from bot.desk.card_words import COUNTS
from bot.desk.route import Answer, Asked, DeskRoute, Go, Page, deed, page
from bot.desk.words import ROLES
from bot.services.desk import sessions
from bot.storage.tables import desk_cards, desk_sessions


def team(app: App, asked: Asked) -> Answer:
    """Show who is signed in, and since when."""
    zone = ZoneInfo(app.pack.zone)
    here = [
        (session.account.name, ROLES[session.account.role], session.made.astimezone(zone).time(), session.locked)
        for session in desk_sessions.everyone(app.db, asked.now)
    ]
    return Page("team.html", {"here": here, "counts": desk_cards.counts(app.db), "count_words": COUNTS})


def close_for_all(app: App, asked: Asked) -> Answer:
    """End the sessions of everybody, and leave nothing in this browser."""
    sessions.close_for_all(app)
    return Go(signed_out=True, cleared=True)


ROUTES: tuple[DeskRoute, ...] = (
    page("/desk/team", Act.TEAM, team),
    deed("/desk/close-for-all", Act.CLOSE_FOR_ALL, close_for_all),
)
