// The tab 原文. The address says what is open; here it is shown, found in, stepped through, copied
// and downloaded.
(() => {
  "use strict";

  const { address, announce, connections, copy, focusOn, reader, save } = window.tiaowen;
  const $ = (selector, inside) => inside?.querySelector(selector) ?? null;
  const WIDE = window.matchMedia("(min-width: 901px)");

  let place, server, trigger; // what the page connects
  let sheet = null; // the document that is open
  let current = null; // the clause that is read
  let chosen = 0; // how often a document has been chosen from the list
  let after = 0; // how often somebody had gone somewhere when that was done last
  let wanted = { focus: true }; // there is a place to go to, and whether to focus it
  let hits = { words: "", found: [], first: 0, count: 0, now: -1 }; // `found`: from the `first` on

  const frame = () => $(".tw-book", place);

  // Show what the address says. Called when the address, or what the server gave, has changed.
  async function settle() {
    const shell = frame();
    if (!shell) return;
    if (Number(shell.dataset.chosen) > chosen) {
      chosen = Number(shell.dataset.chosen);
      wanted = { focus: false };
      if (!address.chose(shell.dataset.asked, after) && !address.here().text) {
        trigger("click", { query: "" });
        return;
      }
    }
    const { tab, text, span, broken, query } = address.here();
    if (tab === "read" && (broken || (text && !holds(shell, text, span)))) {
      if (shell.dataset.asked !== query) trigger("click", { query });
      else wrong(shell);
      return;
    }
    if (!shell.dataset.book) {
      if (tab === "read") trigger("click", { query: "" });
      return;
    }
    const opened = tab === "read" && span && !isWhole(shell, span) ? span : null;
    shell.dataset.cited = opened ? `${opened.start}-${opened.end}` : "";
    const filled = await reader.fill(place, server);
    if (!filled) return;
    if (filled !== sheet) begin(filled);
    showCount();
    if (!wanted || tab !== "read") return showWhere();
    arrive(opened, wanted.focus);
    wanted = null;
  }

  function holds({ dataset }, text, span) {
    if (!dataset.book?.startsWith(`${text}-`)) return false;
    return !span || (Number(dataset.from) <= span.start && span.end <= Number(dataset.to));
  }

  const isWhole = ({ dataset }, { start, end }) =>
    start === Number(dataset.from) && end === Number(dataset.to);

  // Nothing is there; if it comes to be (a document is added), it is gone to.
  function wrong(shell) {
    sheet = null;
    wanted = { focus: true };
    focusOn($(".tw-notice", shell));
  }

  function begin(filled) {
    sheet = filled;
    current = null;
    hits = { words: hits.words, found: [], first: 0, count: 0, now: -1 };
    const outline = $(".tw-outline", sheet.node);
    if (outline) outline.open = WIDE.matches;
    if (hits.words) find(hits.words);
  }

  // Go to the place that is marked, or to the beginning.
  function arrive(span, focus) {
    const first = $("[data-target]", sheet.node);
    if (!span || !first) {
      choose(sheet.clauses[0] ?? null);
      window.scrollTo({ top: 0, behavior: "instant" });
      return;
    }
    choose(clauseAt(span.start));
    bring(first);
    if (focus) focusOn(first);
    if (current) announce(frame().dataset.opened.replace("{citation}", citation(current)));
  }

  const starts = () => (sheet.clauseStarts ??= sheet.clauses.map((clause) => clause.start));
  const clauseAt = (offset) => sheet.clauses[reader.last(starts(), offset)] ?? null;
  const citation = (clause) => frame().dataset.name + clause.cite;

  // Into the upper part of the window; again, since what was not laid out yet has another height
  // than was thought.
  function bring(element, times = 3) {
    const top = window.scrollY + element.getBoundingClientRect().top - window.innerHeight * 0.25;
    window.scrollTo({ top, behavior: "instant" });
    if (times > 1) requestAnimationFrame(() => bring(element, times - 1));
  }

  // `clause` is the one that is read: say so in the bar and in the outline.
  function choose(clause) {
    current = clause;
    showWhere();
    const nav = $(".tw-outline nav", sheet.node);
    $("[aria-current]", nav)?.removeAttribute("aria-current");
    const link = clause && $(`[data-jump="${clause.leaf.dataset.leaf}"]`, nav);
    if (!link) return;
    link.setAttribute("aria-current", "location");
    for (let item = link.closest("ul"); item && item !== nav; item = item.parentElement) {
      if (item.tagName === "LI") $(":scope > [data-fold]", item)?.setAttribute("aria-expanded", "true");
    }
    const [box, line] = [nav.getBoundingClientRect(), link.getBoundingClientRect()];
    if (line.top < box.top || line.bottom > box.bottom) {
      nav.scrollTop += line.top - box.top - box.height / 3;
    }
  }

  function showWhere() {
    const where = $(".tw-where", frame());
    if (where) where.textContent = current?.cite ?? "";
  }

  // The line of the text that is read.
  function leafHere() {
    const { left, width } = $(".tw-text", sheet.node).getBoundingClientRect();
    for (const below of [0, 15, 30]) {
      // One of these is not between two lines.
      const y = window.innerHeight * 0.3 + below;
      const leaf = document.elementFromPoint(left + width / 2, y)?.closest("[data-leaf]");
      if (leaf && sheet.node.contains(leaf)) return leaf;
    }
    return null;
  }

  // Reading on, one comes to other clauses; the one that was opened stays while it is in view.
  function followReading() {
    if (!sheet?.node.isConnected || !sheet.node.offsetParent) return;
    markOn();
    if (current) {
      const { top, bottom } = current.leaf.getBoundingClientRect();
      if (bottom > 80 && top < window.innerHeight * 0.6) return;
    }
    const leaf = leafHere();
    if (!leaf) return;
    const clause = clauseAt(Number(leaf.dataset.leaf)) ?? sheet.clauses[0];
    if (clause && clause !== current) choose(clause);
  }

  const queryOf = ({ start, end }) => {
    const text = frame().dataset.book.split("-")[0];
    return `?tab=read&text=${text}&at=${start}-${end}`;
  };

  function step(by) {
    if (!sheet?.clauses.length) return;
    const now = current ? sheet.clauses.indexOf(current) : -1;
    const next = sheet.clauses[Math.min(Math.max(now + by, 0), sheet.clauses.length - 1)];
    wanted = { focus: true };
    address.put(queryOf(next), true);
    settle();
  }

  // --- finding

  // Mark where the words stand: everywhere, or where they stand too often, around the place `at`.
  // Gives whether that is done and still wanted.
  async function mark(words, at) {
    hits.words = words;
    const asked = sheet;
    const nothing = { count: 0, first: 0, hits: [] };
    const told = words.trim() ? await server.find_words([sheet.key, words, at]) : nothing;
    if (asked !== sheet || words !== hits.words) return false;
    if (told.said) say(told.said);
    reader.unwrap(hits.found.flatMap(({ pieces }) => pieces));
    const make = reader.element("mark", "tw-hit");
    let { count } = told;
    let found = told.hits.map(([start, end]) => ({ start, pieces: reader.wrap(sheet, start, end, make) }));
    if (found.length === count) {
      found = found.filter(({ pieces }) => pieces.length); // the marks of Markdown are not shown
      count = found.length;
    }
    hits = { words, found, first: told.first, count, now: hits.now };
    showNow();
    return true;
  }

  async function find(words) {
    hits.now = -1;
    if (!(await mark(words, Number(leafHere()?.dataset.leaf ?? 0)))) return;
    const next = hits.found.findIndex(({ pieces }) => pieces[0]?.getBoundingClientRect().top > 80);
    if (hits.count) goToHit(hits.first + Math.max(0, next));
    showCount();
  }

  const hitNow = () => hits.found[hits.now - hits.first]?.pieces ?? [];
  const showNow = () => hitNow().forEach((piece) => piece.classList.add("tw-hit-now"));

  function goToHit(number) {
    for (const piece of hitNow()) piece.classList.remove("tw-hit-now");
    hits.now = number;
    showNow();
    if (hitNow().length) bring(hitNow()[0]);
    showCount();
  }

  async function stepHit(by) {
    const { words, count, found, first } = hits;
    if (!count) return;
    const next = (hits.now + by + count) % count;
    if (!found[next - first]) {
      const near = found.at(by > 0 ? -1 : 0).start;
      const at = next === 0 ? 0 : next === count - 1 ? sheet.end : near;
      if (!(await mark(words, at))) return;
    }
    goToHit(next);
  }

  // Where not all are marked, those around what is read are.
  function markOn() {
    const { words, found, first, count } = hits;
    const leaf = found.length < count && leafHere();
    const top = hitNow()[0]?.getBoundingClientRect().top;
    if (!leaf || (top > 0 && top < window.innerHeight)) return;
    const at = Number(leaf.dataset.leaf);
    const [before, after] = [at < found[0].start, at > found.at(-1).start];
    if ((before && first) || (after && first + found.length < count)) mark(words, at);
  }

  function showCount() {
    const shell = frame();
    const shown = $(".tw-hits", shell);
    if (!shown) return;
    const said = !hits.words.trim()
      ? ""
      : !hits.count
        ? shell.dataset.noHits
        : shell.dataset.hits.replace("{now}", hits.now + 1).replace("{count}", hits.count);
    if (shown.textContent !== said) shown.textContent = said;
    for (const name of ["previous_hit", "next_hit"]) {
      $(`[data-do="${name}"]`, shell).disabled = !hits.count;
    }
  }

  // --- copying and downloading

  function say(text) {
    $(".tw-said", frame()).textContent = text;
  }

  async function copied(text) {
    const button = document.activeElement;
    const { isCopied, isNotCopied } = frame().dataset;
    say((await copy(text)) ? isCopied : isNotCopied);
    button?.focus({ preventScroll: true });
  }

  const link = () => {
    const { span, text } = address.here();
    const query = current ? queryOf(text && span && isOpen(span) ? span : current) : "?tab=read";
    return new URL(query, location.href).href;
  };

  // Whether the place of the address is what is read: a sentence of a clause may have been opened.
  const isOpen = (span) => !isWhole(frame(), span) && clauseAt(span.start) === current;

  async function download(call) {
    say("…");
    const got = await call(sheet.key).catch(() => ({}));
    const { name, data, text, said } = got;
    if (name) save(name, "application/octet-stream", data === undefined ? text : decoded(data));
    say(name ?? said ?? frame().dataset.failed);
  }

  const decoded = (data) => Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));

  const actions = {
    previous_hit: () => stepHit(-1),
    next_hit: () => stepHit(1),
    previous_clause: () => step(-1),
    next_clause: () => step(1),
    copy_citation: () =>
      current && copied(`${citation(current)}\n${reader.textOf(sheet, current.start, current.end)}`),
    copy_link: () => copied(link()),
    get_original: () => download(server.get_original),
    get_text: () => download(server.get_text),
  };

  // --- what is clicked and typed

  function clicked(event) {
    const button = event.target.closest("[data-do]");
    if (button && sheet) return actions[button.dataset.do]();
    const jump = event.target.closest("a[data-jump]");
    if (jump && !WIDE.matches) $(".tw-outline", sheet.node).open = false;
    const lead = event.target.closest(".tw-lead");
    const clause = lead && clauseAt(Number(lead.closest("[data-leaf]").dataset.leaf));
    if (clause && getSelection().isCollapsed) window.tiaowen.go(queryOf(clause));
  }

  function typed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = event.target.closest("input[type=search]");
    if (box && event.key === "Enter") {
      event.preventDefault();
      if (box.value !== hits.words) find(box.value);
      else stepHit(event.shiftKey ? -1 : 1);
    } else if (!box && event.key === "/") {
      event.preventDefault();
      $("input[type=search]", place).focus();
    } else if (event.target.matches("[data-leaf]") && /^Arrow(Left|Right)$/.test(event.key)) {
      event.preventDefault();
      step(event.key === "ArrowLeft" ? -1 : 1);
    }
  }

  // `action`, once nothing has happened for `time` milliseconds.
  function later(action, time) {
    let pause;
    return (...given) => {
      clearTimeout(pause);
      pause = setTimeout(action, time, ...given);
    };
  }

  const findTyped = later((box) => {
    if (sheet && box.value !== hits.words) find(box.value);
  }, 250);

  connections.book = (element, on, watch, functions) => {
    [place, trigger, server] = [element, on, functions];
    [sheet, wanted] = [null, { focus: true }];
    element.addEventListener("click", clicked);
    element.addEventListener("keydown", typed);
    for (const kind of ["input", "compositionend"]) {
      element.addEventListener(kind, ({ target, isComposing }) => {
        if (!isComposing && target.matches("input[type=search]")) findTyped(target);
      });
    }
    window.addEventListener("scroll", later(followReading, 120), { passive: true });
    watch("value", settle);
    settle();
  };

  window.tiaowen.sent["tw-read-documents"] = () => {
    after = address.moves();
    return () => {};
  };

  address.opens.read = () => {
    wanted = { focus: true };
    if (place?.isConnected) settle();
  };
})();
