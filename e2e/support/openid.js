// Identity providers that are not ours: npm `oidc-provider`, certified against the specification, dressed as Google and as
// Microsoft. What the real ones put into their tokens: the README's set-up of sign-in.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Provider, { interactionPolicy } from 'oidc-provider';

export const CLIENT = { id: 'portico-e2e', secret: 'a-secret-between-two' };

/** A work tenant, another one, and the one of everybody's personal accounts. */
export const TENANT = '3f1d0c52-8f0e-4b8c-9a57-6f1f6d1f2a10';
export const OTHER_TENANT = 'b7a1f0de-4c35-4f6e-8a31-0d9a5b8c7e42';
export const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

const CLAIMS = ['sub', 'email', 'email_verified', 'name', 'hd', 'tid', 'oid', 'xms_edov'];

export class OpenIdProviders {
  /** Who can be chosen where: lists of `{ id, name, claims }`. Stories change them. */
  people = { google: [], microsoft: [], own: [], house: [] };
  /** In which tenant Microsoft finds whoever comes next: it knows from their account. */
  tenant = TENANT;

  #server;
  #mounts = [];
  #keys = {};

  static async begin({ port, sandboxPort, callback }) {
    const providers = new OpenIdProviders();
    providers.sandbox = `127.0.0.1:${sandboxPort}`;
    providers.address = `http://127.0.0.1:${port}`;
    providers.register('google', '/google', callback('google'));
    for (const tenant of [TENANT, OTHER_TENANT, PERSONAL_TENANT]) {
      providers.register('microsoft', `/microsoft/${tenant}/v2.0`, callback('microsoft'));
    }
    for (const own of ['own', 'house']) providers.register(own, `/${own}`, callback('not-known-yet'));
    providers.#server = createServer((req, res) => {
      providers.#answer(providers.#mounts, req, res).catch((error) => {
        res.writeHead(500).end(String(error));
      });
    });
    await new Promise((resolve) => providers.#server.listen(port, '127.0.0.1', resolve));
    return providers;
  }

  /** Lets Portico come back to this very address, in place of the one before. */
  register(who, path, redirectUri) {
    this.#mounts = [...this.#mounts.filter((it) => it.path !== path), this.#provider(who, path, redirectUri)];
  }

  /** What Portico is told about them. */
  get settings() {
    const registered = (name) => ({ [`PORTICO_OPENID__${name}__CLIENT_ID`]: CLIENT.id, [`PORTICO_OPENID__${name}__CLIENT_SECRET`]: CLIENT.secret });
    return {
      PORTICO_OPENID__ALLOW_HOSTS: `${new URL(this.address).host},${this.sandbox}`,
      PORTICO_OPENID__GOOGLE__ISSUER: `${this.address}/google`,
      PORTICO_OPENID__MICROSOFT__BASE_URL: `${this.address}/microsoft`,
      ...registered('GOOGLE'),
      ...registered('MICROSOFT'),
      // Slack is the sandbox's: its tokens name a team and a user.
      PORTICO_OPENID__SLACK__ISSUER: `http://${this.sandbox}/openid/slack`,
      PORTICO_OPENID__SLACK__CLIENT_ID: 'portico-sandbox',
      PORTICO_OPENID__SLACK__CLIENT_SECRET: 'sandbox-client-secret',
    };
  }

  async end() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #provider(who, path, redirectUri) {
    this.#keys[who] ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
    const policy = interactionPolicy.base();
    policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
    const provider = new Provider(this.address + path, {
      clients: [{
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_post',
      }],
      jwks: { keys: [{ ...this.#keys[who], kid: who, use: 'sig', alg: 'RS256' }] },
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
      cookies: { keys: [randomBytes(32).toString('hex')] },
      // As the big ones do it: what is known about a person stands in the ID token. The plain one keeps to the standard's default, and
      // tells it at its userinfo endpoint.
      conformIdTokenClaims: isPlain(who),
      claims: isPlain(who)
        ? { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] }
        : { openid: CLAIMS, email: [], profile: [] },
      scopes: ['openid', 'email', 'profile'],
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { policy, url: (_, { uid }) => `${path}/people/${uid}` },
      findAccount: (_, id) => this.#account(who, id),
      // Everybody agreed long ago.
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    return { who, path, provider, answer: provider.callback() };
  }

  #account(who, id) {
    const person = this.people[who].find((it) => it.id === id);
    return person && { accountId: id, claims: () => ({ sub: id, name: person.name, ...person.claims }) };
  }

  async #answer(mounts, req, res) {
    const url = new URL(req.url, this.address);
    const common = url.pathname.match(/^\/microsoft\/common\/(.*)$/)?.[1];
    const tenant = `/microsoft/${this.tenant}/v2.0`;
    // Microsoft has one door for all tenants; which one it was, the token tells.
    if (common === 'oauth2/v2.0/authorize') return res.writeHead(302, { location: `${tenant}/auth${url.search}` }).end();
    if (common === 'oauth2/v2.0/token') return this.#pass(mounts.find(({ path }) => path === tenant), `${tenant}/token`, req, res);
    if (common === 'v2.0/.well-known/openid-configuration') {
      const metadata = await (await fetch(`${this.address}${tenant}/.well-known/openid-configuration`)).json();
      return res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...metadata, issuer: `${this.address}/microsoft/{tenantid}/v2.0` }));
    }
    const mount = mounts.find(({ path }) => url.pathname.startsWith(`${path}/`));
    if (!mount) return res.writeHead(404).end();
    if (url.pathname.startsWith(`${mount.path}/people/`)) return await this.#choose(mount, url, req, res);
    return this.#pass(mount, req.url, req, res);
  }

  #pass({ path, answer }, address, req, res) {
    req.originalUrl = address;
    req.url = address.slice(path.length);
    return answer(req, res);
  }

  /** The page on which people say who they are. */
  async #choose({ who, provider }, url, req, res) {
    const id = url.searchParams.get('as');
    if (id === 'nobody') {
      return await provider.interactionFinished(req, res, { error: 'access_denied' });
    }
    if (id) {
      return await provider.interactionFinished(req, res, { select_account: {}, login: { accountId: id } });
    }
    const links = this.people[who].map((it) => `<p><a href="?as=${it.id}">${it.name}</a></p>`);
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    res.end(`<!doctype html><html lang="en"><title>${who}</title><link rel="icon" href="data:,"><h1>Choose an account</h1>${links.join('')}<p><a href="?as=nobody">Cancel</a></p></html>`);
  }
}

/** Keeps to the standard's defaults, where the big ones have ways of their own. */
function isPlain(who) {
  return who === 'own' || who === 'house';
}
