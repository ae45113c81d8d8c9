// The border between answer and source: moved by mouse, by touch or by the arrow keys; a double click
// puts it back.
(() => {
  "use strict";

  const { connections, memory } = window.tiaowen;

  connections.split = (element, _trigger, watch) => {
    const columns = () => element.closest("#tw-columns");
    const handle = () => element.querySelector("[role=separator]");

    function put(percent) {
      const rounded = Math.round(Math.min(75, Math.max(25, percent)));
      columns().style.setProperty("--tw-split", `${rounded}fr`);
      columns().style.setProperty("--tw-rest", `${100 - rounded}fr`);
      handle().setAttribute("aria-valuenow", rounded);
      memory.set("split", rounded);
    }

    element.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      handle().setPointerCapture(event.pointerId);
      const { left, width } = columns().getBoundingClientRect();
      const move = ({ clientX }) => put(((clientX - left) / width) * 100);
      handle().addEventListener("pointermove", move);
      const stop = () => handle().removeEventListener("pointermove", move);
      handle().addEventListener("lostpointercapture", stop, { once: true });
    });
    element.addEventListener("dblclick", () => put(50));
    element.addEventListener("keydown", (event) => {
      const now = Number(handle().getAttribute("aria-valuenow"));
      const wanted = { ArrowLeft: now - 2, ArrowRight: now + 2, Home: 25, End: 75, Enter: 50 };
      if (!(event.key in wanted)) return;
      event.preventDefault();
      put(wanted[event.key]);
    });
    const restore = () => put(memory.get("split", 50));
    restore();
    watch("value", restore);
  };
})();
