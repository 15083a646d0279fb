// The way out, faster: the link and three presses of Shift cover the page at once, take it out of the tab's back list
// and leave; and no page comes back with words that somebody has begun to write. Without this file the link alone does
// its work.
(() => {
  "use strict";
  const link = document.querySelector(".leave");
  const PRESSES = 3;
  const WITHIN = 5000; // milliseconds
  let presses = [];

  const leave = (event) => {
    event.preventDefault();
    // Cover first: nothing of the page is left to see, and a screen reader says what happens.
    const cover = document.createElement("p");
    cover.setAttribute("role", "alert");
    cover.className = "left";
    cover.textContent = link.dataset.leaving;
    document.body.replaceChildren(cover);
    // Once this page is gone, ask the browser to drop its copies. Asked earlier it would hold up the way out.
    addEventListener("pagehide", () => fetch(link.href, { method: "POST", keepalive: true }));
    location.replace(link.href);
  };

  link.addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = []; // capitals are being typed
    else if (!event.repeat) {
      const now = event.timeStamp;
      presses = [...presses.filter((then) => now - then < WITHIN), now];
      if (presses.length === PRESSES) leave(event);
    }
  });
  // A page that the browser kept in memory must not come back covered, nor a left one come back at all.
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector(".left")) location.replace(link.href);
  });
  // Nor may what somebody has begun to write: browsers keep a page with its forms in memory, no-store or not.
  addEventListener("pagehide", () => {
    for (const form of document.forms) form.reset();
  });
})();
