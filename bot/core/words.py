"""The words that people type, by what they mean; each language gives its own list under the same keys.

`|` stands between words; where the order counts (numbers, months ...), `/` between words for the same place.
Case, accents, apostrophes and hyphens do not matter.
"""

from bot.core.language import Heard
from bot.core.words_of_trust import MONEY

COMMANDS = {
    "help": Heard(
        "heard.help",
        "help|help me|i need help|need help|menu|main menu|sos|i do not understand|i am lost|what can i do|what do i do"
        "|what should i do|i am confused|i do not understand this|show me the menu|options",
    ),
    "back": Heard(
        "heard.back", "back|go back|previous|return|undo|last question|previous question|one step back|step back"
    ),
    "restart": Heard(
        "heard.restart",
        "restart|start over|start again|begin again|from the beginning|from the start|reset|start from the beginning"
        "|begin from the start|start new|do it all again"
        "|go back to the beginning|go back to the start|back to the start",
    ),
    "language": Heard(
        "heard.language",
        "language|languages|another language|other language|change language|change the language|change my language"
        "|different language|a different language|speak another language|switch language|translate",
    ),
    "status": Heard(
        "heard.status",
        "status|my status|where am i|what do i have|my appointment|my turn|my place in line|do i have an appointment"
        "|when is my appointment|see my appointment|show my appointment|check my appointment|check my status"
        "|what is my status|what time is my appointment"
        "|where is my appointment|am i booked|is my appointment confirmed",
    ),
    "cancel": Heard(
        "heard.cancel",
        "cancel|cancel it|cancel appointment|cancel my appointment|cancel the appointment|i cannot come|i cannot go"
        "|we cannot come|i cannot make it|i do not want the appointment|i do not want my appointment"
        "|i do not need the appointment|cancel my booking|cancel the booking",
    ),
    "person": Heard(
        "heard.person",
        "person|a person|human|a human|real person|a real person|agent|someone|volunteer|a volunteer"
        "|talk to a person|talk to someone|talk to a human|speak to a person|speak to someone|talk with a person"
        "|talk with someone|speak with a person|speak with someone|talk to somebody|speak to somebody"
        "|talk to a real person|speak to a real person|speak to a human|speak with a human|talk to a volunteer"
        "|talk to staff"
        "|i want to talk to a person|i want to talk to someone|i need a person",
    ),
    "know": Heard(
        "heard.know",
        "what do you know|what do you know about me|what do you keep|what do you keep about me|my data|show my data"
        "|show me my data|see my data|privacy|what have you saved|what have you saved about me|what data do you have"
        "|what do you have about me|which data do you keep|my information|see what you know about me",
    ),
    "forget": Heard(
        "heard.forget",
        "forget|forget me|delete|delete me|delete my data|delete everything|delete all|delete all my data|erase"
        "|erase me|erase everything|erase my data|erase all my data|remove my data|remove me|remove everything"
        "|delete my information|erase my information|remove my information|delete my answers|forget everything"
        "|forget about me|delete what you know about me|do not keep my data",
    ),
    "hide": Heard("heard.hide", "hide|hide it|hide this|hide chat|hide this chat|quick exit|close this"),
    "danger": Heard(
        "heard.danger",
        "danger|danger now|in danger|i am in danger|emergency|911|someone is following me"
        "|i am very ill|i was kidnapped",
    ),
    "stop": Heard("heard.stop", "stop|stop messages|no more messages|unsubscribe|do not write to me"),
    "hello": Heard("heard.hello", "hello|hi|hey|good morning|good afternoon|good evening"),
    "again": Heard("heard.again", "again|repeat|say it again|say again|once more|/start"),
    "change": Heard(
        "heard.change",
        "change|change something|correct it|edit|change an answer|change my answer|change my answers"
        "|wrong answer|fix it|i made a mistake",
    ),
    "information": Heard("heard.information", "only information|information only|just information|information|info"),
    "old": Heard("heard.old", "i already have an appointment|i have an appointment|old appointment|cbp one|cbp 1"),
    "leave": Heard("heard.leave", "leave the group|leave group|leave my group|i want to leave the group"),
    "pin": Heard(
        "heard.pin",
        "pin|a pin|my pin|set a pin|change my pin|remove my pin|protect with a pin|password|my password",
    ),
    "recover": Heard(
        "heard.recover",
        "recover|i have another phone|another phone|new phone|i have a new phone|lost my phone|i lost my phone"
        "|my phone was stolen|they stole my phone|my phone is broken|i had an appointment on another phone",
    ),
    "money": MONEY,
}
"""What may be asked for at every step, by id; a word with `/` before it is meant only when typed so."""

ASKING = Heard(
    "heard.asking",
    "i want to|i want|i would like to|i would like|i'd like to|i need to|i need|i have to|i wish to|can i|could i|may i"
    "|can you|could you|will you|can we|how do i|how can i|is it possible to|let me|we want to|we need to|i wanna",
)
"""What people say before the thing that they ask for."""

