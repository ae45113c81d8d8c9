// What happens in the browser alone: jumping and marking in the source, copying, announcing,
// and switching between answer and source on narrow screens. Everything else is in ui/*.py.
(() => {
  "use strict";

  const $ = (selector, inside = document) => inside.querySelector(selector);
  let focusWanted = false; // the next change of the reader comes from a citation that was clicked
  let lastCited = null; // the citation that was clicked, to come back to
  const scrolls = { answer: 0, reader: 0 }; // of the two panels of a narrow screen

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

  function narrow() {
    const panels = $("#tw-panels");
    return Boolean(panels) && getComputedStyle(panels).display !== "none";
  }

  function showPanel(name) {
    const now = shownPanel();
    if (now !== name) {
      scrolls[now] = window.scrollY;
      document.body.classList.toggle("tw-reading", name === "reader");
      if (narrow()) window.scrollTo({ top: scrolls[name], behavior: "instant" });
    }
    for (const button of document.querySelectorAll("[data-panel]")) {
      button.setAttribute("aria-pressed", String(button.dataset.panel === name));
    }
  }

  const shownPanel = () => (document.body.classList.contains("tw-reading") ? "reader" : "answer");

  // Bring `element` into the upper part of what scrolls: the reader, or on narrow screens the page.
  function scrollTo(element) {
    const reader = element.closest(".tw-reader");
    const top = element.getBoundingClientRect().top;
    if (narrow()) {
      const above = $("#tw-panels").offsetHeight + window.innerHeight * 0.2;
      window.scrollTo({ top: window.scrollY + top - above, behavior: "instant" });
    } else {
      const above = reader.getBoundingClientRect().top + reader.clientHeight * 0.25;
      reader.scrollTo({ top: reader.scrollTop + top - above, behavior: "instant" });
    }
  }

  function focusOn(element) {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }

  // Show the cited place of the open document; on a narrow screen only if it was asked for.
  function reveal(focus) {
    const target = $("#tw-reader [data-target]");
    if (!target) return;
    if (focus) showPanel("reader");
    if (!narrow() || focus) scrollTo($("#tw-reader mark") ?? target);
    if (focus) focusOn(target);
  }

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

  async function copyCitation(button) {
    const quote = $(".tw-quote", button.closest(".tw-passage")).textContent;
    const label = (button.dataset.label ??= button.textContent);
    const copied = await copy(`${button.dataset.copy}\n${quote}`);
    const said = copied ? button.dataset.copied : button.dataset.notCopied;
    button.focus();
    button.textContent = said;
    announce(said);
    clearTimeout(button.timer);
    button.timer = setTimeout(() => (button.textContent = label), 2500);
  }

  function jump(link) {
    const target = document.getElementById(link.dataset.jump);
    if (!target) return;
    if (target.tagName === "DETAILS") {
      target.open = true;
      scrollTo(target);
      $("summary", target).focus({ preventScroll: true });
    } else {
      scrollTo(target);
      focusOn(target);
    }
  }

  function cite(button, trigger) {
    lastCited = button;
    announce(button.dataset.located);
    if ($("#tw-reader .tw-reader")?.dataset.place === button.dataset.place) {
      reveal(true);
    } else {
      focusWanted = true;
      const { cite, place } = button.dataset;
      trigger("click", cite ? { rank: Number(cite) } : { place });
    }
  }

  function choosePanel(button) {
    showPanel(button.dataset.panel);
    if (button.dataset.panel === "reader") return;
    if (lastCited?.isConnected) lastCited.focus({ preventScroll: true });
  }

  function delegate(element, selector, handler) {
    element.addEventListener("click", (event) => {
      const found = event.target.closest(selector);
      if (!found) return;
      event.preventDefault();
      handler(found);
    });
  }

  const connections = {
    header(element, _trigger, watch) {
      const language = () => (document.documentElement.lang = $("[data-lang]", element).dataset.lang);
      language();
      watch("value", language);
    },
    examples(element, trigger) {
      delegate(element, "[data-question]", (button) =>
        trigger("click", { question: button.dataset.question }),
      );
    },
    panels(element, _trigger, watch) {
      delegate(element, "[data-panel]", choosePanel);
      watch("value", () => showPanel(shownPanel()));
    },
    answer(element, trigger, watch) {
      delegate(element, "[data-cite], [data-open]", (button) => cite(button, trigger));
      delegate(element, "[data-copy]", copyCitation);
      watch("value", () => {
        const summary = $("[data-summary]", element);
        if (!summary) return;
        lastCited = null;
        scrolls.answer = 0;
        showPanel("answer");
        announce(summary.dataset.summary);
      });
    },
    reader(element, _trigger, watch) {
      delegate(element, "[data-jump]", jump);
      watch("value", () => {
        scrolls.reader = 0;
        reveal(focusWanted);
        focusWanted = false;
      });
    },
  };

  // What the scripts of the other tabs add to and use.
  window.tiaowen = {
    connections,
    connect: (name, element, trigger, watch) => connections[name]?.(element, trigger, watch),
    announce,
    copy,
    delegate,
    focusOn,
    narrow,
  };
})();
