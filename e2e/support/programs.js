// Starting, awaiting, killing and ending the programs under test.

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Where `cargo build` left the server and the sandbox. */
const PROGRAMS = process.env.E2E_PROGRAMS ?? join(import.meta.dirname, '../../target/debug');

/** One running program. What it prints goes to a file, which a failing story names. */
export class Program {
  #child;
  #ended;

  constructor(name, args, { env = {}, cwd, log }) {
    // No setting but the story's.
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('PORTICO_')));
    const output = createWriteStream(log, { flags: 'a' });
    this.name = name;
    this.#child = spawn(join(PROGRAMS, name), args, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout.pipe(output, { end: false });
    this.#child.stderr.pipe(output, { end: false });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (code, signal) => resolve(signal ?? code));
    });
  }

  /** Its exit code or signal, once it has ended. */
  get ended() {
    return this.#ended;
  }

  /** Returns when `url` answers 200; fails at once when the program ends before. */
  async answers(url) {
    const died = this.#ended.then((how) => {
      throw new Error(`${this.name} ended (${how}) before it answered`);
    });
    await Promise.race([died, eventually(async () => (await fetch(url)).ok, `${this.name} answers`, 20_000)]);
  }

  /** Ends it as a service manager would. */
  async end() {
    this.#child.kill('SIGTERM');
    return await this.#ended;
  }

  /** Ends it as a power cut would. */
  async kill() {
    this.#child.kill('SIGKILL');
    return await this.#ended;
  }
}

/** A port of 127.0.0.1 that nobody uses. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks again and again until `question` gives something truthy, and returns that. */
export async function eventually(question, what, within = 20_000) {
  const end = Date.now() + within;
  let last;
  for (;;) {
    try {
      const answer = await question();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`, { cause: last });
    await pause(25);
  }
}
