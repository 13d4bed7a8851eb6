// The catalogues that the apps are built with, as far as stories need them: messages that are one line.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../crates/texts/locales');

/** What a message says in a language: `said('ar', 'portal', 'new-ticket')`. */
export function said(language, area, id) {
  const line = new RegExp(`^${id} = (.+)$`, 'm');
  for (const wanted of [language, 'en']) {
    const found = readFileSync(join(FOLDER, wanted, `${area}.ftl`), 'utf8').match(line);
    if (found) return found[1];
  }
  throw new Error(`${area}.ftl has no ${id} on one line`);
}
