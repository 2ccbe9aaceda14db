// Announces new findings and lets the page refresh what it shows.
//
// The element with data-live is a polite live region; its value is the address
// of the server-sent events. htmx, when it is there, listens for
// "portcullis:changed" and morphs the region that asks for it. Without htmx
// the announcement alone remains, which is enough to reload by hand.
(() => {
  const region = document.querySelector("[data-live]");
  if (!region || !window.EventSource) return;

  const SETTLE_MS = 1000;
  let waiting = 0;

  // Many notices at once are one change for the eye.
  const changed = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      document.body.dispatchEvent(new CustomEvent("portcullis:changed"));
    }, SETTLE_MS);
  };

  const source = new EventSource(region.dataset.live);
  source.addEventListener("finding", (event) => {
    region.textContent = event.data;
    changed();
  });
  source.addEventListener("case", changed);
  // A plan that is carried out: hash, steps ended, all steps.
  source.addEventListener("progress", (event) => {
    const [plan, done, total] = event.data.split(" ");
    const bar = document.querySelector("#progress progress");
    if (bar && window.location.pathname.endsWith(plan)) {
      bar.value = Number(done);
      bar.max = Number(total);
    }
  });
  window.addEventListener("pagehide", () => source.close());
})();
