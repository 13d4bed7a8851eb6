// Lets the portal open without a network: its page and its files are kept on the device, and nothing else is. What the API
// answers is never kept: it is somebody's, and may be taken from them. `cargo xtask web` fills in the files' addresses.
const KEPT = "portico-{{version}}";
const FILES = {{files}};

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(["/", ...FILES])));
});

addEventListener("activate", (event) => {
  const tidy = caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))));
  // The page is asked for while this starts, not afterwards.
  event.waitUntil(Promise.all([tidy, registration.navigationPreload?.enable()]));
});

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && !/^\/(api|console|docs|slack)(\/|$)/.test(pathname)) event.respondWith(page(event));
  else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});

// What the server has now, or what it had last.
async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match("/")) ?? Response.error();
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}
