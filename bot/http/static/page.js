"use strict";
// Makes a little better what works without it: a sign that something happens, the location of the phone, and news.
const waits = (on) => document.body.classList.toggle("waits", on);

// Before consent the talk lives in the page alone. It changes in its place, so that Back and Reload find a whole page.
const answerHere = async (event) => {
  const { target: form, submitter: button } = event;
  waits(true);
  if (!button || document.querySelector("main[data-live]")) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form));
  if (button.name) fields.set(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields });
    if (answer.redirected) return location.replace(answer.url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.documentElement.lang = page.documentElement.lang;
    document.body.replaceWith(page.body);
    begin();
    scrollTo(0, 0);
    document.querySelector("main").focus();
  } catch {
    waits(false);
    document.querySelector(".lost").hidden = false;
  }
};

const locate = (form) => {
  form.hidden = false;
  form.querySelector("button").addEventListener("click", () => {
    waits(true);
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      for (const name of ["latitude", "longitude", "accuracy"]) form.elements[name].value = coords[name];
      form.requestSubmit();
    }, () => {
      form.hidden = true;
      waits(false);
    }, { timeout: 20000 });
  });
};

const begin = () => {
  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", form.matches("[action^='/chat/']") ? answerHere : () => waits(true));
  }
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  const place = document.querySelector("form[data-location]");
  if (place && navigator.geolocation) locate(place);
  acted = Date.now();
};

// A page that nobody taps gives way to the first one. A minute before, it says so.
let acted = Date.now(), told = acted;
const check = () => {
  const main = document.querySelector("main[data-open-for]");
  if (!main) return;
  const left = acted + main.dataset.openFor * 1000 - Date.now();
  if (left <= 0) location.replace("/");
  document.querySelector(".closing").hidden = left > 60000;
};
const act = () => {
  check();
  acted = Date.now();
  check();
  const main = document.querySelector("main[data-open-for][data-live]");
  if (main && acted - told > main.dataset.openFor * 200) {
    told = acted;
    fetch("/stay", { method: "POST" });
  }
};
for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, act);
document.addEventListener("visibilitychange", check);
setInterval(check, 1000);

addEventListener("pageshow", ({ persisted }) => persisted ? location.replace("/") : waits(false));
begin();
if (document.querySelector("main[data-live]") && location.pathname === "/") {
  const news = new EventSource("/events");
  news.onmessage = () => {
    news.close();
    if (![...document.querySelectorAll("input[type=text]")].some((input) => input.value)) location.reload();
  };
  addEventListener("pagehide", () => news.close());
}
