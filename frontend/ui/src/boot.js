// Runs before the first paint: the theme must be known by then. Then it starts the app, whose hashed addresses
// `cargo xtask web` fills in. A file of its own because the content policy allows no script inside the page.
(() => {
  try {
    const theme = localStorage.getItem("portico.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be switched off; the system's theme will do.
  }
  // In the page's language, which says where they are.
  const texts = async () => {
    const res = await fetch(document.documentElement.dataset.texts);
    if (!res.ok) throw new Error(res.statusText);
    globalThis.texts = await res.text();
  };
  Promise.all([import("{{js}}"), texts()])
    .then(([app]) => app.default({ module_or_path: "{{wasm}}" }))
    .catch((reason) => {
      console.error(reason);
      const show = () => document.getElementById("boot-failed")?.removeAttribute("hidden");
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
      else show();
    });
})();
