import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Console } from './console.mjs';
import { gatePath, imageReport } from './sample-reports.mjs';

/** @typedef {import('./environment-suite.mjs').Scene} Scene */

/**
 * From the first administrator to a verdict on the screen, as an operator, a pipeline and a person go that way.
 *
 * @param {Scene} scene
 */
export function proveVoyage(scene) {
  /** @type {Console} */
  let console;
  /** @type {{ artifactId: string, digest: string, verdicts: { environment: string, outcome: string }[] }} */
  let receipt;

  before(async () => {
    console = await Console.open(scene.stack);
  });
  after(() => console?.close());

  it('the setup link makes the first administrator, once', async () => {
    const { stack } = scene;
    const { code, stdout, stderr } = await stack.script('setup-link');
    assert.equal(code, 0, stderr);
    const link = /https?:\S+#token=\S+/.exec(stdout)?.[0] ?? '';
    assert.ok(link.startsWith(`${stack.url}/setup#token=`), `${stdout}${stderr}`);
    scene.administrator = await console.makeFirstAdministrator(link);
    const again = await stack.script('setup-link');
    assert.notEqual(again.code, 0, 'a second first administrator');
    assert.equal(again.stdout.includes('#token='), false);
  });

  it('a report that a scanner wrote is taken in and judged', async () => {
    const { stack } = scene;
    scene.token = await stack.token('pipeline');
    const sample = await imageReport();
    const { token } = scene;
    const headers = { 'content-type': 'application/json' };
    const first = await stack.ask(sample.path, { method: 'POST', headers, token, body: sample.body });
    assert.equal(first.status, 201, first.text);
    receipt = JSON.parse(first.text);
    assert.equal(receipt.digest, sample.digest);
    const again = await stack.ask(sample.path, { method: 'POST', headers, token, body: sample.body });
    assert.equal(again.status, 200, 'the same bytes again');

    const verdict = await stack.ask(gatePath(sample, 'prod'), { token });
    assert.equal(verdict.status, 200, verdict.text);
    const { outcome, digest, reasons } = JSON.parse(verdict.text);
    assert.equal(digest, sample.digest);
    assert.equal(outcome, receipt.verdicts.find(({ environment }) => environment === 'prod')?.outcome);
    assert.equal(outcome, 'fail');
    assert.ok(reasons.some((/** @type {{ outcome: string }} */ reason) => reason.outcome === 'fail'));
  });

  it('the console shows the verdict', async () => {
    assert.match(await console.verdictOf(receipt.artifactId, 'prod'), /cannot ship/i);
  });

  it('a person signs out and in again', async () => {
    await console.forget();
    await console.signIn(scene.administrator);
    assert.match(await console.verdictOf(receipt.artifactId, 'prod'), /cannot ship/i);
  });

  it('the session is for this host and no script', async () => {
    const isSecure = scene.stack.environment === 'prod';
    const cookies = await console.cookies();
    const session = cookies.find(({ name }) => name.endsWith('plimsoll_session'));
    assert.ok(session);
    assert.equal(session.name, isSecure ? '__Host-plimsoll_session' : 'plimsoll_session');
    for (const { name, httpOnly, secure, sameSite, path, domain } of cookies) {
      assert.deepEqual(
        { name, httpOnly, secure, sameSite, path, domain },
        { name, httpOnly: true, secure: isSecure, sameSite: 'Lax', path: '/', domain: 'localhost' },
      );
    }
  });

  it('no page was without its policy, and nothing broke one', () => {
    assert.ok(console.documents.size >= 3);
    for (const [address, headers] of console.documents) {
      const policy = headers['content-security-policy'] ?? '';
      assert.match(policy, /script-src 'self' 'nonce-[^']+' 'strict-dynamic'/, address);
      assert.match(policy, /frame-ancestors 'none'/, address);
      // Development's own tools need both.
      if (scene.stack.environment !== 'dev') assert.doesNotMatch(policy, /unsafe-/, address);
      assert.equal(headers['x-content-type-options'], 'nosniff', address);
      const lasting = headers['strict-transport-security'];
      if (scene.stack.environment === 'prod') assert.match(lasting ?? '', /max-age=\d{8}/, address);
      else assert.equal(lasting, undefined, address);
    }
    assert.deepEqual(console.noise, []);
  });
}
