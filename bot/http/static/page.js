"use strict";
// Makes a little better what works without it: the location of the phone, a sign that something happens, and news.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", () => document.body.classList.add("waits"));
}
addEventListener("pageshow", () => document.body.classList.remove("waits"));
const here = document.querySelector("form[data-location]");
if (here && navigator.geolocation) {
  here.hidden = false;
  const found = ({ coords }) => {
    for (const name of ["latitude", "longitude", "accuracy"]) here.elements[name].value = coords[name];
    here.requestSubmit();
  };
  here.querySelector("button").addEventListener("click", () => {
    document.body.classList.add("waits");
    navigator.geolocation.getCurrentPosition(found, () => {
      here.hidden = true;
      document.body.classList.remove("waits");
    }, { timeout: 20000 });
  });
}
if (document.querySelector("main[data-live]") && location.pathname === "/") {
  const news = new EventSource("/events");
  news.onmessage = () => {
    news.close();
    if (![...document.querySelectorAll("input[type=text]")].some((input) => input.value)) location.reload();
  };
  addEventListener("pagehide", () => news.close());
}
