// The browser's side of ui/address.py: which tab and which place are open is what the address says.
(() => {
  "use strict";

  const ours = ["tab", "text", "at", "q", "left", "right", "mode"];
  const opens = {}; // tab -> what opens the address's place in it
  const left = {}; // tab -> the query at which it was left
  const scrolls = {}; // tab -> how far it was scrolled
  const focused = {}; // tab -> what had the focus in it last
  let shown = "ask";
  let moves = 0; // how often somebody has gone somewhere by a link or by the history

  // What the address says; `query` is the part of it that is about the place.
  function here() {
    const given = new URLSearchParams(location.search);
    const tab = given.get("tab") ?? "ask";
    const [text, at] = [given.get("text") ?? "", given.get("at") ?? ""];
    const digits = /^(\d{1,12})-(\d{1,12})$/.exec(at);
    const span = digits && { start: Number(digits[1]), end: Number(digits[2]) };
    const query = `?tab=${tab}` + (text && `&text=${text}`) + (at && `&at=${at}`);
    return {
      tab,
      text,
      query,
      span,
      broken: Boolean(at) && !(text && span && span.start < span.end), // such as ui/address.py refuses
    };
  }

  // All that the address says of what is open.
  function whole() {
    const given = new URLSearchParams(location.search);
    const said = ours.filter((name) => given.has(name));
    return `?${said.map((name) => `${name}=${encodeURIComponent(given.get(name))}`).join("&")}`;
  }

  // Let the address say `query`; what is not about a place (__theme) stays in it.
  function put(query, replace = false) {
    const kept = new URLSearchParams(location.search);
    for (const name of ours) kept.delete(name);
    const joined = [query.replace(/^\?/, ""), kept.toString()].filter(Boolean).join("&");
    const url = location.pathname + (joined && `?${joined}`);
    if (url === location.pathname + location.search) return;
    left[here().tab] = whole();
    history[replace ? "replaceState" : "pushState"](null, "", url);
  }

  function go(query, replace = false) {
    put(query, replace);
    follow();
  }

  // Something was chosen from the lists of a tab after so many `moves`: the address says so, unless
  // another tab is open by now, or somebody has gone elsewhere since. Gives whether that is so.
  function chose(query, after) {
    if (after !== moves) return false;
    const tab = new URLSearchParams(query).get("tab");
    if (here().tab === tab) put(query);
    else left[tab] = query;
    return true;
  }

  const button = (tab) => document.getElementById(`tw-tab-${tab}-button`);

  function follow() {
    const { tab } = here();
    moves++;
    if (!/^[a-z]+$/.test(tab)) return;
    if (shown !== tab) button(tab)?.click();
    opens[tab]?.();
  }

  // Somebody has chosen a tab, or `follow` has.
  function changed() {
    const chosen = document.querySelector("[role=tab][aria-selected=true][id^=tw-tab-]");
    const tab = chosen && /^tw-tab-([a-z]+)-button$/.exec(chosen.id)?.[1];
    if (!tab || tab === shown) return;
    const before = focused[tab];
    shown = tab;
    named(tab);
    // Whoever comes back by the history goes on where it was left.
    if (before?.isConnected) setTimeout(() => document.activeElement === document.body && before.focus());
    if (here().tab === tab) return;
    put(tab === "ask" ? "" : (left[tab] ?? `?tab=${tab}`));
    const top = scrolls[tab] ?? 0;
    requestAnimationFrame(() => window.scrollTo({ top, behavior: "instant" }));
  }

  // Gradio names no panel, and makes one when its tab is opened first.
  function named(tab) {
    const panel = document.getElementById(`tw-tab-${tab}`);
    if (panel) panel.setAttribute("aria-labelledby", button(tab).id);
    else setTimeout(named, 100, tab);
  }

  // From tab to tab by the arrow keys too, as those expect who do not see them.
  document.addEventListener("keydown", (event) => {
    const now = event.target.closest?.("[role=tab][id^=tw-tab-]");
    if (!now || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const tabs = [...now.closest("[role=tablist]").querySelectorAll("[role=tab][id^=tw-tab-]")];
    const at = tabs.indexOf(now);
    const wanted = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    tabs.at(wanted % tabs.length).focus();
  });

  document.addEventListener("click", (event) => {
    const plain = !event.defaultPrevented && event.button === 0;
    if (!plain || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.('a[href^="?tab="]');
    if (!link || link.target) return;
    event.preventDefault();
    go(link.getAttribute("href"));
  });

  document.addEventListener("focusin", ({ target }) => {
    if (target.closest(`#tw-tab-${shown}`)) focused[shown] = target;
  });

  window.addEventListener("popstate", follow);
  window.addEventListener("scroll", () => (scrolls[shown] = window.scrollY), { passive: true });

  // The tabs are there some time after the page is.
  const waiting = new MutationObserver(() => {
    if (!button("ask")) return;
    waiting.disconnect();
    const watched = { subtree: true, childList: true, attributeFilter: ["aria-selected"] };
    new MutationObserver(changed).observe(button("ask").closest("[role=tablist]"), watched);
    named("ask");
    if (here().tab !== "ask") follow();
  });
  waiting.observe(document.documentElement, { subtree: true, childList: true });

  Object.assign(window.tiaowen, { go, address: { chose, here, moves: () => moves, opens, put } });
})();
