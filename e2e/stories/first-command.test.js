// The README's first command, as a newcomer gives it: from nothing to a list of tickets, and to its end.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { MARIA } from '../support/demo.js';
import { Portal } from '../support/portal.js';
import { eventually, freePort } from '../support/programs.js';
import { Sandbox } from '../support/sandbox.js';
import { launchBrowser } from '../support/world.js';

/** It looks whether everything is built, which it is here; a slow machine needs its time for that. */
const LOOKS_FOR = 300_000;

const open = [];
after(async () => {
  for (const close of open.reverse()) await close();
});

it('runs Portico with the sandbox and demo data, as it says, until it is interrupted', { timeout: 2 * LOOKS_FOR }, async () => {
  const [port, sandboxPort, smtpPort] = [await freePort(), await freePort(), await freePort()];
  const data = await mkdtemp(join(tmpdir(), 'portico-run-'));
  open.push(() => rm(data, { recursive: true, force: true }));
  const command = runs(['--port', port, '--sandbox-port', sandboxPort, '--smtp-port', smtpPort, '--data', data]);
  open.push(() => command.kill('SIGKILL'));

  await eventually(() => command.said.includes('Portico is running') || command.isOver(), 'it runs', LOOKS_FOR);
  const [, portal] = command.said.match(/Portal +(\S+)\/ /) ?? assert.fail(command.said);
  const [, who] = command.said.match(/sign in as (\S+),/);
  assert.equal(who, MARIA.email);

  const browser = await launchBrowser();
  open.push(() => browser.close());
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  const maria = new Portal({ portal, sandbox: new Sandbox(`http://localhost:${sandboxPort}`) }, { page });
  await maria.enter(who);
  await maria.rows().first().waitFor();

  command.kill('SIGINT');
  await eventually(() => command.isOver(), 'it ends');
  assert.equal(command.how(), 0, command.said);
  await assert.rejects(fetch(`http://127.0.0.1:${port}/readyz`), 'nothing is left of it');
});

/** `cargo xtask run`, and what it says. */
function runs(options) {
  const child = spawn(process.env.CARGO ?? 'cargo', ['xtask', 'run', ...options.map(String)], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C reaches a command and all that it started.
    detached: true,
  });
  const command = { said: '', kill, isOver: () => ended !== undefined, how: () => ended };
  let ended;
  const hear = (chunk) => {
    command.said += chunk;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.once('error', (error) => { ended = error.message; });
  child.once('exit', (code, signal) => { ended = signal ?? code; });
  return command;

  function kill(signal) {
    if (ended === undefined) process.kill(-child.pid, signal);
  }
}
