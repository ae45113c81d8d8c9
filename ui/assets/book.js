// A document in its frame: fetched once, and marked as the frame says. The same for the source
// beside the answers and for the tab 原文. Places are code points into the source's text.
(() => {
  "use strict";

  const $ = (selector, inside) => inside.querySelector(selector);
  const sheets = new WeakMap(); // the element of a reader -> the document in it

  // Have the document that the frame in `element` names in it, marked as the frame says. Returns
  // the sheet, or null if the frame names none or another one by the time the document is there.
  async function fill(element, server) {
    const key = $("[data-book]", element)?.dataset.book;
    if (!key) return null;
    if (sheets.get(element)?.key !== key) sheets.set(element, { key, loaded: load(key, server) });
    const sheet = sheets.get(element);
    const node = await sheet.loaded.catch(() => null);
    const frame = $("[data-book]", element);
    if (frame?.dataset.book !== key || sheets.get(element) !== sheet) return null;
    const slot = $(".tw-body", frame);
    if (!node) {
      sheets.delete(element);
      slot.innerHTML = '<p class="tw-notice"></p>';
      slot.firstChild.textContent = frame.dataset.failed;
      return null;
    }
    if (!sheet.node) prepare(sheet, node, frame);
    if (slot.firstChild !== node) slot.replaceChildren(node);
    mark(sheet, frame.dataset);
    frame.dataset.place = frame.dataset.opens ?? "";
    return sheet;
  }

  async function load(key, server) {
    const html = await server.read_book(key);
    if (!html) return null;
    const node = document.createElement("div");
    node.className = "tw-sheet";
    node.innerHTML = html; // escaped by ui/read/reader.py
    return node;
  }

  function prepare(sheet, node, frame) {
    sheet.node = node;
    sheet.leaves = [...node.querySelectorAll("[data-leaf]")];
    sheet.starts = sheet.leaves.map((leaf) => Number(leaf.dataset.leaf));
    sheet.end = Number(frame.dataset.to);
    sheet.clauses = sheet.leaves.flatMap((leaf) => {
      if (!leaf.dataset.clause) return [];
      const span = spanOf(leaf.dataset.clause);
      return [{ ...span, leaf, cite: leaf.dataset.cite }];
    });
    sheet.made = [];
    sheet.lit = [];
    const outline = $(".tw-outline", node);
    if (outline) outline.open = !frame.dataset.cited;
  }

  function spanOf(text) {
    const [start, end] = text.split("-").map(Number);
    return { start, end };
  }

  // The last place in ascending `starts` that is not after `offset`; -1 if all are.
  function last(starts, offset) {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  // The leaves that hold something of [start, end), each with where it begins and ends.
  function leavesOf(sheet, start, end) {
    const found = [];
    for (let i = Math.max(0, last(sheet.starts, start)); i < sheet.leaves.length; i++) {
      const from = sheet.starts[i];
      const to = sheet.starts[i + 1] ?? sheet.end;
      if (from >= end) break;
      if (to > start) found.push({ leaf: sheet.leaves[i], from, to });
    }
    return found;
  }

  function points(text) {
    let count = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0xdc00 || unit > 0xdfff) count++;
    }
    return count;
  }

  // How many UTF-16 units the first `count` code points of `text` are.
  function units(text, count) {
    let i = 0;
    for (; count > 0; count--) i += text.codePointAt(i) > 0xffff ? 2 : 1;
    return i;
  }

  // Put elements made by `make` around what of [start, end) can be seen; returns them in order.
  function wrap(sheet, start, end, make) {
    const made = [];
    for (const { leaf, from } of leavesOf(sheet, start, end)) {
      const walker = document.createTreeWalker(leaf, NodeFilter.SHOW_TEXT);
      const found = [];
      let at = from;
      for (let node = walker.nextNode(); node && at < end; node = walker.nextNode()) {
        const next = at + points(node.data);
        const [low, high] = [Math.max(start, at), Math.min(end, next)];
        if (low < high && !node.parentElement.closest(".tw-space")) {
          found.push([node, units(node.data, low - at), units(node.data, high - at)]);
        }
        at = next;
      }
      // Not by ranges: as long as there are any, each change of the document has to look at them all.
      for (const [node, low, high] of found) {
        const inside = low ? node.splitText(low) : node;
        if (high - low < inside.length) inside.splitText(high - low);
        made.push(make());
        inside.replaceWith(made.at(-1));
        made.at(-1).append(inside);
      }
    }
    return made;
  }

  function unwrap(elements) {
    const parents = new Set();
    for (const element of elements) {
      parents.add(element.parentNode);
      element.replaceWith(...element.childNodes);
    }
    for (const parent of parents) parent?.normalize();
  }

  const element = (tag, kind) => () => {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    return made;
  };

  // Shade `cited` (its first leaf is the target) and underline `marks`, and nothing else.
  function mark(sheet, { cited, marks }) {
    unwrap(sheet.made);
    for (const leaf of sheet.lit) {
      leaf.classList.remove("tw-whole", "tw-part");
      delete leaf.dataset.target;
    }
    sheet.made = [];
    sheet.lit = [];
    if (cited) {
      const { start, end } = spanOf(cited);
      for (const { leaf, from } of leavesOf(sheet, start, end)) {
        const text = leaf.textContent;
        const low = from + points(text) - points(text.trimStart());
        const high = from + points(text.trimEnd());
        if (low >= end || high <= start) continue;
        const whole = start <= low && high <= end;
        leaf.classList.add(whole ? "tw-whole" : "tw-part");
        if (!sheet.lit.length) leaf.dataset.target = "";
        if (!whole) sheet.made.push(...wrap(sheet, Math.max(start, from), Math.min(end, high), element("span", "tw-cited")));
        sheet.lit.push(leaf);
      }
    }
    for (const text of (marks ?? "").split(" ").filter(Boolean)) {
      const { start, end } = spanOf(text);
      sheet.made.push(...wrap(sheet, start, end, element("mark")));
    }
  }

  // The text [start, end), as the source has it.
  function textOf(sheet, start, end) {
    return leavesOf(sheet, start, end)
      .map(({ leaf, from }) => {
        const text = leaf.textContent;
        const high = Math.min(end - from, points(text));
        return text.slice(units(text, Math.max(0, start - from)), units(text, high));
      })
      .join("");
  }

  // Where a link of an outline leads, in the sheet that it stands in or in the frame's.
  function target(link) {
    const sheet = link.closest("[data-book]");
    if (link.dataset.jump !== "outline") return $(`[data-leaf="${link.dataset.jump}"]`, sheet);
    const outline = $(".tw-outline", sheet);
    if (outline) outline.open = true;
    return outline && $("summary", outline);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-fold]");
    if (button) {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    }
  });

  window.tiaowen.reader = { fill, last, mark, spanOf, target, textOf, unwrap, wrap, element };
})();
