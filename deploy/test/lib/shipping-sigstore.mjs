import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { outputOf } from './command.mjs';

const loadFromBackend = createRequire(join(root, 'backend', 'package.json'));
const LONG_AGO = '2020-01-01T00:00:00Z';

/** @typedef {{ path: string, fn: (body: string) => Promise<{ statusCode: number, response: string, contentType?: string }> }} Handler */

/** Sigstore's certificate authority and log, on this machine, with keys that nobody else believes. */
export class Sigstore {
  /** @param {string} folder */
  static async start(folder) {
    const mock = loadFromBackend('@sigstore/mock');
    const keys = (/** @type {string} */ namedCurve) => generateKeyPairSync('ec', { namedCurve });
    const certificateLog = await mock.initializeCTLog(keys('P-256'));
    const authority = await mock.initializeCA(keys('P-384'), certificateLog);
    const log = await mock.initializeTLog('http://127.0.0.1', keys('P-256'));
    const own = new Sigstore(folder, [mock.fulcioHandler(authority), mock.rekorHandler(log)]);
    own.server.listen(0, '127.0.0.1');
    await once(own.server, 'listening');
    const address = own.server.address();
    if (address === null || typeof address === 'string') throw new Error('Sigstore has no port');
    const url = `http://127.0.0.1:${address.port}`;
    const logOf = (/** @type {Buffer} */ publicKey) => ({
      baseUrl: url,
      hashAlgorithm: 'SHA2_256',
      publicKey: {
        rawBytes: publicKey.toString('base64'),
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
        validFor: { start: LONG_AGO },
      },
      logId: { keyId: digest(publicKey).toString('base64') },
    });
    await writeFile(
      own.trustedRoot,
      JSON.stringify({
        mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
        tlogs: [logOf(log.publicKey)],
        ctlogs: [logOf(certificateLog.publicKey)],
        certificateAuthorities: [
          {
            uri: url,
            certChain: { certificates: [{ rawBytes: Buffer.from(authority.rootCertificate).toString('base64') }] },
            validFor: { start: LONG_AGO },
          },
        ],
      }),
    );
    const service = `url=${url},api-version=1,start-time=${LONG_AGO},operator=own`;
    const services = ['--fulcio', service, '--oidc-provider', service, '--rekor', service, '--rekor-config', 'ANY'];
    await outputOf('cosign', ['signing-config', 'create', ...services, '--out', own.signingConfig]);
    return own;
  }

  /**
   * @param {string} folder
   * @param {readonly Handler[]} handlers
   */
  constructor(folder, handlers) {
    this.trustedRoot = join(folder, `trusted root ${Math.random()}.json`);
    this.signingConfig = join(folder, `signing config ${Math.random()}.json`);
    this.server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const handler = handlers.find(({ path }) => path === request.url);
      if (handler === undefined) {
        response.writeHead(404).end();
        return;
      }
      const isLog = handler.path.endsWith('/log/entries');
      const given = JSON.parse(Buffer.concat(chunks).toString());
      const token = request.headers.authorization?.replace('Bearer ', '');
      const asked = isLog ? asLogged(given) : { ...given, credentials: { oidcIdentityToken: token } };
      const { statusCode, response: body, contentType = 'text/plain' } = await handler.fn(JSON.stringify(asked));
      const isMade = statusCode === 201;
      response.writeHead(isMade && !isLog ? 200 : statusCode, {
        'Content-Type': contentType,
        // By which Rekor's clients find the entry in the answer.
        ...(isMade && isLog ? { ETag: Object.keys(JSON.parse(body))[0] } : {}),
      });
      response.end(body);
    });
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/**
 * The token by which a CI system says who a job is. The authority here believes it unsigned.
 *
 * @param {string} identity
 * @param {string} issuer
 */
export function identityToken(identity, issuer) {
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { iss: issuer, sub: identity, aud: 'sigstore', exp: Math.floor(Date.now() / 1000) + 600 },
  ];
  return [...parts.map((part) => JSON.stringify(part)), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}

/**
 * What Rekor keeps of an envelope: not the envelope itself, but its digests and signatures.
 *
 * @param {{ kind: string, spec: { proposedContent: { envelope: string, verifiers: string[] } } }} entry
 */
function asLogged({ spec: { proposedContent }, ...entry }) {
  const { envelope, verifiers } = proposedContent;
  /** @type {{ payload: string, signatures: { sig: string }[] }} */
  const { payload, signatures } = JSON.parse(envelope);
  const hash = (/** @type {string | Buffer} */ bytes) => ({
    algorithm: 'sha256',
    value: digest(bytes).toString('hex'),
  });
  return {
    ...entry,
    spec: {
      envelopeHash: hash(envelope),
      payloadHash: hash(Buffer.from(payload, 'base64')),
      signatures: signatures.map(({ sig }, index) => ({ signature: sig, verifier: verifiers[index] })),
    },
  };
}

/** @param {string | Buffer} bytes */
function digest(bytes) {
  return createHash('sha256').update(bytes).digest();
}
