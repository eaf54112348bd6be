"""The words that people type, by meaning; each language has its own list under the same keys.

`|` separates words. Where the order counts (numbers, months ...), `/` separates words for the same place.
Case, accents, apostrophes and hyphens do not matter.
"""

from bot.core.language.text import Heard

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
        "|where is my appointment|am i booked|is my appointment confirmed"
        "|when is the draw|when is the next draw|what time is the draw|am i in the draw|was i drawn|my request"
        "|how long must i wait|how long do i have to wait|how long do i wait|how long will it take|how many are waiting"
        "|how many people are waiting|since when am i waiting|how long is the line|have i been chosen",
    ),
    "cancel": Heard(
        "heard.cancel",
        "cancel|cancel it|cancel appointment|cancel my appointment|cancel the appointment|i cannot come|i cannot go"
        "|we cannot come|i cannot make it|i do not want the appointment|i do not want my appointment"
        "|i do not need the appointment|cancel my booking|cancel the booking",
    ),
    "withdraw": Heard(
        "heard.withdraw",
        "withdraw|withdraw my request|withdraw the request|withdraw it|take back my request|cancel my request"
        "|cancel the request|leave the line|leave the draw|stop waiting|i do not want to wait any more"
        "|i do not want to wait anymore|i do not want a place any more|take me out of the draw|take me off the list",
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
    "lawyer": Heard(
        "heard.lawyer",
        "lawyer|a lawyer|i need a lawyer|need a lawyer|i want a lawyer|attorney|an attorney|i need an attorney"
        "|legal help|i need legal help|i want legal help|legal aid|legal advice|i need legal advice",
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
    "hide": Heard(
        "heard.hide",
        "close|close it|close this|close the chat|close this chat|hide|hide it|hide this|hide chat"
        "|hide this chat|quick exit",
    ),
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
    "group": Heard(
        "heard.group",
        "more people|fewer people|less people|more people or fewer|more people or less|change the number of people"
        "|change the group|change my group|the group has changed|my group has changed|our group has changed"
        "|add a person|add someone|add people|add my child|add my baby|remove a person|remove someone"
        "|one more person|one person more|one person less|we are more now|we are more|we are fewer now|we are less now",
    ),
    "pin": Heard(
        "heard.pin",
        "pin|a pin|my pin|set a pin|change my pin|remove my pin|protect with a pin|password|my password",
    ),
    "recover": Heard(
        "heard.recover",
        "recover|i have another phone|another phone|new phone|i have a new phone|lost my phone|i lost my phone"
        "|my phone was stolen|they stole my phone|my phone is broken|i had an appointment on another phone",
    ),
    "operator": Heard(
        "heard.operator",
        "are you the government|are you government|are you from the government|is this the government"
        "|do you work for the government|are you part of the government|are you with the government"
        "|are you the police|are you police|are you from the police|is this the police|do you work for the police"
        "|are you immigration|are you from immigration|are you with immigration|is this immigration"
        "|do you work for immigration|are you la migra|are you ice|are you the embassy|are you the consulate"
        "|are you cbp|is this cbp|is this official|are you official|who are you|who is this|who runs this"
        "|who is behind this|who do you work for|who made this|who am i talking to",
    ),
    "money": Heard(
        "heard.money",
        "somebody asked me for money|someone asked me for money|they asked me for money|they ask me for money"
        "|they asked me to pay|someone asked me to pay|somebody asked me to pay|they want money|they want me to pay"
        "|they are asking me for money|i was asked to pay|do i have to pay|do i need to pay|must i pay|is it free"
        "|how much does it cost|how much do i have to pay|i paid|i paid for an appointment|they made me pay"
        "|they charged me|they are selling appointments|someone sells appointments|scam|i was scammed",
    ),
}
"""What people can ask for at every step, by id. A word that begins with `/` counts only if the `/` is typed, too."""

ASKING = Heard(
    "heard.asking",
    "i want to|i want|i would like to|i would like|i'd like to|i need to|i need|i have to|i wish to|can i|could i|may i"
    "|can you|could you|will you|can we|how do i|how can i|is it possible to|let me|we want to|we want|we need to"
    "|we need|we would like|we have to|could we|i wanna",
)
"""Phrases before the thing that people ask for."""

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
        "|i do not think so|who knows|🤷|i really do not know|i honestly do not know|i am not certain|not certain"
        "|uncertain|i am not really sure"
        "|no clue|i have no clue|i do not remember|i cannot remember|i forgot|i do not know about that|i do not know it"
        "|we do not know|we are not sure|hard to say|could be|might be|i dunno|i cannot tell|i am unsure"
        "|i am not so sure|not so sure|not too sure|i am not too sure|not quite sure"
        "|i am not quite sure|i am not 100 percent sure",
    ),
    "none": Heard(
        "heard.none",
        "none|none of these|none of them|none of those|nothing|no one|nobody|not one|not any|zero",
    ),
}
"""Whole answers to a question. They are never searched inside a text and never guessed from a misspelling."""

LISTED = {
    "yes": Heard(
        "heard.list_yes",
        "yes|y|yeah|yep|yes one|yes one or more|one or more|at least one|one of them|one of these|some of them|some"
        "|all|all of them|all of it|all of these|everything on the list|both|both of them|two things|two of them"
        "|two of these|three things|three of them|several|several of them|many|many of them|more than one|a few"
        "|a few of them|of course|we have one|we have two|i have one|i have two|there is one|yes i do|yes we do",
    ),
    "none": Heard(
        "heard.list_none",
        "no|n|nope|none|none of these|none of them|none of those|nothing|not one|not any|zero",
    ),
}
"""The only answers to a sensitive list: "I am not pregnant" and "no problem" say nothing about the other lines."""

