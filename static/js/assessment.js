// The running total of an ability assessment while it is filled in; what counts is worked out by the server.
"use strict";
(() => {
  const form = document.querySelector("form[data-bands]");
  const told = form && form.querySelector("[data-running]");
  if (!told) return;
  const bands = form.dataset.bands.split(";").map((band) => band.split("="));
  const items = [...form.querySelectorAll("fieldset[data-item]")];

  function count() {
    const chosen = items.map((item) => item.querySelector("input:checked"));
    const total = chosen.reduce((sum, option) => sum + (option ? Number(option.value) : 0), 0);
    const open = items.findIndex((item, place) => !chosen[place]);
    const answered = chosen.filter(Boolean).length;
    items.forEach((item, place) => { if (chosen[place]) { item.classList.remove("bad"); item.querySelectorAll(".errorlist").forEach((said) => said.remove()); } });
    if (open < 0) {
      const band = bands.find(([least]) => total >= Number(least));
      told.textContent = `26项已评完，共${total}分，初步${band[1]}`;
      return;
    }
    const next = document.createElement("a");
    next.href = `#${items[open].id}`;
    next.textContent = items[open].querySelector("legend").textContent;
    told.replaceChildren(`已评${answered}项，还有${items.length - answered}项，目前${total}分；下一项 `, next);
  }

  form.addEventListener("change", count);
  document.addEventListener("DOMContentLoaded", count); // by then a draft has been put back
})();
