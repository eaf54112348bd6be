// Read calendars with ical.js and compare the beginning of each event. Usage: node read-calendars.mjs FOLDER < calendars
// FOLDER has node_modules with ical.js; each line of the input is one calendar of tests/services/booking/calendars.py.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(`${process.argv[2]}/node_modules/ical.js/dist/ical.js`));
let read = 0;
let wrong = 0;

for await (const line of createInterface({ input: process.stdin })) {
    const { name, text, starts } = JSON.parse(line);
    const calendar = new ICAL.Component(ICAL.parse(text));
    ICAL.TimezoneService.reset();
    for (const zone of calendar.getAllSubcomponents("vtimezone")) {
        ICAL.TimezoneService.register(zone); // as programs do: the last definition of a zone counts
    }
    for (const event of calendar.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part))) {
        const zone = ICAL.TimezoneService.get(event.startDate.timezone);
        const found = ICAL.Time.fromData({ ...event.startDate.toJSON(), isDate: false }, zone).toUnixTime();
        read += 1;
        if (found !== starts[event.uid]) {
            wrong += 1;
            console.error(`${name}, ${event.uid}: ical.js reads ${found}, and it is ${starts[event.uid]}`);
        }
    }
}
if (wrong || !read) {
    console.error(`ical.js reads ${wrong} of ${read} events wrong.`);
    process.exit(1);
}
