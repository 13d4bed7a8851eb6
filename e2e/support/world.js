// Everything a story needs: a sandbox, a Portico with demo data and an empty browser, all its own.

import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { watch } from './guard.js';
import { Program, freePort } from './programs.js';
import { Sandbox } from './sandbox.js';

/** Screenshots, and the logs of what failed. */
export const OUTPUT = join(import.meta.dirname, '../../target/e2e');

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };

/** How long a story waits for a screen to change. Nothing here should ever take a quarter of it. */
const PATIENCE = 10_000;

/** By which the mailbox hands over what people answer. */
const ANSWERS_SECRET = 'the secret by which answers are handed over';

export class World {
  #portico;
  #sandboxProgram;
  #browser;
  #people = [];

  /** Starts everything. `name` tells the log files of one story from another's; what stands `beside` says what it adds to the settings. */
  static async begin(name, beside) {
    const world = new World();
    mkdirSync(OUTPUT, { recursive: true });
    world.name = name;
    world.folder = await mkdtemp(join(tmpdir(), 'portico-e2e-'));
    [world.port, world.sandboxPort, world.smtpPort] = [await freePort(), await freePort(), await freePort()];
    try {
      await world.#startSandbox();
      world.beside = await beside?.(world);
      await world.#runPortico('demo');
      await world.startPortico();
      world.#browser = await launchBrowser();
    } catch (error) {
      await world.end();
      throw error;
    }
    return world;
  }

  /** The customers' address: the one that the mails carry. */
  get portal() {
    return `http://acme.localhost:${this.port}`;
  }

  get console() {
    return `${this.portal}/console`;
  }

  /** Where the browser comes back to from a provider. */
  callback(provider) {
    return `http://localhost:${this.port}/sign-in/callback/${provider}`;
  }

  async startPortico() {
    this.#portico = this.#program('portico', ['serve'], this.#settings());
    await this.#portico.answers(`http://127.0.0.1:${this.port}/readyz`);
  }

  /** Somebody's mail program answers a mail, by way of a mail provider. */
  async answerByMail(mail, from, text) {
    const [, to] = mail.headers.find(([name]) => name.toLowerCase() === 'reply-to');
    const res = await fetch(`http://127.0.0.1:${this.port}/mail/inbound`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ANSWERS_SECRET}` },
      body: `From: <${from}>\r\nTo: ${to}\r\nMessage-ID: <${crypto.randomUUID()}@mail.example>\r\nSubject: Re: ${mail.subject}\r\n\r\n${text}\r\n`,
    });
    if (!res.ok) throw new Error(`${res.status} ${await res.text()}`);
  }

  /** kill -9. */
  async killPortico() {
    await this.#portico.kill();
  }

  /** An operator at the command line. */
  async operator(...args) {
    await this.#runPortico(...args);
  }

  /** A person with a browser profile of their own. Their pages must not report errors; `end` checks. */
  async person(name, { viewport = DESKTOP, locale = 'en-GB', timezoneId = 'Europe/Berlin', reducedMotion = 'reduce', touch = false } = {}) {
    const context = await this.#browser.newContext({ viewport, reducedMotion, hasTouch: touch, isMobile: touch, permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true, locale, timezoneId });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const person = { name, context, page, faults: watch(page) };
    this.#people.push(person);
    return person;
  }

  /** What went wrong in anybody's browser. */
  faults() {
    return this.#people.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`));
  }

  /** Pictures of every open page and what the outside world has seen, for whoever looks into a failure. */
  async photograph(name) {
    await writeFile(join(OUTPUT, `failed-${file(name)}.json`), await this.sandbox.record()).catch(() => {});
    for (const { name: who, page } of this.#people) {
      await page.screenshot({ path: join(OUTPUT, `failed-${file(name)}-${file(who)}.png`), fullPage: true }).catch(() => {});
    }
  }

  async end() {
    await this.#browser?.close();
    await this.#portico?.end();
    await this.#sandboxProgram?.end();
    await this.beside?.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #startSandbox() {
    const { port, sandboxPort, smtpPort } = this;
    this.#sandboxProgram = this.#program('portico-sandbox', [
      '--http', `127.0.0.1:${sandboxPort}`,
      '--smtp', `127.0.0.1:${smtpPort}`,
      '--events-url', `http://127.0.0.1:${port}/slack/events`,
      '--interactions-url', `http://127.0.0.1:${port}/slack/interactions`,
      '--answers-url', `http://127.0.0.1:${port}/mail/inbound`,
      '--answers-secret', ANSWERS_SECRET,
      '--retry-delays', '0,2,10', // Slack waits for minutes; a story need not.
    ]);
    this.sandbox = new Sandbox(`http://127.0.0.1:${sandboxPort}`);
    await this.#sandboxProgram.answers(this.sandbox.address);
    await this.sandbox.subscribe(await manifestEvents());
  }

  async #runPortico(...args) {
    const how = await this.#program('portico', args, this.#settings()).ended;
    if (how !== 0) throw new Error(`portico ${args.join(' ')} ended with ${how}; see ${this.#log('portico')}`);
  }

  #program(name, args, env) {
    return new Program(name, args, { env, cwd: this.folder, log: this.#log(name) });
  }

  #log(program) {
    return join(OUTPUT, `${this.name}-${program}.log`);
  }

  #settings() {
    return {
      PORTICO_SERVER__LISTEN: `127.0.0.1:${this.port}`,
      PORTICO_SERVER__PUBLIC_URL: `http://localhost:${this.port}`,
      PORTICO_DATABASE__URL: `sqlite:${join(this.folder, 'portico.db')}`,
      PORTICO_LIMITS__SIGN_IN_PER_ADDRESS: '0', // Everybody in the stories lives at one address.
      PORTICO_SECRETS__FILE: join(this.folder, 'secret.key'),
      PORTICO_MAIL__SMTP_URL: `smtp://127.0.0.1:${this.smtpPort}`,
      PORTICO_MAIL__INBOUND__DOMAIN: 'replies.acme.example',
      PORTICO_MAIL__INBOUND__SECRET: ANSWERS_SECRET,
      PORTICO_SLACK__API_URL: `http://127.0.0.1:${this.sandboxPort}/slack/api/`,
      PORTICO_SLACK__FILE_HOSTS: `127.0.0.1:${this.sandboxPort}`,
      PORTICO_SLACK__BOT_TOKEN: 'xoxb-sandbox',
      PORTICO_SLACK__UNDO_SECONDS: '1',
      PORTICO_SLACK__SIGNING_SECRET: 'sandbox-signing-secret',
      // The sandbox takes as many messages as come, and is quick to say what became of them.
      PORTICO_SLACK__CHANNEL_INTERVAL_MS: '0',
      PORTICO_SLACK__TIMEOUT_SECONDS: '3',
      PORTICO_SLACK__SETTLE_SECONDS: '6',
      ...this.beside?.settings,
    };
  }
}

/** What the manifest that people are given subscribes to. */
async function manifestEvents() {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
  return readme.match(/bot_events: \[([^\]]+)\]/)[1].split(', ');
}

/** Chromium with an empty profile, and without the services it would call home with. */
export async function launchBrowser() {
  return await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export function file(text) {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}
