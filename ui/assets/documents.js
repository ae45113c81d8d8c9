// The tab 文档: sending files one after the other, each with its progress and a way to stop it.
(() => {
  "use strict";

  const { connections, announce, delegate } = window.tiaowen;
  const AT_ONCE = 2;
  const [LONGEST, SHOWN] = [120, 40]; // characters of a name
  const transfers = []; // {file, state: "queued"|"sending"|"reading"|"failed", share, said, request}
  let place = null; // the element of the server that holds the list
  let arrived = () => {}; // tells the server that a file has come

  const words = () => place?.querySelector(".tw-upload")?.dataset ?? {};
  const lang = () => (document.documentElement.lang === "en" ? "en" : "zh");

  // A file's name as ui/documents/uploads.py tells it: what cannot be seen, or turns the direction of
  // writing, may make another name of it; and a long one is cut.
  function called({ name }) {
    const seen = [...name.normalize().trim().replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd")];
    return seen.length > LONGEST ? `${seen.slice(0, SHOWN).join("")}…` : seen.join("");
  }

  function button(text, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", `${text} ${label}`);
    made.addEventListener("click", act);
    return made;
  }

  function row(transfer) {
    const { file, state, share, said } = transfer;
    const line = document.createElement("li");
    line.className = `tw-transfer tw-transfer-${state}`;
    const name = document.createElement("bdi");
    name.textContent = state === "failed" ? said[lang()] : called(file);
    line.append(name);
    if (state !== "failed") {
      const bar = document.createElement("progress");
      bar.setAttribute("aria-label", called(file));
      if (state !== "reading") {
        bar.max = 1;
        bar.value = share;
      }
      const how = document.createElement("span");
      how.textContent = words()[state] + (state === "sending" ? ` ${Math.floor(share * 100)}%` : "");
      line.append(bar, how);
    }
    const word = state === "failed" ? words().dismiss : words().cancel;
    line.append(button(word, called(file), () => remove(transfer)));
    return line;
  }

  function draw() {
    const list = place?.querySelector(".tw-transfers");
    if (!list) return;
    list.hidden = !transfers.length;
    list.replaceChildren(...transfers.map(row));
  }

  function remove(transfer) {
    transfers.splice(transfers.indexOf(transfer), 1);
    transfer.request?.abort();
    draw();
    next();
    place?.querySelector("input[type=file]")?.focus();
  }

  // Announced together, and once: the list is drawn anew with each bit that is sent.
  const failures = [];
  function tell(line) {
    if (!failures.length) {
      setTimeout(() => announce(failures.splice(0).join(" ")), 300);
    }
    failures.push(line);
  }

  function fail(transfer, said) {
    transfer.state = "failed";
    transfer.said = said;
    tell(said[lang()]);
    draw();
    next();
  }

  function next() {
    const busy = transfers.filter(({ state }) => state === "sending" || state === "reading").length;
    const waiting = transfers.filter(({ state }) => state === "queued");
    for (const transfer of waiting.slice(0, Math.max(0, AT_ONCE - busy))) send(transfer);
  }

  function send(transfer) {
    const { file } = transfer;
    const request = (transfer.request = new XMLHttpRequest());
    const base = location.pathname.replace(/\/?$/, "/");
    request.open("POST", `${base}tiaowen/upload?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      transfer.share = event.total ? event.loaded / event.total : 0;
      draw();
    });
    request.upload.addEventListener("load", () => {
      transfer.state = "reading";
      draw();
    });
    const lost = () => `${called(file)}：${words().lost}`;
    request.addEventListener("error", () => fail(transfer, { zh: lost(), en: lost() }));
    request.addEventListener("load", () => {
      const got = request.response ?? {};
      if (got.id) {
        transfers.splice(transfers.indexOf(transfer), 1);
        announce(words().done.replace("{name}", called(file)));
        draw();
        arrived();
        next();
      } else {
        const said = got.detail ? { zh: got.detail, en: got.detail } : got;
        const named = (line) => (line?.includes(called(file)) ? line : `${called(file)}：${line ?? words().lost}`);
        fail(transfer, { zh: named(said.zh), en: named(said.en) });
      }
    });
    transfer.state = "sending";
    draw();
    request.send(file);
  }

  function take(files) {
    for (const file of files) {
      const transfer = { file, state: "queued", share: 0, said: null, request: null };
      transfers.push(transfer);
      if (file.size > Number(words().most)) {
        const line = `${called(file)}：${words().large}`;
        fail(transfer, { zh: line, en: line });
      }
    }
    draw();
    next();
  }

  // Whoever leaves the page now would leave files behind unsent.
  window.addEventListener("beforeunload", (event) => {
    if (transfers.some(({ state }) => state !== "failed")) event.preventDefault();
  });

  // What is done when its button is pressed again. The button may be another one by then: each part
  // of the tab is replaced when something in it changes.
  let armed = null;
  let calm = 0;
  const isArmed = ({ dataset: { act, key = "" } }) => armed?.act === act && armed.key === key;

  function arm(what) {
    armed = what;
    clearTimeout(calm);
    if (what) calm = setTimeout(arm, 5000, null);
    showArmed();
  }

  function showArmed() {
    for (const button of document.querySelectorAll("[data-sure]")) {
      const is = isArmed(button);
      if (is === button.classList.contains("tw-sure")) continue;
      if (is) button.before = button.textContent;
      button.textContent = is ? button.dataset.sure : button.before;
      button.classList.toggle("tw-sure", is);
    }
  }

  // Whoever gives it up, or goes elsewhere and comes back, is asked again.
  window.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && armed) arm(null);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (armed && !isArmed(target)) arm(null);
  });

  function acting(element, trigger, watch) {
    // Nor does a key that is held down confirm anything.
    element.addEventListener("keydown", (event) => {
      if (event.repeat && event.target.closest("[data-act]")) event.preventDefault();
    });
    delegate(element, "[data-act]", (pressed, event) => {
      if (event.detail > 1) return; // the second half of a double click confirms nothing
      const { act, key = "", sure, told } = pressed.dataset;
      if (sure && !isArmed(pressed)) {
        arm({ act, key });
        announce(told);
        return;
      }
      if (sure) arm(null);
      trigger("click", { act, key });
    });
    watch("value", showArmed);
  }

  // A part of the tab is replaced as a whole: the focus stays where it was in it, if that is there.
  function keepingFocus(element, watch) {
    let last = null;
    element.addEventListener("focusin", ({ target }) => {
      last = target.closest("[data-act]")?.dataset ?? null;
      last = last && { act: last.act, key: last.key ?? "" };
    });
    watch("value", () => {
      if (!last || (document.activeElement && document.activeElement !== document.body)) return;
      const same = [...element.querySelectorAll("[data-act]")].filter(
        ({ dataset }) => dataset.act === last.act,
      );
      const first =
        same.find(({ dataset }) => (dataset.key ?? "") === last.key) ??
        (last.act === "add" ? same[0] : null); // whose files are others by now
      (first ?? document.querySelector("#tw-documents-upload input"))?.focus({ preventScroll: true });
    });
  }

  Object.assign(connections, {
    "documents-upload"(element, trigger, watch) {
      place = element;
      arrived = () => trigger("click", { act: "arrived" });
      element.addEventListener("change", ({ target }) => {
        if (target.type !== "file") return;
        take(target.files);
        target.value = "";
      });
      const over = (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        element.querySelector(".tw-drop")?.classList.toggle("tw-over", event.type === "dragover");
      };
      for (const name of ["dragover", "dragleave"]) element.addEventListener(name, over);
      element.addEventListener("drop", (event) => {
        if (!element.querySelector(".tw-drop")) return;
        over(event);
        take(event.dataTransfer.files);
      });
      watch("value", draw);
    },
    waiting(element, trigger, watch) {
      acting(element, trigger, watch);
      keepingFocus(element, watch);
    },
    job(element, trigger, watch) {
      acting(element, trigger, watch);
      let said = "";
      watch("value", () => {
        const now = element.querySelector("[data-said]")?.dataset.said ?? "";
        if (now && now !== said) announce(now);
        said = now;
      });
    },
    files(element, trigger, watch) {
      acting(element, trigger, watch);
      keepingFocus(element, watch);
    },
  });
})();
