// Small conveniences; every page works without them.
"use strict";
let typed = false;
document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) typed = true; });
// what was typed is not lost by a slip of the thumb
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
  typed = false;
  // a second click sends nothing: the key in the form answers the same anyway
  if (form.method === "post") setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = true; }), 0);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("button[type=submit]:disabled").forEach((button) => { button.disabled = false; });
});
document.addEventListener("change", (event) => {
  // fields that matter only for one answer show with it: data-shown-for="method=other"
  document.querySelectorAll("[data-shown-for]").forEach((field) => {
    field.hidden = !field.dataset.shownFor.split(";").some((condition) => {
      const [name, values] = condition.split("=");
      const chosen = [...document.querySelectorAll(`[name="${name}"]:checked, select[name="${name}"]`)].map((input) => input.value);
      return values.split("|").some((value) => chosen.includes(value));
    }) && !field.classList.contains("bad");
  });
});
document.addEventListener("change", (event) => {
  // one box ticks a whole column
  const name = event.target.dataset && event.target.dataset.checkAll;
  if (name) document.querySelectorAll(`input[type=checkbox][name="${name}"]`).forEach((box) => { box.checked = event.target.checked; });
});
document.addEventListener("keydown", (event) => {
  // an opened menu closes by Escape, and the keyboard goes back to where it was opened
  const open = event.key === "Escape" && event.target.closest && event.target.closest("details.more[open], details.me[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
document.addEventListener("DOMContentLoaded", () => document.dispatchEvent(new Event("change")));
