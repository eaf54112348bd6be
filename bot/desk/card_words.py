"""The words of the table and of the turned screen."""

from bot.core.language.text import Text

CARD = {
    "start": Text("desk.card.start", "Help somebody new"),
    "start_use": Text("desk.card.start.use", "Which language does the person in front of you speak?"),
    "not_kept": Text(
        "desk.card.not_kept",
        "They have not agreed yet: nothing is stored. If this computer restarts, start the card again.",
    ),
    "no_card": Text(
        "desk.card.gone",
        "This card is not on your table. If the person had agreed, their case is kept, and their code opens it. If "
        "not, nothing was stored: start a new card.",
    ),
    "full": Text("desk.card.full", "Your table is full. Take a card off first; what was agreed to is kept."),
    "turn": Text("desk.card.turn", "Turn the screen"),
    "turned": Text(
        "desk.card.turned",
        "This question is for the person alone. Turn the screen to them, and look away.",
    ),
    "typing": Text(
        "desk.card.typing",
        "Paper {number}: type what it says. What you cannot read stays open: take the card off, and they answer here.",
    ),
    "typed": Text(
        "desk.card.typed",
        "Paper {number}: there is nothing more to type. Take the card off. When they come, open it in Tonight and turn "
        "the screen.",
    ),
    "aloud": Text("desk.card.aloud", "They cannot read"),
    "aloud_use": Text(
        "desk.aloud.use",
        "Read all of this to them, once, in a quiet place. Then turn the screen. It shows one letter: they press the "
        "number of their answer. Do not ask what it was.",
    ),
    "booked": Text("desk.card.booked", "Booked. Now give them their slip: it is shown once."),
    "slip": Text("desk.card.slip", "Show the slip"),
    "handed": Text("desk.card.handed", "They have their slip. To change something, turn the screen to them."),
    "reads": Text("desk.card.reads", "There is something to read first: turn the screen."),
    "next": Text("desk.card.next", "Next person"),
    "off": Text("desk.card.off", "Take the card off"),
    "off_use": Text("desk.card.off.use", "Their case is kept: you find it in Tonight."),
    "code": Text("desk.card.code", "They have a code"),
    "number": Text("desk.card.number", "A number, or words"),
    "send": Text("web.send", "Send"),
    "danger": Text("desk.danger", "Danger"),
    "danger_title": Text("desk.danger.title", "Somebody is in danger"),
    "danger_do": (
        Text("desk.danger.place", "Go with them to a place where nobody hears you."),
        Text("desk.danger.ask", "Ask: “Do you want help now?” Ask for no details."),
        Text("desk.danger.yes", "Call no police, no immigration and no family without their yes."),
        Text("desk.danger.child", "Is it a child? Get the coordinator now."),
        Text("desk.danger.kept", "Nothing of this is kept. Write down nothing."),
    ),
    "child": Text("desk.child", "A child alone"),
    "child_do": (
        Text("desk.child.two", "Always two grown-ups together, and the door open."),
        Text("desk.child.coordinator", "Get the coordinator now. The child stays with you both until then."),
        Text("desk.child.ask", "Ask for no story. Ask if they are hungry, hurt or cold."),
        Text("desk.child.promise", "Promise nothing: not where they will sleep, not who will come."),
    ),
    "back": Text("desk.card.back", "Back to the table"),
    "alone": Text(
        "desk.turned.told",
        "Only you should see this. Who helps you will see whether you can book, not what you answer.",
    ),
    "give_back": Text("desk.turned.back", "Turn the screen back to the helper"),
    "dismiss": Text("desk.turned.dismiss", "I do not want this help any more"),
}
COUNTS = {
    "title": Text("desk.counts", "Cases and bookings of each helper"),
    "cases": Text("desk.counts.cases", "cases"),
    "papers": Text("desk.counts.papers", "on paper"),
    "bookings": Text("desk.counts.bookings", "bookings"),
}
