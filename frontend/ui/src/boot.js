// Runs before the first paint: the theme must be known by then. Then it starts the app, whose hashed addresses
// `cargo xtask web` fills in. It stands in the page, whose content policy names its hash: as a file it would hold up all that it asks for.
(() => {
  try {
    const theme = localStorage.getItem("portico.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be switched off; the system's theme will do.
  }
  const { session, list, texts: lines } = document.documentElement.dataset;
  // What is asked while the module is on its way, which takes the answers over (`api/ahead.rs`).
  const asked = (globalThis.asked = {});
  const ask = async (address, init) => {
    const res = await fetch(address, init);
    return [res.status, await res.text()];
  };
  const Accept = "application/json";
  // Whether somebody is signed in. Who comes back from a provider is about to sign in anew. One tab at a time, because the token is used once.
  if (!/\/sign-in\/return\/*$/.test(location.pathname)) {
    const refresh = () => ask(session, { method: "POST", headers: { Accept } });
    asked.session = navigator.locks ? navigator.locks.request("portico.refresh", refresh) : refresh();
    asked.session.catch(() => {}); // The module hears of it, too.
  }
  // The list that the page begins with, as that person sees it. Without it the module asks, and hears why not.
  if (list && /^\/(tickets\/?)?$/.test(location.pathname) && !location.search) {
    const begin = ([status, text]) => {
      if (status !== 200) return null;
      return ask(list, { headers: { Accept, Authorization: `Bearer ${JSON.parse(text).access_token}` } });
    };
    asked.list = asked.session.then(begin).catch(() => null);
  }
  const module = WebAssembly.compileStreaming(fetch("{{wasm}}"));
  // In the page's language, which says where they are.
  const texts = async () => {
    const res = await fetch(lines);
    if (!res.ok) throw new Error(res.statusText);
    globalThis.texts = await res.text();
  };
  Promise.all([import("{{js}}"), module, texts()])
    .then(([app, module]) => app.default({ module_or_path: module }))
    .catch((reason) => {
      console.error(reason);
      const show = () => document.getElementById("boot-failed")?.removeAttribute("hidden");
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
      else show();
    });
})();
