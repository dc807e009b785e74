import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { connect } from 'node:tls';
import { ask } from './ask.mjs';

/** @typedef {import('./environment-suite.mjs').Scene} Scene */

/**
 * How production is reached: over TLS as it is done today, and not otherwise.
 *
 * @param {Scene} scene
 */
export function proveTransport(scene) {
  it('plain http leads people to https, and tells machines off', async () => {
    const { stack } = scene;
    const page = await ask(`${stack.plainUrl}/artifacts/1?severity=high`);
    assert.equal(page.status, 308);
    assert.equal(page.headers.location, `${stack.url}/artifacts/1?severity=high`);
    for (const path of ['/api/v1/gate', '/api/v1/reports']) {
      const { status, headers, text } = await ask(`${stack.plainUrl}${path}`, { method: 'POST', body: '{}' });
      assert.equal(status, 403, path);
      assert.match(`${headers['content-type']}`, /^application\/problem\+json/);
      assert.equal(JSON.parse(text).code, 'https_only');
    }
  });

  it('every answer over https says that it stays so', async () => {
    const { stack } = scene;
    for (const path of ['/sign-in', '/api/v1/session', '/health/live', '/no-such-page', '/metrics']) {
      const { headers } = await stack.ask(path);
      assert.match(`${headers['strict-transport-security']}`, /^max-age=\d{8}; includeSubDomains$/, path);
    }
  });

  it('TLS 1.2 and 1.3 are spoken, nothing older', async () => {
    for (const version of /** @type {const} */ (['TLSv1.2', 'TLSv1.3'])) {
      assert.equal((await handshake(scene, version)).protocol, version);
    }
    for (const version of /** @type {const} */ (['TLSv1', 'TLSv1.1'])) {
      await assert.rejects(handshake(scene, version), /alert protocol version|unsupported protocol/i, version);
    }
  });

  it('keys are agreed on anew for each connection, over HTTP/2 where the client can', async () => {
    const { cipher, application } = await handshake(scene, 'TLSv1.2');
    assert.match(cipher, /^ECDHE-.*(GCM|POLY1305)/);
    assert.equal(application, 'h2');
    await assert.rejects(handshake(scene, 'TLSv1.2', 'AES128-SHA:AES256-SHA'), /handshake failure/i);
  });
}

/**
 * @param {Scene} scene
 * @param {import('node:tls').SecureVersion} version
 * @param {string} [ciphers] what this side offers; else everything it has, also what is too weak for today
 */
async function handshake({ stack }, version, ciphers = 'ALL:@SECLEVEL=0') {
  const socket = connect({
    host: 'localhost',
    port: Number(new URL(stack.url).port),
    ca: await stack.certificate(),
    minVersion: version,
    maxVersion: version,
    ciphers,
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  try {
    await once(socket, 'secureConnect');
    return { protocol: socket.getProtocol(), cipher: socket.getCipher().name, application: socket.alpnProtocol };
  } finally {
    socket.destroy();
  }
}
