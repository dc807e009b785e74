import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { it } from 'node:test';
import { gatePath, imageReport } from './sample-reports.mjs';

/** @typedef {import('./ask.mjs').Answer} Answer */
/** @typedef {import('./environment-suite.mjs').Scene} Scene */

/** As BODY_LIMIT. */
const LARGEST_REPORT = 256 * 1024 * 1024;
const SIGN_INS = 60;

/** What the API could take for /metrics, if the gateway took it for something else. */
const METRICS_PATHS = [
  '/metrics/',
  '/METRICS',
  '/metrics;x',
  '/%6detrics',
  '/api/%252e%252e/metrics',
  '/api/..%2fmetrics',
  '/health/live/..%5c..%5cmetrics',
];

/**
 * What the gateway lets through, and what it says of the rest.
 *
 * @param {Scene} scene
 */
export function proveLimits(scene) {
  it('a request has one id: in the answer, in the log of the gateway and in that of the API', async () => {
    const { stack, token } = scene;
    const { status, headers } = await stack.ask(gatePath(await imageReport(), 'prod'), { token });
    assert.equal(status, 200);
    const id = `${headers['x-request-id']}`;
    assert.match(id, /^[\w-]{16,}$/);
    await sleep(500);
    for (const service of /** @type {const} */ (['gateway', 'backend'])) {
      const lines = (await stack.logs(service)).split('\n').filter((line) => line.includes(id));
      assert.ok(lines.length > 0, `${service} does not know the request`);
      const entry = lines.map((line) => JSON.parse(line)).find(({ status }) => status === 200);
      assert.equal(entry?.requestId, id, service);
      assert.equal(entry.path, '/api/v1/gate', service);
    }
  });

  it('nobody chooses the id of a request in the log of others', async () => {
    const chosen = 'chosen-by-a-stranger';
    const { headers } = await scene.stack.ask('/health/live', { headers: { 'x-request-id': chosen } });
    assert.notEqual(headers['x-request-id'], chosen);
  });

  it('a body that is too large is refused before it is read', async () => {
    const { stack, token } = scene;
    const json = { 'content-type': 'application/json', origin: stack.url };
    const answers = [
      await stack.ask('/api/v1/reports?image=x', {
        method: 'POST',
        token,
        headers: { ...json, 'content-length': `${LARGEST_REPORT + 1}` },
        body: '{',
      }),
      await stack.ask('/api/v1/sign-in', { method: 'POST', headers: json, body: 'x'.repeat(70_000) }),
      await stack.ask('/api/v1/tokens', { method: 'POST', headers: json, body: 'x'.repeat(600_000) }),
    ];
    for (const answer of answers) assertProblem(answer, 413);
  });

  it('metrics stay inside', async () => {
    const { stack } = scene;
    const token = await stack.token('metrics');
    assert.equal((await stack.ask('/metrics', { token })).status, 404);
    for (const path of METRICS_PATHS) {
      const { status, text } = await stack.ask(path, { token });
      assert.doesNotMatch(text, /^# HELP/m, path);
      assert.ok(status === 400 || status === 404 || status === 307 || status === 308, `${path}: ${status}`);
    }
  });

  it('who tries to sign in without end is slowed down', async () => {
    const { stack } = scene;
    const headers = { 'content-type': 'application/json', origin: stack.url };
    const attempts = Array.from({ length: SIGN_INS }, () =>
      stack.ask('/api/v1/sign-in', { method: 'POST', headers, body: '{}' }),
    );
    const answers = await Promise.all(attempts);
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length > 0, `answered with ${[...new Set(answers.map(({ status }) => status))].join(', ')}`);
    for (const answer of refused) {
      assertProblem(answer, 429);
      assert.match(`${answer.headers['retry-after']}`, /^\d+$/);
    }
    // Others are served meanwhile.
    assert.equal((await stack.ask('/health/ready')).status, 200);
  });
}

/**
 * @param {Answer} answer
 * @param {number} expected
 */
function assertProblem({ status, headers, text }, expected) {
  assert.equal(status, expected, text);
  assert.match(`${headers['content-type']}`, /^application\/problem\+json/);
  const problem = JSON.parse(text);
  assert.equal(problem.status, expected);
  assert.match(problem.type, /^urn:plimsoll:problem:\w+$/);
  assert.equal(problem.requestId, headers['x-request-id']);
}
