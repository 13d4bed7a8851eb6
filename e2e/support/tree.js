// A page as screen readers hear it: Chromium's accessibility tree.

const INTERACTIVE = new Set([
  'button', 'checkbox', 'combobox', 'link', 'listbox', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'option', 'radio', 'searchbox',
  'slider', 'spinbutton', 'switch', 'tab', 'textbox',
]);

/** What is wrong with what is heard, one line a finding. */
export async function unheard(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const heard = nodes.filter(({ ignored }) => !ignored).map(({ role, name, properties }) => ({
    role: role?.value,
    name: name?.value?.trim() ?? '',
    level: properties?.find((property) => property.name === 'level')?.value.value,
  }));
  return [...nameless(heard), ...headings(heard), ...landmarks(heard)];
}

function nameless(heard) {
  return heard.filter(({ role, name }) => INTERACTIVE.has(role) && !name).map(({ role }) => `a ${role} has no name`);
}

/** One of the first level, and none that skips one. */
function headings(heard) {
  const all = heard.filter(({ role }) => role === 'heading');
  const found = all.filter(({ name }) => !name).map(({ level }) => `a heading of level ${level} has no words`);
  const first = all.filter(({ level }) => level === 1).length;
  if (first !== 1) found.push(`${first} headings of level 1`);
  all.reduce((before, { level, name }) => {
    if (level > before + 1) found.push(`"${name}" is of level ${level} behind level ${before}`);
    return level;
  }, 0);
  return found;
}

function landmarks(heard) {
  const count = (wanted) => heard.filter(({ role }) => role === wanted).length;
  const found = ['main', 'banner'].filter((role) => count(role) !== 1).map((role) => `${count(role)} landmarks ${role}`);
  const unnamed = heard.filter(({ role, name }) => ['navigation', 'region', 'complementary'].includes(role) && !name);
  found.push(...unnamed.map(({ role }) => `a landmark ${role} has no name`));
  if (count('navigation') === 0) found.push('no navigation');
  return found;
}
