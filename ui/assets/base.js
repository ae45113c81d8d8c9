// What all tabs use in the browser: announcing, copying, saving, clicks. Each tab's own script adds
// its `connections` and what it offers to window.tiaowen. Everything else is in ui/*.py.
(() => {
  "use strict";

  const $ = (selector, inside = document) => inside.querySelector(selector);

  // One live region for the whole page, outside everything that is rendered anew.
  function announce(text) {
    let region = $("#tw-live");
    if (!region) {
      region = document.createElement("div");
      region.id = "tw-live";
      region.setAttribute("role", "status");
      region.setAttribute("aria-live", "polite");
      document.body.append(region);
    }
    region.textContent = "";
    setTimeout(() => (region.textContent = text), 50);
  }

  // On narrow screens there is one panel at a time, and the page itself scrolls.
  const NARROW = window.matchMedia("(max-width: 900px)");
  const narrow = () => NARROW.matches;

  // What is not laid out yet (its tab is just being opened) gets the focus as soon as it is; and
  // again, if its tab is hidden for a moment while the page comes up, until a person does something.
  let watching = null;
  function focusOn(element) {
    element.tabIndex = -1;
    watching?.disconnect();
    let had = false;
    const focus = () => {
      element.focus({ preventScroll: true });
      had ||= document.activeElement === element;
    };
    focus();
    watching = new ResizeObserver(() => {
      if (element.checkVisibility() && (!had || document.activeElement === document.body)) focus();
    });
    watching.observe(element);
  }
  for (const kind of ["pointerdown", "keydown"]) {
    window.addEventListener(kind, () => watching?.disconnect(), { capture: true, passive: true });
  }

  // A list of choices that is open would take the focus when one leaves its field, and lose it.
  window.addEventListener(
    "keydown",
    ({ key, target }) => {
      if (key !== "Tab" || target.getAttribute?.("role") !== "combobox") return;
      document.getElementById(target.getAttribute("aria-controls"))?.setAttribute("tabindex", "-1");
    },
    { capture: true },
  );

  // Gradio filters a list when a key goes down: by the words before it, and not at all by what an
  // input method writes, so that Enter chose something else. It is told when the words are there.
  window.addEventListener("input", ({ target }) => {
    if (target.getAttribute?.("role") !== "combobox") return;
    target.dispatchEvent(new KeyboardEvent("keydown", { key: "Unidentified", bubbles: true }));
  });

  // Gradio takes the focus away from whoever chooses by the keyboard. Given back, it opens the list,
  // which Escape closes. Not on a phone, where its keyboard would stay.
  window.addEventListener(
    "keydown",
    (event) => {
      const { key, target, isTrusted, isComposing } = event;
      if (key !== "Enter" || !isTrusted || target.getAttribute?.("role") !== "combobox") return;
      if (isComposing) return event.stopImmediatePropagation(); // it ends a word
      if (window.matchMedia("(pointer: coarse)").matches) return;
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        target.focus();
        target.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      });
    },
    { capture: true },
  );

  // Gradio opens a list when its field gets the focus: a press on one that has it and is closed, as
  // after a choice by the keyboard, would open nothing.
  window.addEventListener(
    "mousedown",
    ({ target }) => {
      if (target !== document.activeElement) return;
      if (target.matches("[role=combobox][aria-expanded=false]")) target.blur();
    },
    { capture: true },
  );

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // No permission, or no secure context: the old way.
      const area = document.createElement("textarea");
      area.value = text;
      area.style.cssText = "position:fixed;opacity:0";
      document.body.append(area);
      area.select();
      const copied = document.execCommand("copy");
      area.remove();
      return copied;
    }
  }

  // Let the browser save `content` (a string or bytes) as a file.
  function save(name, type, content) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // Clicks on what `selector` finds inside; a link that is to be opened elsewhere is left alone.
  function delegate(element, selector, handler) {
    element.addEventListener("click", (event) => {
      const found = event.target.closest(selector);
      if (!found) return;
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      if (elsewhere && found.tagName === "A") return;
      event.preventDefault();
      handler(found, event);
    });
  }

  // What this browser remembers; nothing where it is told not to (private windows, blocked storage).
  const memory = {
    get(name, otherwise) {
      try {
        return JSON.parse(localStorage.getItem(`tiaowen.${name}`)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    set(name, value) {
      try {
        localStorage.setItem(`tiaowen.${name}`, JSON.stringify(value));
      } catch {
        // Full or forbidden: then it is not remembered.
      }
    },
  };

  // What the server is to know when the page is loaded again: ui/page.py reads it.
  function note(name, value) {
    try {
      const year = 365 * 24 * 3600;
      const path = location.pathname;
      document.cookie = `tiaowen_${name}=${value}; path=${path}; max-age=${year}; samesite=lax`;
    } catch {
      // Forbidden: then it is not noted.
    }
  }

  // The id of a component that sends something -> what is called then, and gives what is to be called
  // when it is answered (see answers.js).
  const sent = {};

  // While something that one of the components `ids` has sent is not answered, the page has the class
  // tw-`name`, and what `words` gives is announced: but not at once, since most is answered before,
  // and then nothing should flicker. `begins` is told the id at once. Gives what tells whether that is
  // so.
  function busy(ids, name, words, begins = () => {}) {
    let pending = 0;
    for (const id of ids) {
      sent[id] = () => {
        pending++;
        begins(id);
        const shown = setTimeout(() => {
          document.body.classList.add(`tw-${name}`);
          announce(words() ?? "");
        }, 600);
        return () => {
          clearTimeout(shown);
          if (!--pending) document.body.classList.remove(`tw-${name}`);
        };
      };
    }
    return () => pending > 0;
  }

  const connections = {
    header(element, _trigger, watch) {
      const language = () => (document.documentElement.lang = $("[data-lang]", element).dataset.lang);
      language();
      watch("value", () => {
        const before = document.documentElement.lang;
        if (language() !== before) note("language", language() === "en" ? "en" : "zh");
      });
    },
  };

  window.tiaowen = {
    connections,
    connect: (name, ...given) => connections[name]?.(...given),
    announce,
    busy,
    copy,
    delegate,
    focusOn,
    memory,
    narrow,
    save,
    sent,
  };
})();
