// Runs before the first paint: the theme must be known by then. Then it starts the app, whose hashed addresses
// `cargo xtask web` fills in. A file of its own because the content policy allows no script inside the page.
(() => {
  try {
    const theme = localStorage.getItem("portico.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be switched off; the system's theme will do.
  }
  const { session, texts: lines } = document.documentElement.dataset;
  // Whether somebody is signed in, asked while the module is on its way, which takes the answer (`api/session.rs`). Who comes back from a
  // provider is about to sign in anew. One tab at a time, because the token is used once.
  if (!/\/sign-in\/return\/*$/.test(location.pathname)) {
    const ask = () => fetch(session, { method: "POST", headers: { Accept: "application/json" } });
    globalThis.session = navigator.locks ? navigator.locks.request("portico.refresh", ask) : ask();
    globalThis.session.catch(() => {}); // The module hears of it, too.
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
