// What was typed outlives a lost network, an expired sign-in and a closed lid: kept in this tab alone, for this account alone, until it is
// sent, thrown away, or the account signs out. Numbers stand in it in clear, so it never goes where it would outlive the tab.
"use strict";
(() => {
  const account = document.body.dataset.account;
  const PREFIX = "draft:";
  const SKIPPED = new Set(["csrfmiddlewaretoken"]);
  let kept;
  try { kept = window.sessionStorage; } catch (refused) { return; }
  const keys = () => Object.keys(kept).filter((name) => name.startsWith(PREFIX));
  const read = (name) => { try { return JSON.parse(kept.getItem(name)); } catch (broken) { return null; } };
  if (!account) return; // the sign-in page: whoever signs in decides below what stays

  keys().filter((name) => !name.startsWith(`${PREFIX}${account}:`)).forEach((name) => kept.removeItem(name));
  // an answer that says "done" ends the draft that was sent last
  if (document.querySelector("main > .notice.good")) keys().filter((name) => (read(name) || {}).sent).forEach((name) => kept.removeItem(name));

  const form = document.querySelector("form[data-guard]");
  // two forms of one address (data-guard="sheet") keep apart what was typed
  const key = `${PREFIX}${account}:${location.pathname}${form && form.dataset.guard ? `#${form.dataset.guard}` : ""}`;
  const inputs = () => [...form.elements].filter((one) => one.name && !SKIPPED.has(one.name) && !["file", "password", "submit", "button"].includes(one.type));
  const typed = () => inputs().filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked)
    .flatMap((one) => one.multiple ? [...one.selectedOptions].map((option) => [one.name, option.value]) : [[one.name, one.value]]);

  function keep(sent) {
    try { kept.setItem(key, JSON.stringify({ at: Date.now(), sent, values: typed() })); } catch (full) { /* a full store loses the draft, never the page */ }
  }

  function put(values) {
    const waiting = new Map();
    values.forEach(([name, value]) => waiting.set(name, [...(waiting.get(name) || []), value]));
    inputs().forEach((one) => {
      const given = waiting.get(one.name) || [];
      if (["radio", "checkbox"].includes(one.type)) one.checked = given.includes(one.value);
      else if (one.multiple) [...one.options].forEach((option) => { option.selected = given.includes(option.value); });
      else if (given.length) one.value = given.shift();
    });
  }

  function tell(text, ...buttons) {
    document.querySelectorAll(".notice.draft").forEach((old) => old.remove());
    const notice = document.createElement("div");
    notice.className = "notice info draft";
    notice.setAttribute("role", "status");
    notice.append(text, ...buttons);
    form.before(notice);
    return notice;
  }

  function restore(draft) {
    put(draft.values);
    const away = document.createElement("button");
    away.type = "button";
    away.className = "btn btn-sm btn-outline-primary ms-2";
    away.textContent = "不用，重新填写";
    away.addEventListener("click", () => { kept.removeItem(key); form.reset(); document.dispatchEvent(new Event("draft-dropped")); location.reload(); });
    const when = new Date(draft.at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
    tell(`已恢复${when}填写、还没有提交成功的内容，请核对后提交。`, away);
  }

  if (form) {
    const draft = read(key);
    // a page that answers a sending holds what was typed already
    if (form.hasAttribute("data-answered")) keep(false);
    else if (draft) restore(draft);
    let later;
    const soon = () => { clearTimeout(later); later = setTimeout(() => keep(false), 250); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(later);
      keep(true);
      // somebody asked "are you sure?" and was told no: nothing was sent
      setTimeout(() => { if (event.defaultPrevented) keep(false); }, 0);
      if (navigator.onLine === false) {
        event.preventDefault();
        event.stopImmediatePropagation();
        tell("现在没有网络，没有提交。填写的内容已保存在本页，联网后请再按一次提交。").scrollIntoView({ block: "center" });
      }
    });
    document.addEventListener("draft-dropped", () => clearTimeout(later));
  }

  document.querySelectorAll("form[data-leaving]").forEach((leaving) => leaving.addEventListener("submit", (event) => {
    if (keys().length && !window.confirm("还有填写了没有提交的内容，退出后会清除。确定退出吗？")) { event.preventDefault(); return; }
    keys().forEach((name) => kept.removeItem(name));
  }));
})();
