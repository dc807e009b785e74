import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { outputOf } from './command.mjs';

const SERVICE = 'registry.test';
const ISSUER = 'token server of the test';

/** Gives tokens as GHCR and Docker Hub do: one for each purpose, and for a short time. */
export class TokenServer {
  /** What was asked for, in order. */
  scopes = /** @type {string[]} */ ([]);
  /** How long a token holds. */
  seconds = 60;

  /**
   * @param {string} folder
   * @param {string} credentials `name:password`
   */
  static async start(folder, credentials) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = join(folder, 'token.key');
    const certificate = join(folder, 'token.crt');
    await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    await outputOf('openssl', [
      'req',
      '-x509',
      '-key',
      key,
      '-out',
      certificate,
      '-days',
      '2',
      '-subj',
      '/CN=token server of the test',
    ]);
    const own = new TokenServer(certificate, privateKey, credentials);
    await own.open();
    return own;
  }

  /**
   * @param {string} certificate
   * @param {import('node:crypto').KeyObject} key
   * @param {string} credentials
   */
  constructor(certificate, key, credentials) {
    this.certificate = certificate;
    this.key = key;
    const account = `Basic ${Buffer.from(credentials).toString('base64')}`;
    this.server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://any');
      const scope = searchParams.get('scope') ?? '';
      if (request.headers.authorization !== account) {
        response.writeHead(401).end('{"details":"incorrect username or password"}');
        return;
      }
      this.scopes.push(scope);
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ token: this.token(scope), expires_in: this.seconds }));
    });
  }

  async open() {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** For the registry's settings. */
  get authentication() {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the token server has no port');
    const realm = `http://127.0.0.1:${address.port}/token`;
    return { token: { realm, service: SERVICE, issuer: ISSUER, rootcertbundle: this.certificate } };
  }

  /** @param {string} scope `repository:name:pull,push`, or none at a login */
  token(scope) {
    const [type, name, actions] = scope.split(':');
    const now = Math.floor(Date.now() / 1000);
    const access = name === undefined ? [] : [{ type, name, actions: actions?.split(',') }];
    const claims = {
      iss: ISSUER,
      aud: SERVICE,
      sub: 'ada',
      jti: randomUUID(),
      iat: now,
      nbf: now - 5,
      exp: now + this.seconds,
      access,
    };
    const header = { typ: 'JWT', alg: 'RS256', kid: this.keyId() };
    const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${signed}.${sign('sha256', Buffer.from(signed), this.key).toString('base64url')}`;
  }

  /** As the registry finds the key: the first 240 bits of its digest in base32, four by four. */
  keyId() {
    const der = this.publicKeyBytes();
    const bytes = createHash('sha256').update(der).digest().subarray(0, 30);
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const letters = (bits.match(/.{5}/g) ?? []).map(
      (five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)],
    );
    return (letters.join('').match(/.{4}/g) ?? []).join(':');
  }

  publicKeyBytes() {
    return createPublicKey(this.key).export({ type: 'spki', format: 'der' });
  }
}
