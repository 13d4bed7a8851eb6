// The API as a page asks it.

/** Asks with the session of whoever is in on `page`, which is loaded anew. Returns what was answered. */
export async function ask(page, method, path, body) {
  const asked = page.waitForRequest((request) => 'authorization' in request.headers());
  await page.reload();
  const { authorization } = (await asked).headers();
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
  const { status, text } = await page.evaluate(async (it) => {
    const res = await fetch(it.path, { method: it.method, headers: it.headers, body: it.body && JSON.stringify(it.body) });
    return { status: res.status, text: await res.text() };
  }, { method, path: `/api/v1${path}`, headers, body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return text && JSON.parse(text);
}