ANSWERS = {
    "yes": Heard(
        "heard.yes",
        "yes|y|ya|yeah|yea|yep|yup|yess|yas|aye|uh huh|ok|sure|of course|certainly|absolutely|correct"
        "|right|true|why not|that is right|that is correct|i agree|agree|agreed|i do|we do|i am|i accept"
        "|accept|fine|all right|alright|no problem|go ahead|please do|i understand|understood|got it"
        "|confirm|i confirm|sounds good|good|perfect|👍|✅|👌|✔|☑",
    ),
    "no": Heard(
        "heard.no",
        "no|n|nope|nop|nah|noo|never|no way|no thanks|no thank you|not at all|of course not|not now"
        "|not yet|not today|i do not|we do not|i am not|i am not pregnant|i do not agree|we do not agree"
        "|do not agree|not agree|i do not want|i do not want to|i do not want it|i do not accept"
        "|disagree|i disagree|i refuse|false|wrong|incorrect|not correct|not true|that is wrong"
        "|that is not right|that is not correct|not right|not ok|👎|❌|🚫|✖",
    ),
    "unsure": Heard(
        "heard.unsure",
        "maybe|perhaps|possibly|not sure|not really sure|i am not sure|unsure|i do not know|do not know|dunno|idk"
        "|no idea|i have no idea|i cannot say|yes and no|sometimes|it depends|i think so"
        "|i do not think so|who knows|🤷",
    ),
    "none": Heard(
        "heard.none",
        "none|none of these|none of them|none of those|nothing|no one|nobody|not one|not any|zero",
    ),
}
"""Whole answers to a question: never looked for inside a text, never guessed from a misspelling."""

LISTED = {
    "yes": Heard(
        "heard.list_yes",
        "yes|y|yeah|yep|yes one|yes one or more|one or more|at least one|one of them|one of these|some of them",
    ),
    "none": Heard(
        "heard.list_none",
        "no|n|nope|none|none of these|none of them|none of those|nothing|not one|not any|zero",
    ),
}
"""Answers to a sensitive list, and no others: "I am not pregnant" and "no problem" say nothing of the other lines."""

EMPHASIS = Heard(
    "heard.emphasis",
    "please|thanks|thank you|sir|madam|miss|indeed|really|very much|well|oh",
)
"""Words that may stand before or after an answer and change nothing; in Creole the final wi and non."""

NEGATION = Heard(
    "heard.negation",
    "no|not|never|none|nothing|nobody|without|cannot|do not|does not|did not|is not|are not|wasnt"
    "|isnt|arent|doesnt|didnt|wont|wouldnt|havent|hasnt",
)
"""Words that turn a sentence round: a near miss is taken only if both sides have one or neither has."""

ELSEWHERE = Heard(
    "heard.elsewhere",
    "nan|de|dim|dis|e|en|kat|lang|le|mad|mas|out|pare|pile|sale|sam|set|simon|sis|size|van|vale|vie|wit|once|ye",
)
"""Words of this language that are an answer, a number or a day in another one, and are none here."""

SAME = Heard(
    "heard.same",
    "ok/okay/okey/oki|do not/don't/dont/dnt|does not/doesn't|did not/didn't|i am/i'm/im|is not/isn't"
    "|are not/aren't|cannot/can't/cant/can not|we are/we're|that is/that's/thats|what is/what's"
    "|please/pls/plz|thank you/thankyou/ty|thanks/thx/tks|you/u"
    "|appointment/apointment/appoinment/appt|people/ppl"
    "|tomorrow/tomorow/tommorow/tommorrow/tmrw/tmr/2morrow|language/langage/lenguage"
    "|cancel/cancell/cansel|forty/fourty|ninety/ninty",
)
"""Ways to write the same word, the usual one first."""

LANGUAGES = Heard(
    "heard.languages",
    "en: english/inglish|es: spanish/castilian"
    "|ht: haitian creole/creole/haitian/haitian kreyol/creole haitian|fr: french",
)
"""What this language calls the languages, by code."""
LANGUAGE_FILLERS = Heard(
    "heard.language_fillers",
    "i speak|speak|i want|i prefer|in|the|language|only|i understand|my language is",
)

OPTION = Heard("heard.option", "number|option|choice|answer|i choose")
"""Words that may stand before the number of a choice."""

NUMBERS = Heard(
    "heard.numbers",
    "zero|one/a single one|two/both/both of us/a couple|three|four|five|six|seven|eight|nine|ten"
    "|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|twenty|twenty one|twenty two|twenty three|twenty four"
    "|twenty five|twenty six|twenty seven|twenty eight|twenty nine"
    "|thirty|thirty one|thirty two|thirty three|thirty four"
    "|thirty five|thirty six|thirty seven|thirty eight|thirty nine"
    "|forty|forty one|forty two|forty three|forty four|forty five|forty six|forty seven|forty eight|forty nine"
    "|fifty|fifty one|fifty two|fifty three|fifty four|fifty five|fifty six|fifty seven|fifty eight|fifty nine"
    "|sixty|sixty one|sixty two|sixty three|sixty four|sixty five|sixty six|sixty seven|sixty eight|sixty nine"
    "|seventy|seventy one|seventy two|seventy three|seventy four"
    "|seventy five|seventy six|seventy seven|seventy eight|seventy nine"
    "|eighty|eighty one|eighty two|eighty three|eighty four"
    "|eighty five|eighty six|eighty seven|eighty eight|eighty nine"
    "|ninety|ninety one|ninety two|ninety three|ninety four"
    "|ninety five|ninety six|ninety seven|ninety eight|ninety nine",
)
"""From zero on."""

