// Pages must not complain: neither about themselves nor about the content security policy.

/** Collects what goes wrong in `page`. The list grows as it happens. */
export function watch(page) {
  const faults = [];
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnAnswer(message)) faults.push(`console: ${message.text()}`);
  });
  return faults;
}

/** Chromium reports every 4xx as an error. Of the API those are answers (not signed in, not found), which pages show. */
function isAnAnswer(message) {
  if (!message.text().startsWith('Failed to load resource')) return false;
  return new URL(message.location().url).pathname.startsWith('/api/');
}
