// The tab 评测: a file of questions is read in the browser, and a question that was looked into is
// shown where the eye is.
(() => {
  "use strict";

  const { announce, connections, delegate } = window.tiaowen;
  const LARGEST = 1_000_000; // bytes
  const below = window.matchMedia("(max-width: 900px)"); // the list stands above, not beside
  let asked = null; // the question that was looked into, to come back to
  let wanted = false; // it was chosen, and what is said of it is awaited

  async function text(file) {
    if (file.size > LARGEST) return { fault: "tooLarge" };
    try {
      const bytes = await file.arrayBuffer();
      return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
    } catch {
      return { fault: "notUtf8" };
    }
  }

  async function chosen(input) {
    const [file] = input.files;
    if (!file) return;
    const own = input.closest(".tw-own");
    const read = await text(file);
    own.querySelector(".tw-wrong")?.remove();
    if (read.fault) {
      const line = document.createElement("p");
      line.className = "tw-wrong";
      line.textContent = own.dataset[read.fault];
      own.append(line);
      announce(line.textContent);
    } else {
      const box = document.querySelector("#tw-evaluate-own textarea");
      box.value = read.text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    }
    input.value = ""; // the same file may be chosen again after it was mended
  }

  connections["evaluate-upload"] = (element) => {
    element.addEventListener("change", (event) => chosen(event.target));
  };

  // Gradio gives each choice a name of its own, with which the arrow keys do not go to the next one.
  document.addEventListener("focusin", ({ target }) => {
    const source = target.closest("#tw-evaluate-source");
    for (const radio of source?.querySelectorAll("[type=radio]") ?? []) radio.name = "tw-source";
  });

  connections["evaluate-status"] = (element, _trigger, watch) => {
    let said = "";
    let pressed = false; // a button that can be no longer, and had the focus
    const buttons = () => [...document.querySelectorAll("#tw-evaluate-run, #tw-evaluate-cancel")];
    document.addEventListener("focusin", ({ target }) => (pressed = buttons().includes(target)));
    const keepFocus = () => {
      if (!pressed || document.activeElement !== document.body) return;
      buttons().find((button) => !button.disabled)?.focus({ preventScroll: true });
    };
    new MutationObserver(keepFocus).observe(document.querySelector("#tw-evaluate-row"), {
      attributeFilter: ["disabled"],
      subtree: true,
    });
    watch("value", () => {
      const told = element.querySelector("[data-summary]");
      const line = told ? told.dataset.summary || told.textContent : "";
      if (line && line !== said) announce(line);
      said = line;
    });
  };

  connections["evaluate-failures"] = (element, trigger) => {
    delegate(element, "[data-failure]", (button) => {
      element.querySelector("[aria-current]")?.removeAttribute("aria-current");
      button.setAttribute("aria-current", "true");
      asked = button;
      wanted = true;
      trigger("click", { question: button.dataset.failure });
    });
  };

  connections["evaluate-why"] = (element, _trigger, watch) => {
    watch("value", () => {
      const why = element.querySelector(".tw-why");
      if (!why || !wanted) return;
      wanted = false;
      element.scrollTop = 0;
      why.focus({ preventScroll: true });
      if (below.matches) why.scrollIntoView({ block: "start", behavior: "instant" });
    });
    delegate(element, "[data-back]", () => {
      asked?.focus({ preventScroll: true });
      asked?.scrollIntoView({ block: "center", behavior: "instant" });
    });
  };
})();
