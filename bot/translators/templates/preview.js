"use strict";
// Filters the rows of a page by words, and remembers the chosen language. Without it, the search of the browser finds all.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const box = document.querySelector("input[name=q]");
const rows = document.querySelectorAll(".row");
const count = document.getElementById("count");

function search() {
  const words = fold(box.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of rows) {
    const text = fold(row.textContent);
    row.hidden = !words.every((word) => text.includes(word));
    found += !row.hidden;
  }
  for (const line of document.querySelectorAll(".heard")) line.hidden = words.length > 0;
  if (count) count.textContent = words.length ? `${found} of ${rows.length} texts` : "";
}

if (rows.length) {
  box.form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", search);
  box.value = new URLSearchParams(location.search).get("q") || "";
  if (box.value) search();
}

const KEY = "randevou-preview-language";
for (const radio of document.querySelectorAll("input[name=language]")) {
  radio.addEventListener("change", () => localStorage.setItem(KEY, radio.value));
  if (radio.value === localStorage.getItem(KEY)) radio.checked = true;
}
