// The answers to a page's events come in one stream, which the server ends with the last one that
// is due. What is sent just then is answered in a stream of its own, but Gradio's client, which has
// not heard of the end yet, would not open one, and wait for ever. So the end of a stream is kept
// from it while an answer is due, and the next stream is added to it.
//
// And Gradio says in English alone that the server cannot be reached, takes nothing in from then on,
// and loads the page again. So what is sent meanwhile waits here for the server to be back.
(() => {
  const plain = window.fetch;
  const due = new Set(); // events that are taken in and not answered
  const early = new Set(); // answered before it was known that they are taken in
  const ends = new Map(); // event -> what is to be called when it is answered
  let turns = 0; // how many events were sent
  let ending = Promise.resolve(); // until Gradio has heard of an end that was passed on

  window.fetch = async (...given) => {
    const path = new URL(given[0].url ?? given[0], location.href).pathname;
    if (path.endsWith("/queue/data")) return streamed(new Request(...given));
    if (path.endsWith("/run/predict")) return told(numbered(new Request(...given)));
    if (path.endsWith("/queue/join")) return joined(numbered(new Request(...given)));
    return plain(...given);
  };

  // The server may take up in another order what is sent at once: Turns of ui/site.py goes by this.
  function numbered(request) {
    request.headers.set("x-turn", String(++turns));
    return request;
  }

  // Something is sent: gives what is to be called when it is answered.
  async function begun(request) {
    const { trigger_id: trigger } = await request.clone().json();
    const from = window.gradio_config.components.find(({ id }) => id === trigger);
    return window.tiaowen.sent[from?.props.elem_id]?.() ?? (() => {});
  }

  // What is answered at once, not in the stream.
  async function told(request) {
    const end = await begun(request);
    try {
      const response = await patiently(request);
      const whole = response.clone().arrayBuffer();
      whole.catch(() => {}).then(end);
      return response;
    } catch (error) {
      end();
      throw error;
    }
  }

  async function joined(request) {
    const end = await begun(request);
    const response = await patiently(request);
    if (!response.ok) {
      end();
      return response;
    }
    const { event_id: event } = await response.clone().json();
    if (early.delete(event)) end();
    else {
      due.add(event);
      ends.set(event, end);
    }
    await ending;
    return response;
  }

  function answered(event) {
    if (!due.delete(event)) early.add(event);
    ends.get(event)?.();
    ends.delete(event);
  }

  // The page looks every few seconds whether the store was built anew. If the network is away just
  // then, Gradio would load the page again, and the answer on it would be gone: so what is asked is
  // asked again when the server is back, unless it is another one by then, which knows of nothing.
  async function patiently(request) {
    for (;;) {
      try {
        const response = await reached(request.clone());
        // Who is not logged in any more is asked to, and then for what was not answered.
        return response.status === 401 ? anew() : response;
      } catch (error) {
        if (request.signal.aborted) throw error;
        if (!(await isBack(request.url))) return anew();
      }
    }
  }

  // What the server says. A proxy before it that does not reach it is no server.
  async function reached(request) {
    const response = await plain(request);
    if (response.status === 502 || response.status === 504) throw new TypeError(response.statusText);
    return response;
  }

  // Whether the server that can be reached again is the same one.
  async function isBack(url) {
    for (let tries = 0; ; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const response = await reached(new URL("../app_id", url)).catch(() => null);
      if (response) {
        away(false);
        return response.ok && (await response.json()).app_id === window.gradio_config.app_id;
      }
      if (tries) away(true);
    }
  }

  function anew() {
    location.reload();
    return new Promise(() => {});
  }

  function away(is) {
    const before = document.getElementById("tw-away");
    if (Boolean(before) === is) return;
    before?.remove();
    if (!is) return;
    const line = document.createElement("p");
    line.id = "tw-away";
    line.textContent = document.querySelector(".tw-header")?.dataset.away ?? "";
    document.body.append(line);
    window.tiaowen.announce(line.textContent);
  }

  async function streamed(request) {
    const first = await patiently(request);
    if (!first.ok || !first.body) return first;
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    // The connection is broken, and what was on its way is lost; or Gradio has left.
    passOn(request, first, writer).catch(async (error) => {
      due.clear();
      if (error instanceof TypeError && !request.signal.aborted) {
        await isBack(request.url);
        return anew();
      }
      return writer.abort(error).catch(() => {});
    });
    return new Response(readable, { status: first.status, headers: first.headers });
  }

  async function passOn(request, first, writer) {
    const encoder = new TextEncoder();
    for (let response = first; response; ) {
      let goesOn = false;
      if (!response.ok) throw new Error(`${response.status} ${request.url}`);
      for await (const block of blocks(response.body)) {
        const message = block.startsWith("data:") ? JSON.parse(block.slice(5)) : {};
        if (message.msg === "process_completed") answered(message.event_id);
        if (message.msg === "close_stream") {
          goesOn = due.size > 0;
          if (goesOn) continue; // nothing follows it
          ending = aborted(request.signal);
        }
        await writer.write(encoder.encode(`${block}\n\n`));
      }
      response = goesOn ? await plain(request.clone()) : null;
    }
    await writer.close();
  }

  // The messages of a stream of server-sent events.
  async function* blocks(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let held = "";
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        held += value;
        const whole = held.split("\n\n");
        held = whole.pop();
        yield* whole;
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  }

  function aborted(signal) {
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", resolve, { once: true });
      setTimeout(resolve, 1000); // should it not be told so
    });
  }
})();
