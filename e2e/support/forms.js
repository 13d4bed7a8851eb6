// Forms made by the API, for stories that are about filling them in.

/** Makes a form, publishes it and offers it to everybody. `ana` is an admin in the console. Returns the form. */
export async function publish(ana, name, schema) {
  let form = await ana.ask('POST', '/forms', { name });
  form = await ana.ask('PUT', `/forms/${form.id}/draft`, { version: form.version, name, schema });
  form = await ana.ask('POST', `/forms/${form.id}/publish`, { version: form.version });
  return await ana.ask('PUT', `/forms/${form.id}/placements`, { version: form.version, on_portal: true });
}

/** Publishes another version of it. Returns the form. */
export async function publishAnew(ana, { id }, schema) {
  let form = await ana.ask('GET', `/forms/${id}`);
  form = await ana.ask('PUT', `/forms/${id}/draft`, { version: form.version, name: form.name, schema });
  return await ana.ask('POST', `/forms/${id}/publish`, { version: form.version });
}

/** A field of a form. */
export function field(kind, label, more = {}) {
  return { id: crypto.randomUUID(), kind, label, ...more };
}

/** What a ticket's form answered, by label, as its page shows it. */
export async function answerOf(page, label) {
  const term = page.getByRole('complementary').getByText(label, { exact: true });
  return (await term.locator('xpath=following-sibling::*[1]').textContent()).trim();
}
