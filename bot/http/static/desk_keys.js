"use strict";
// A form is sent from the page, which stays until the answer is there: a bad line takes away neither the page nor what
// was typed. What arrives twice counts once.
const PATIENCE = 30000;
let shown = location.pathname, sending = false;
document.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  event.preventDefault();
  if (sending) return form.matches("[data-lock]") && setTimeout(shut, 1000);
  sending = true;
  document.querySelector(".lost").hidden = true;
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.set(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.documentElement.lang = page.documentElement.lang;
    document.title = page.title;
    document.body.replaceWith(page.body);
    if (answer.redirected) history[answer.url === location.href ? "replaceState" : "pushState"](null, "", answer.url);
    shown = location.pathname;
    begin();
    scrollTo(0, 0);
    document.querySelector("[autofocus]")?.focus();
  } catch {
    waits(false);
    document.querySelector(".lost").hidden = false;
    if (document.body.hidden) setTimeout(shut, 5000);
  } finally {
    sending = false;
  }
});
addEventListener("popstate", () => location.pathname === shown || location.reload());

// Locks the desk: by the key L, after a minute out of sight, and after the lid was closed.
const MINUTE = 60000;
let seen = Date.now(), hiding = 0;
const shut = () => {
  const lock = document.querySelector("form[data-lock]");
  if (!lock) return;
  document.body.hidden = true;
  lock.requestSubmit();
};
document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(shut, MINUTE);
});
setInterval(() => {  // while the lid is closed no clock of a page runs
  if (Date.now() - seen > MINUTE) shut();
  seen = Date.now();
}, 5000);

// A key does what the button with its sign does, at once. Words are typed into the field, and Enter sends them.
addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase(), typing = event.target.closest("input[type=text], input[type=password]");
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (typing) {
    if (key === "escape") typing.blur();
    if (typing.type === "password" || typing.value || !/^[!1-9]$/.test(key)) return;
  }
  if (key === "l") return shut();
  if (key === "enter" && event.target.closest("a, button")) return;
  const page = document.querySelector(".over:target") ?? document;
  const acts = [...page.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.offsetParent);
  if (acts) {
    event.preventDefault();
    acts.click();
  } else if (/^[0-9]$/.test(key)) {
    page.querySelector("[data-field]")?.focus();
  }
});
// What was printed is read back next.
addEventListener("afterprint", () => document.querySelector("[data-printed]")?.click());
// Back from a card for danger, what is typed goes to the field again.
addEventListener("hashchange", () => {
  if (!location.hash) document.querySelector("[autofocus]")?.focus();
});
