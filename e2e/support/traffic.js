// What a page transfers, as the browser's own network counts it: bodies as they come over the wire, and their headers.

/** Begins to count. */
export async function count(page) {
  const session = await page.context().newCDPSession(page);
  const requests = new Map();
  const of = (id) => requests.get(id) ?? {};
  session.on('Network.requestWillBeSent', ({ requestId, request, wallTime }) => {
    requests.set(requestId, { url: request.url, begun: wallTime * 1000, bytes: 0 });
  });
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const it = of(requestId);
    if (!response.fromDiskCache && !it.ended) it.bytes = Math.max(it.bytes ?? 0, response.encodedDataLength);
  });
  // What is never at its end, such as the stream of live updates, counts as far as it came.
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    of(requestId).bytes += encodedDataLength;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    Object.assign(of(requestId), { bytes: encodedDataLength, ended: true });
  });
  await session.send('Network.enable');
  // What the page's worker asks for by itself, of which the page's session hears nothing. The page itself it does not ask for: the browser does,
  // on its behalf, and tells the session.
  const context = page.context();
  context.on('request', (request) => {
    if (request.serviceWorker() && request.resourceType() === 'fetch') requests.set(request, { url: request.url(), begun: Date.now(), bytes: 0 });
  });
  context.on('requestfinished', async (request) => {
    if (!requests.has(request)) return;
    // Nobody counts any more once the browser is closed.
    const sizes = await request.sizes().catch(() => {});
    if (sizes) Object.assign(of(request), { bytes: sizes.responseHeadersSize + sizes.responseBodySize, ended: true });
  });
  return new Traffic(requests);
}

class Traffic {
  #requests;

  constructor(requests) {
    this.#requests = requests;
  }

  /** Every request that began before a moment, once all of them are answered: those whose bodies end are at their end. */
  until(moment) {
    const all = [...this.#requests.values()].filter(({ url, begun }) => begun <= moment && url.startsWith('http'));
    const bytes = all.reduce((sum, it) => sum + it.bytes, 0);
    const lines = all.map(({ url, bytes }) => `${String(bytes).padStart(9)}  ${new URL(url).pathname}`);
    const open = all.filter(({ url, ended }) => !ended && !url.includes('/events'));
    return { bytes, lines, open };
  }
}
