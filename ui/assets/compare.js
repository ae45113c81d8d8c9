// The tab 对照. The address says what is compared; here rows are shown by kind and files are saved.
(() => {
  "use strict";

  const { address, announce, busy, connections, delegate, save } = window.tiaowen;
  let place, server, trigger; // what the page connects
  let waiting = null; // what the server was asked for and has not given yet
  let chosen = 0; // how often something has been chosen from the lists
  let after = 0; // how often somebody had gone somewhere when that was done last
  let isLate = false; // what is shown was chosen before somebody went elsewhere
  let told = ""; // the comparison that was announced: what was asked for, and its summary

  const frame = () => place?.querySelector(".tw-versus-frame");
  const found = () => place?.querySelector(".tw-versus");

  // Long documents take a while, and what is there is not what was chosen.
  busy(
    ["tw-left", "tw-right", "tw-mode", "tw-compare"],
    "comparing",
    () => frame()?.dataset.busy,
    (id) => {
      if (id !== "tw-compare") waiting = null; // a choice comes in the place of what was asked for
    },
  );

  // By what a person does: Gradio tells of a choice twice, the second time when the first is answered.
  for (const kind of ["pointerdown", "keydown"]) {
    window.addEventListener(
      kind,
      ({ target }) => {
        if (target.closest?.("#tw-left, #tw-right, #tw-mode")) after = address.moves();
      },
      { capture: true, passive: true },
    );
  }

  // What the address says is to be compared.
  const wanted = () => named(location.search);

  function named(query) {
    const given = new URLSearchParams(query);
    return Object.fromEntries(["left", "right", "mode"].map((key) => [key, given.get(key) ?? ""]));
  }

  // Whether what is shown was chosen from the lists, and that is not known yet.
  const isChosen = () => Number(frame()?.dataset.chosen) > chosen;

  const inWords = ({ left, right, mode }) => `${left}|${right}|${mode}`;

  // Show what the address says. Called when the address, or what the server gave, has changed; what
  // it gives may be the page as it was before it was asked.
  function settle() {
    const shell = frame();
    if (!shell) return;
    const query = found()?.dataset.query;
    if (isChosen()) {
      chosen = Number(shell.dataset.chosen);
      if (waiting !== null) return; // somebody has gone elsewhere since
      isLate = Boolean(query) && !address.chose(query, after);
    }
    if (address.here().tab !== "compare") return;
    const asks = wanted();
    const shown = query && inWords(asks) === inWords(named(query));
    if (!shown && (isLate || shell.dataset.asked !== inWords(asks))) {
      if (waiting === inWords(asks)) return;
      isLate = false;
      waiting = inWords(asks);
      trigger("click", asks);
      return;
    }
    if (!query) return;
    if (!shown) address.put(query, true);
    count();
    // Not by its element: Gradio keeps what is alike of it, and puts the new rows in.
    const { summary } = found().dataset;
    if (told === `${query} ${summary}`) return;
    told = `${query} ${summary}`;
    announce(summary);
  }

  function show(button) {
    const shell = found();
    shell.dataset.shown = button.dataset.show;
    for (const each of shell.querySelectorAll("[data-show]")) {
      each.setAttribute("aria-pressed", String(each === button));
    }
    count();
    announce(button.textContent);
  }

  // Say so where no row is left.
  function count() {
    const shell = found();
    const rows = shell.querySelector(".tw-versus-rows");
    const some = [...rows.children].some((row) => getComputedStyle(row).display !== "none");
    if (some) delete rows.dataset.none;
    else rows.dataset.none = shell.dataset.empty;
  }

  async function exported(button) {
    const { left, right, mode } = named(found().dataset.query);
    const language = document.documentElement.lang === "en" ? "en" : "zh";
    const file = await server.export([left, right, mode, button.dataset.export, language]);
    if (!file?.content) return announce(file?.said ?? "");
    save(file.name, file.type, Uint8Array.from(atob(file.content), (c) => c.charCodeAt(0)));
    announce(file.name);
  }

  connections.compare = (element, fire, _watch, functions) => {
    [place, trigger, server] = [element, fire, functions];
    delegate(element, "[data-show]", show);
    delegate(element, "[data-export]", exported);
    new MutationObserver(() => {
      if (!isChosen()) waiting = null;
      settle();
    }).observe(element, { childList: true, subtree: true });
    // Somebody may choose the tab without following an address.
    new IntersectionObserver(settle).observe(element);
    settle();
  };
  address.opens.compare = settle;
})();
