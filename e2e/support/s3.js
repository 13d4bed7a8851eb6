// S3-compatible storage on this machine: it reads the protocol, signatures and all, and keeps what it is given in a folder.

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

const BUCKET = 'attachments';

export class ObjectStorage {
  #server;
  #folder;

  static async start() {
    const storage = new ObjectStorage();
    storage.#folder = await mkdtemp(join(tmpdir(), 'portico-s3-'));
    storage.#server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: storage.#folder, configureBuckets: [{ name: BUCKET }] });
    const { port } = await storage.#server.run();
    storage.address = `http://127.0.0.1:${port}`;
    return storage;
  }

  /** What Portico is told of it. */
  get settings() {
    return {
      PORTICO_ATTACHMENTS__S3__BUCKET: BUCKET,
      PORTICO_ATTACHMENTS__S3__ENDPOINT: this.address,
      PORTICO_ATTACHMENTS__S3__ACCESS_KEY_ID: 'S3RVER',
      PORTICO_ATTACHMENTS__S3__SECRET_ACCESS_KEY: 'S3RVER',
    };
  }

  /** How many objects it holds. */
  async count() {
    const all = await readdir(join(this.#folder, BUCKET), { recursive: true });
    return all.filter((name) => name.endsWith('._S3rver_object')).length;
  }

  async end() {
    await this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