COUNT = {
    "alone": Heard(
        "heard.count_alone",
        "just me|only me|me|myself|me alone|alone|by myself|just myself|i am alone|just i|only i|on my own|me only",
    ),
    "self": Heard("heard.count_self", "me|i|myself"),
    "and": Heard("heard.count_and", "and|with|plus"),
    "one": Heard(
        "heard.count_one",
        "wife|husband|partner|spouse|mother|mom|father|dad|son|daughter|child|kid|baby|brother|sister"
        "|friend|grandmother|grandfather|girlfriend|boyfriend|cousin|aunt|uncle",
    ),
    "many": Heard(
        "heard.count_many",
        "children|kids|sons|daughters|babies|brothers|sisters|friends|cousins|boys|girls"
        "|grandchildren|parents|others|other people",
    ),
    "filler": Heard(
        "heard.count_fillers",
        "we are|there are|it is|we|us|of us|all of us|are|people|persons|person|in total|total"
        "|together|family of|a family of|group of|a group of|in my group|in our group|in my family"
        "|just|only|the|my|our|all",
    ),
}
"""How many people: "me and my two kids"; "one" counts one without a number, "many" needs a number."""

AGE = Heard("heard.age", "i am|he is|she is|years old|years|year old|of age")
"""Words around a number of years."""

WEEKDAYS = Heard(
    "heard.weekdays",
    "monday/munday|tuesday/tues/tuseday|wednesday/weds/wensday/wenesday|thursday/thur/thurs|friday|saturday|sunday",
)
MONTHS = Heard(
    "heard.months",
    "january|february/febuary|march|april|may|june|july|august|september/sept|october|november|december",
)
DAYS = Heard(
    "heard.days",
    "today/this day|tomorrow|day after tomorrow/the day after tomorrow/after tomorrow",
)
"""Today and the two days after it."""
DAYS_AWAY = {
    "after": Heard("heard.days_after", "in|from now|from today"),
    "unit": Heard("heard.days_unit", "day/days|week/weeks"),
    "one": Heard("heard.days_one", "a day|a week"),
    "loose": Heard("heard.days_loose", "a fortnight|a couple of days|a few days"),
    "next_week": Heard("heard.next_week", "next week|of next week|the coming week"),
    "mark": Heard("heard.day_mark", "the|date"),
}
"""Days from today: "in 3 days", where units are a day and a week; times that people count differently ("quince días");
the week after this one; and what says that a number is a day of the month ("el 25")."""
DATE_ORDER = Heard("heard.date_order", "either")
"""How 5/12 is read: "day first", or "either" where people write it both ways and mean different days by it."""
FIRST = Heard("heard.first", "first")
ORDINAL_ENDINGS = Heard("heard.ordinal_endings", "st|nd|rd|th")
"""What is written right behind the number of a day."""
DAY_FILLERS = Heard(
    "heard.day_fillers",
    "on|the|next|this|coming|of|for|at|in|day|date|in the morning|morning|in the afternoon|afternoon"
    "|in the evening|evening|at night|night|i prefer|i choose|i want|it is",
)
"""Words around a day, and what is written behind its number, that change nothing."""

HOURS = Heard(
    "heard.hours",
    "twelve at night|one o'clock|two o'clock|three o'clock|four o'clock|five o'clock|six o'clock"
    "|seven o'clock|eight o'clock|nine o'clock|ten o'clock|eleven o'clock|twelve o'clock",
)
"""Said hours, from midnight on."""
CLOCK = {
    "mark": Heard("heard.clock_mark", "o'clock|oclock|h|hrs|hours"),
    "morning": Heard("heard.clock_morning", "am|a.m.|in the morning|morning"),
    "afternoon": Heard(
        "heard.clock_afternoon",
        "pm|p.m.|in the afternoon|afternoon|in the evening|evening",
    ),
    "night": Heard("heard.clock_night", "at night|night"),
    "noon": Heard("heard.clock_noon", "noon|midday"),
    "midnight": Heard("heard.clock_midnight", "midnight"),
    "half": Heard("heard.clock_half", "thirty"),
    "quarter": Heard("heard.clock_quarter", "fifteen"),
    "filler": Heard("heard.clock_fillers", "at|the|for|i prefer|i choose"),
}
"""The parts of a clock time: what follows the hour, and the part of the day."""

COUNTRIES = Heard(
    "heard.countries",
    "US: usa/united states of america/america|DO: dominican|CD: drc/congo/dr congo|CG: congo"
    "|GB: england/uk/great britain|CI: cote d'ivoire|TR: turkiye|SV: salvador",
)
"""Other names of countries, by code; a name under two codes is asked back."""
