// Asks for what the app begins with and starts it, by the hashed addresses that `cargo xtask web` fills in; and runs before the first paint, by which
// the theme must be known. It stands in the page, whose content policy names its hash: as a file it would hold up all that it asks for.
(() => {
  {{begin}}
  const { info, session, list } = document.documentElement.dataset;
  // What the worker asked for while there was no page yet (`portal/worker.js`).
  const ahead = async () => {
    const res = await fetch(`/ahead?list=${encodeURIComponent(list)}`);
    if (!res.ok) throw new Error(res.statusText);
    return await res.json();
  };
  if (begins(location.pathname)) {
    const here = () => begin(info, session, beginsWithList(location) && list);
    const begun = list && navigator.serviceWorker?.controller ? ahead().catch(here) : Promise.resolve(here());
    // While the module is on its way, which takes the answers over (`api/ahead.rs`).
    const asked = (globalThis.asked = {});
    for (const name of ["info", "session", "list"]) {
      asked[name] = begun.then((it) => it[name]);
      asked[name].catch(() => {}); // The module hears of it, too.
    }
  }
  const module = WebAssembly.compileStreaming(fetch("{{wasm}}"));
  // The app takes the place of what stands further down, and may be here before that.
  const page = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
  Promise.all([import("{{js}}"), module, page])
    .then(([app, module]) => app.default({ module_or_path: module }))
    .catch(async (reason) => {
      console.error(reason);
      await page;
      document.getElementById("boot-failed")?.removeAttribute("hidden");
    });
  try {
    const theme = localStorage.getItem("portico.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be switched off; the system's theme will do.
  }
})();
