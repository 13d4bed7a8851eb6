// Lets the portal open without a network: its page and its files are kept on the device, in the language that was used last, and nothing
// else is. What the API answers is never kept: it is somebody's, and may be taken from them. It goes through memory once, where a page that
// opens begins with it. `cargo xtask web` fills in the addresses.
const KEPT = "portico-{{version}}";
const FILES = {{files}};
// Those that the page names: one of another version is not kept.
const PAGE = {{page}};
const TEXTS = {{texts}};
const OF_ALL = new Set([...FILES, ...Object.values(TEXTS).flat()]);
const [INFO, SESSION, LIST] = ["{{info}}", "{{session}}", "{{list}}"];

{{begin}}

addEventListener("install", (event) => {
  const first = async () => {
    const cache = await caches.open(KEPT);
    await cache.addAll(FILES);
    await keep(await fetch("/"));
  };
  event.waitUntil(first());
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
  if (mode === "navigate" && !/^\/(api|console|docs|healthz|mail|metrics|readyz|sign-in\/callback|slack|unsubscribe)(\/|$)/.test(pathname)) {
    askAhead(event);
    event.respondWith(page(event));
  } else if (pathname === "/ahead") event.respondWith(handOver(event));
  else if (OF_ALL.has(pathname)) event.respondWith(file(event.request));
});

// What the page that opened last begins with, until that page takes it: asked for while the browser makes room for the page.
let ahead;

const nothing = () => new Response(null, { status: 204 });

function askAhead(event) {
  const { request, resultingClientId: page } = event;
  const address = new URL(request.url);
  if (!page || request.destination !== "document" || !begins(address.pathname)) return;
  const asked = begin(INFO, SESSION, beginsWithList(address) && LIST);
  // Who is in does not wait for what they see: the page asks for that itself when it is slow.
  const soon = (answer) => Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 2_000, null))]);
  const answers = Promise.all([soon(asked.info), asked.session, soon(asked.list)]).then(
    ([info, session, list]) => new Response(JSON.stringify({ info, session, list })),
    nothing, // The page asks by itself, and hears why not.
  );
  event.waitUntil(answers);
  ahead = { page, answers };
}

// To the page alone that begins with what this worker was made for.
async function handOver({ clientId, request }) {
  if (ahead?.page !== clientId || new URL(request.url).searchParams.get("list") !== LIST) return nothing();
  const { answers } = ahead;
  ahead = undefined;
  return answers;
}

// What the server has now, or what it had last.
async function page(event) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    event.waitUntil(keep(answer.clone()).catch(() => {}));
    return answer;
  } catch {
    return (await caches.match("/")) ?? Response.error();
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

// The page and the texts of its language, in the place of those that were kept before.
async function keep(answer) {
  const language = answer.headers.get("Content-Language");
  const texts = TEXTS[language];
  if (!answer.ok || !texts) return;
  const cache = await caches.open(KEPT);
  const before = (await cache.match("/"))?.headers.get("Content-Language");
  if (before === language) return;
  const html = await answer.clone().text();
  if (![...PAGE, ...texts].every((it) => html.includes(it))) return;
  await cache.addAll(texts);
  await cache.put("/", answer);
  await Promise.all((TEXTS[before] ?? []).map((it) => cache.delete(it)));
}