EMPHASIS = Heard(
    "heard.emphasis",
    "please|thanks|thank you|sir|madam|miss|indeed|really|very much|well|oh|sorry|honestly",
)
"""Words before or after an answer that do not change it; in Creole the final "wi" and "non"."""

NEGATION = Heard(
    "heard.negation",
    "no|not|never|none|nothing|nobody|without|cannot|do not|does not|did not|is not|are not|wasnt"
    "|isnt|arent|doesnt|didnt|wont|wouldnt|havent|hasnt",
)
"""Words of negation. A misspelled text is accepted for a phrase only if both contain such a word, or neither does."""

ELSEWHERE = Heard(
    "heard.elsewhere",
    "nan|de|dim|dis|e|en|kat|lang|le|mad|mas|out|pare|pile|sale|sam|set|simon|sis|size|van|vale|vie|wit|once|ye",
)
"""Words that mean an answer, a number or a day in another language, and something else in this one."""

SAME = Heard(
    "heard.same",
    "ok/okay/okey/oki|do not/don't/dont/dnt|does not/doesn't|did not/didn't|i am/i'm/im|is not/isn't"
    "|are not/aren't|cannot/can't/cant/can not|we are/we're|that is/that's/thats|what is/what's"
    "|please/pls/plz|thank you/thankyou/ty|thanks/thx/tks|you/u"
    "|appointment/apointment/appoinment/appt|people/ppl"
    "|tomorrow/tomorow/tommorow/tommorrow/tmrw/tmr/2morrow|language/langage/lenguage"
    "|cancel/cancell/cansel|forty/fourty|ninety/ninty",
)
"""Spellings of the same word, the usual one first."""

LANGUAGES = Heard(
    "heard.languages",
    "en: english/inglish|es: spanish/castilian"
    "|ht: haitian creole/creole/haitian/haitian kreyol/creole haitian|fr: french",
)
"""The names of the languages in this language, by code."""
LANGUAGE_FILLERS = Heard(
    "heard.language_fillers",
    "i speak|speak|i want|i prefer|in|the|language|only|i understand|my language is",
)

COUNTRIES = Heard(
    "heard.countries",
    "US: usa/united states of america/america|DO: dominican|CD: drc/congo/dr congo|CG: congo"
    "|GB: england/uk/great britain|CI: cote d'ivoire|TR: turkiye|SV: salvador",
)
"""Other names of countries, by code; if a name has two codes, the bot asks which one is meant."""

NATIONALITIES = Heard(
    "heard.nationalities",
    "HT: haitian/haitians|CU: cuban/cubans|NI: nicaraguan/nicaraguans/nica/nicas|VE: venezuelan/venezuelans"
    "|HN: honduran/hondurans|GT: guatemalan/guatemalans"
    "|SV: salvadoran/salvadorans/salvadorian/salvadorians/salvadorean/salvadoreans"
    "|EC: ecuadorian/ecuadorians/ecuadorean/ecuadoreans|CO: colombian/colombians/columbian/columbians"
    "|BR: brazilian/brazilians|CL: chilean/chileans|DO: dominican/dominicans|PE: peruvian/peruvians"
    "|MX: mexican/mexicans|RU: russian/russians|CN: chinese|IN: indian/indians|CM: cameroonian/cameroonians"
    "|AO: angolan/angolans|GH: ghanaian/ghanaians|SN: senegalese|NG: nigerian/nigerians"
    "|MR: mauritanian/mauritanians|GN: guinean/guineans|AF: afghan/afghans/afghani/afghanis"
    "|UA: ukrainian/ukrainians|BO: bolivian/bolivians|AR: argentinian/argentinians/argentine/argentines"
    "|PA: panamanian/panamanians|CR: costa rican/costa ricans|US: american/americans|JM: jamaican/jamaicans"
    "|TR: turk/turks/turkish|UZ: uzbek/uzbeks|BD: bangladeshi/bangladeshis|NP: nepalese/nepali/nepalis"
    "|KZ: kazakh/kazakhs|KG: kyrgyz/kyrgyzs|BZ: belizean/belizeans|CA: canadian/canadians|FR: french"
    "|ES: spanish/spaniard|CD: congolese|CG: congolese|VN: vietnamese|TG: togolese"
    "|SO: somali/somalis/somalian/somalians|ET: ethiopian/ethiopians|ER: eritrean/eritreans"
    "|PK: pakistani/pakistanis|PY: paraguayan/paraguayans|UY: uruguayan/uruguayans|CI: ivorian/ivorians"
    "|ML: malian/malians|BJ: beninese",
)
"""What people of a country are called: masculine, feminine and plural, by code; one word may have two codes."""

ORIGIN = Heard(
    "heard.origin",
    "i am|we are|from|i come from|we come from|coming from|my country is|country|my nationality is|nationality|citizen"
    "|citizen of|national|passport|my passport is|our passport is|i have|we have|a|an|the|of|it is|all|all of us",
)
"""Words before or after a country or a nationality: "I am from Haiti", "a Haitian passport"."""

BIRTH = Heard("heard.birth", "born|born on|i was born|i was born on|birthday|my birthday is|date of birth|year")
"""Words before or after a date of birth."""
