// The tab 问答: jumping and marking in the source, folding, copying, the drawers, and what this
// browser remembers.
(() => {
  "use strict";

  const { announce, busy, connections, copy, delegate, focusOn, memory, narrow, save } =
    window.tiaowen;
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const MOST = 100; // questions that are remembered
  let wanted = null; // the link that was clicked and whose place is not open yet
  let lastCited = null; // the citation that was clicked, to come back to
  const scrolls = { answer: 0, reader: 0 }; // of the two panels of a narrow screen

  // --- answer and source

  const shownPanel = () => (document.body.classList.contains("tw-reading") ? "reader" : "answer");

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

  function choosePanel(button) {
    showPanel(button.dataset.panel);
    if (button.dataset.panel === "reader") return;
    if (lastCited?.isConnected) lastCited.focus({ preventScroll: true });
  }

  // Bring `element` into the upper part of what scrolls: the reader, or on narrow screens the page.
  function scrollTo(element) {
    const reader = element.closest(".tw-reader");
    const top = element.getBoundingClientRect().top;
    if (narrow()) {
      const above = $("#tw-panels").offsetHeight + window.innerHeight * 0.2;
      window.scrollTo({ top: window.scrollY + top - above, behavior: "instant" });
    } else {
      // Of the reader only a part may be in the window.
      const { top: upper, bottom: lower } = reader.getBoundingClientRect();
      const [first, last] = [Math.max(upper, 0), Math.min(lower, window.innerHeight)];
      const above = first + Math.max(0, last - first) * 0.25;
      reader.scrollTo({ top: reader.scrollTop + top - above, behavior: "instant" });
    }
  }

  // Show the cited place of the open document; on a narrow screen only if it was asked for.
  function reveal(focus) {
    const target = $("#tw-reader [data-target]");
    if (!target) return;
    if (focus) showPanel("reader");
    if (!narrow() || focus) scrollTo($("#tw-reader mark") ?? target);
    if (!focus) return;
    focusOn(target);
    // Near the end of a document the reader cannot scroll so far.
    if (!narrow()) ($("#tw-reader mark") ?? target).scrollIntoView({ block: "nearest" });
  }

  function jump(link) {
    const target = window.tiaowen.reader.target(link);
    if (!target) return;
    scrollTo(target);
    focusOn(target);
  }

  // What the reader has been given: the address of its place, or of one that is not there any more.
  const given = (reader) =>
    $("[data-gone]", reader)?.dataset.gone ?? $(".tw-to-read", reader)?.getAttribute("href");

  function cite(link, trigger) {
    lastCited = wanted = link;
    const reader = $("#tw-reader");
    const isThere = $(".tw-reader", reader)?.dataset.place || $(".tw-notice", reader);
    if (isThere && given(reader) === link.getAttribute("href")) arrive(reader);
    else trigger("click", { place: link.dataset.place });
  }

  // The reader holds what it was given, or says why not: go there if that is what was clicked.
  function arrive(reader) {
    const asked = wanted !== null && wanted.getAttribute("href") === given(reader);
    const notice = $(".tw-notice", reader);
    if (!notice) reveal(asked);
    if (!asked) return;
    announce(notice ? notice.dataset.summary || notice.textContent : wanted.dataset.located);
    wanted = null;
    if (!notice) return;
    showPanel("reader");
    focusOn(notice);
  }

  // --- passages

  async function copyQuote(button) {
    const label = (button.dataset.label ??= button.textContent);
    const copied = await copy(button.dataset.copy);
    const said = copied ? button.dataset.copied : button.dataset.notCopied;
    button.focus();
    button.textContent = said;
    announce(said);
    clearTimeout(button.timer);
    button.timer = setTimeout(() => (button.textContent = label), 2500);
  }

  function unfold(button) {
    const folded = document.getElementById(button.getAttribute("aria-controls")).classList;
    const opens = !folded.toggle("tw-folded");
    button.setAttribute("aria-expanded", String(opens));
    button.textContent = opens ? button.dataset.foldUp : button.dataset.unfold;
  }

  function goToPassage(link) {
    const passage = document.getElementById(`tw-passage-${link.dataset.passage}`);
    passage.scrollIntoView({ block: "nearest" });
    $(".tw-cite", passage).focus();
  }

  // --- what was asked and is not answered yet

  let expected = false; // the next answer is to a question, not the same in another language
  const isAsking = busy(
    ["tw-question", "tw-ask", "tw-examples", "tw-history"],
    "asking",
    () => $(".tw-pending")?.textContent,
    () => (expected = true),
  );

  // Let the answer be seen: from under the keyboard of a phone, and from below a low window.
  function uncover(element) {
    if (!expected) return;
    expected = false;
    const box = document.activeElement?.closest?.("#tw-question input, #tw-question textarea");
    if (box && window.matchMedia("(pointer: coarse)").matches) box.blur();
    if (element.getBoundingClientRect().top < window.innerHeight * 0.7) return;
    $(narrow() ? "#tw-panels" : "#tw-columns").scrollIntoView({ behavior: "instant" });
  }

  // Where more was asked for, below the answer, what comes in its place begins above.
  let goesOn = false;
  function goUp(element) {
    if (!goesOn) return;
    goesOn = false;
    ($(".tw-answer", element) ?? element).scrollIntoView({ behavior: "instant" });
    const first = $(".tw-cite, .tw-notice", element);
    if (first?.matches(".tw-notice")) first.tabIndex = -1;
    first?.focus({ preventScroll: true });
  }

  function more(trigger) {
    goesOn = true;
    trigger("click", { next: true });
  }

  // Loaded again, the page has the words in its box that were there, and asks what was not answered
  // yet. Only then: whoever comes anew begins anew.
  const KEPT = "tiaowen.question";
  const AGAIN = "tiaowen.again";
  const kept = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return null; // forbidden: then nothing is kept
    }
  };
  const keep = (words) => kept((storage) => storage.setItem(KEPT, words));

  window.addEventListener("pagehide", () => {
    if (isAsking()) kept((storage) => storage.setItem(AGAIN, "yes"));
  });

  document.addEventListener("input", ({ target }) => {
    if (target.closest?.("#tw-question")) keep(target.value);
  });

  function restore(again) {
    if (performance.getEntriesByType("navigation")[0]?.type !== "reload") return;
    const box = $("#tw-question :is(input, textarea)");
    if (box?.value) return;
    if (!box || !$("#tw-ask")) return setTimeout(restore, 50, again); // the page is coming up
    box.value = kept((storage) => storage.getItem(KEPT)) ?? "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (again && box.value) whenReady(() => $("#tw-ask").click());
  }

  function answered(element) {
    const summary = $("[data-summary]", element);
    if (!summary) return;
    announce(summary.dataset.summary);
    // The same in another language takes nobody away from the source.
    if (!expected && !goesOn) return;
    if (isAsking()) return;
    lastCited = null;
    scrolls.answer = 0;
    showPanel("answer");
    const asked = $("[data-asked]", element)?.dataset.asked;
    if (asked) remember(asked);
    if (asked) keep(asked);
    uncover(element);
    goUp(element);
  }

  // --- drawers, and what was asked before

  function drawer(button) {
    const opens = document.body.classList.toggle(`tw-${button.dataset.drawer}-open`);
    button.setAttribute("aria-expanded", String(opens));
    const place = $(`#tw-${button.dataset.drawer}`);
    if (opens) $("input, button", place)?.focus();
    if (button.dataset.remove) tokens.observe(place, { subtree: true, childList: true });
  }

  // Out of a drawer, which closes, to what opened it; out of the source to what is cited there. A
  // list of choices that is open closes first.
  function leave(event) {
    if (event.key !== "Escape" || event.isComposing || !event.isTrusted) return;
    if (event.target.matches?.("[role=combobox][aria-expanded=true]")) return;
    for (const button of document.querySelectorAll("[data-drawer][aria-expanded=true]")) {
      const inside = event.target.closest?.(`#tw-${button.dataset.drawer}`);
      if (!inside && event.target !== button) continue;
      drawer(button);
      return button.focus();
    }
    if (!event.target.closest?.("#tw-reader") || !lastCited?.isConnected) return;
    showPanel("answer");
    lastCited.focus();
  }
  window.addEventListener("keydown", leave, { capture: true });

  // Gradio calls what takes a chosen document away by a number.
  const tokens = new MutationObserver(() => {
    for (const token of document.querySelectorAll("#tw-scope .token")) {
      const words = $("[data-remove]")?.dataset.remove.replace("{name}", token.textContent.trim());
      const remove = $(".token-remove", token);
      if (!remove || !words || remove.title === words) continue;
      remove.title = words;
      remove.setAttribute("aria-label", words);
    }
  });

  function syncDrawers(element) {
    for (const button of element.querySelectorAll("[data-drawer]")) {
      const opens = document.body.classList.contains(`tw-${button.dataset.drawer}-open`);
      button.setAttribute("aria-expanded", String(opens));
    }
  }

  const asked = () => memory.get("history", []).filter((item) => typeof item === "string");

  function remember(question) {
    memory.set("history", [question, ...asked().filter((item) => item !== question)].slice(0, MOST));
    list();
  }

  function list() {
    const drawer = $("#tw-history .tw-history");
    if (!drawer) return;
    const questions = asked();
    const items = questions.map((question) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.question = question;
      button.textContent = question;
      item.append(button);
      return item;
    });
    if (!items.length) {
      items.push(document.createElement("li"));
      items[0].textContent = drawer.dataset.none;
    }
    const had = document.activeElement?.closest("#tw-history ol [data-question]")?.dataset.question;
    $("ol", drawer).replaceChildren(...items);
    if (had) [...drawer.querySelectorAll("[data-question]")].find(({ dataset }) => dataset.question === had)?.focus();
    $("[data-clear]", drawer).disabled = !questions.length;
  }

  function clear(button) {
    memory.set("history", []);
    list();
    announce(button.closest(".tw-history").dataset.cleared);
    $("[data-drawer=history]").focus();
  }

  const chosen = (trigger) => (button) => {
    showPanel("answer");
    keep(button.dataset.question);
    whenReady(() => trigger("click", { question: button.dataset.question }));
  };

  // What is asked before the store is open waits until the page knows that it is: it could not be
  // answered, or its answer might be covered by the page that comes up. The last question counts.
  let waiting = null;
  function whenReady(ask) {
    waiting?.disconnect();
    const button = $("#tw-ask");
    if (!button.disabled) return ask();
    document.body.classList.add("tw-holding");
    announce($(".tw-held")?.textContent ?? "");
    waiting = new MutationObserver(() => {
      if (button.disabled) return;
      waiting.disconnect();
      document.body.classList.remove("tw-holding");
      ask();
    });
    waiting.observe(button, { attributes: true, attributeFilter: ["disabled"] });
  }

  function hold(event) {
    const asks = event.key === "Enter" && !event.isComposing && event.target.closest?.("#tw-question");
    const button = $("#tw-ask");
    if (!asks || !button.disabled) return;
    event.preventDefault();
    event.stopPropagation();
    whenReady(() => button.click());
  }
  window.addEventListener("keydown", hold, { capture: true });

  // --- what can be done with an answer

  let judging = false; // a verdict was given, and what comes of it is awaited
  function done(element) {
    const judged = $("[data-judged]", element) ?? $("[data-summary]", element);
    if (!judged || !judging) return;
    judging = false;
    announce(judged.textContent);
    focusOn(judged);
  }

  function download(element) {
    const file = $("[data-content]", element);
    if (!file) return;
    const { name, type, content, said } = file.dataset;
    save(name, type, Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)));
    announce(said);
    file.remove();
  }

  Object.assign(connections, {
    examples: (element, trigger) => delegate(element, "[data-question]", chosen(trigger)),
    panels(element, _trigger, watch) {
      delegate(element, "[data-panel]", choosePanel);
      watch("value", () => showPanel(shownPanel()));
    },
    tools(element, _trigger, watch) {
      restore(kept((storage) => storage.getItem(AGAIN)));
      kept((storage) => storage.removeItem(AGAIN));
      delegate(element, "[data-drawer]", drawer);
      watch("value", () => syncDrawers(element));
    },
    history(element, trigger, watch) {
      delegate(element, "[data-question]", chosen(trigger));
      delegate(element, "[data-clear]", clear);
      list();
      watch("value", list);
    },
    answer(element, trigger, watch) {
      delegate(element, "[data-cite], [data-open]", (link) => cite(link, trigger));
      delegate(element, "[data-copy]", copyQuote);
      delegate(element, "[data-unfold]", unfold);
      delegate(element, "[data-passage]", goToPassage);
      delegate(element, "[data-next]", () => more(trigger));
      delegate(element, "[data-alone]", () => {
        expected = true;
        trigger("click", { alone: true });
      });
      watch("value", () => answered(element));
    },
    after(element, trigger, watch) {
      delegate(element, "[data-verdict]", ({ dataset }) => {
        judging = true;
        trigger("click", { verdict: dataset.verdict });
      });
      delegate(element, "[data-export]", ({ dataset }) =>
        trigger("click", { export: dataset.export, all: "all" in dataset }),
      );
      watch("value", () => done(element));
    },
    download(element, _trigger, watch) {
      watch("value", () => download(element));
    },
    reader(element, _trigger, watch, server) {
      delegate(element, "[data-jump]", jump);
      const fill = async () => {
        scrolls.reader = 0;
        const filled = await window.tiaowen.reader.fill(element, server);
        if (filled || $(".tw-notice", element)) arrive(element);
      };
      fill();
      watch("value", fill);
    },
  });
})();
