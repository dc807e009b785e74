import { connect } from 'node:net';
import { problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson } from './principals.js';

/**
 * Errors. Whoever asks wrongly must learn what is wrong, and nothing else: no stack, no SQL, no file name, no value
 * of the configuration; and must not be able to write lines of their own into the log.
 */
describe('problems', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  it.each([
    ['/nowhere', 404, 'route_not_found'],
    ['/api/v1/nowhere', 404, 'route_not_found'],
    ['/api/v1/artifacts/999999', 404, 'artifact_not_found'],
    ['/api/v1/artifacts/999999/findings', 404, 'artifact_not_found'],
    ['/api/v1/artifacts/999999/components', 404, 'artifact_not_found'],
    ['/api/v1/artifacts/999999/findings/0', 404, 'finding_not_found'],
    ['/api/v1/artifacts/0', 400, 'invalid_input'],
    ['/api/v1/artifacts/01', 400, 'invalid_input'],
    ['/api/v1/artifacts/1e3', 400, 'invalid_input'],
    ['/api/v1/artifacts/1%00', 400, 'invalid_input'],
    ['/api/v1/artifacts/999999/findings/%00', 400, 'invalid_input'],
    ['/api/v1/verdicts/v_%00', 400, 'invalid_input'],
    ['/api/v1/artifacts?q=%00', 400, 'invalid_input'],
    ['/api/v1/artifacts?q=%1B%5B2J', 400, 'invalid_input'],
    ['/api/v1/artifacts/1%01', 400, 'invalid_input'],
    ['/api/v1/audit-events?from=2026-W48', 400, 'invalid_input'],
    ['/api/v1/audit-events?to=2026', 400, 'invalid_input'],
    ['/api/v1/audit-events?to=9999-12-31T23:59:59-14:00', 400, 'invalid_input'],
    ['/api/v1/artifacts?environment=%00', 400, 'invalid_input'],
    ['/api/v1/images?q=a%00b', 400, 'invalid_input'],
    ['/api/v1/gate?image=%00&environment=prod&tag=1', 400, 'invalid_input'],
    ['/api/v1/artifacts/99999999999', 400, 'invalid_input'],
    ['/api/v1/artifacts/1%20or%201=1', 400, 'invalid_input'],
    ['/api/v1/artifacts?limit=0', 400, 'invalid_input'],
    ['/api/v1/artifacts?limit=201', 400, 'invalid_input'],
    ['/api/v1/artifacts?limit=ten', 400, 'invalid_input'],
    ['/api/v1/artifacts?sort=digest', 400, 'invalid_input'],
    ['/api/v1/artifacts?severity=worst', 400, 'invalid_input'],
    ['/api/v1/artifacts?q=a&q=b', 400, 'invalid_input'],
    ['/api/v1/artifacts?constructor=1', 400, 'invalid_input'],
    ['/api/v1/scans/999999/report', 404, 'scan_not_found'],
    ['/api/v1/verdicts/v_0', 404, 'verdict_not_found'],
    ['/api/v1/gate?image=a&environment=prod', 400, 'invalid_input'],
    ['/api/v1/gate?image=a&environment=moon&tag=1', 404, 'environment_not_found'],
    ['/api/v1/gate?image=a&environment=prod&tag=1', 404, 'artifact_not_found'],
    ['/api/v1/%zz', 400, 'bad_request'],
    [`/api/v1/verdicts/${'v'.repeat(300)}`, 414, 'uri_too_long'],
  ])('%s is %i %s', async (path, status, code) => {
    const response = await api.get(path);
    const problem = await problemOf(response);
    expect([response.status, problem.code]).toEqual([status, code]);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expectContract('artifactsList', 400, problem);
    expect(problem).toMatchObject({ type: `urn:plimsoll:problem:${code}`, status });
    expect(problem.requestId).toBe(response.headers.get('x-request-id') ?? problem.requestId);
    expect(JSON.stringify(problem)).not.toMatch(/SELECT|node_modules|\.[jt]s:\d|\\n/);
  });

  it.each([
    ['DELETE', '/api/v1/artifacts', 'GET, HEAD'],
    ['GET', '/api/v1/reports', 'POST'],
    ['PUT', '/api/v1/artifacts/1/findings', 'GET, HEAD'],
  ])('%s %s is 405 and names what is possible', async (method, path, allow) => {
    const response = await fetch(`${api.url}${path}`, { method });
    expect([response.status, response.headers.get('allow'), (await problemOf(response)).code]).toEqual([
      405,
      allow,
      'method_not_allowed',
    ]);
  });

  it('answers HEAD as GET without the body', async () => {
    const response = await api.call('HEAD', '/api/v1/artifacts', { as: api });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('answers what is not HTTP with a problem', async () => {
    const answer = await speak(api.url, 'HELLO\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
    expect(await speak(api.url, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });

  describe('request ids', () => {
    it('are the caller’s where they are harmless', async () => {
      const response = await api.get('/api/v1/nowhere', { 'X-Request-Id': 'build-4711.2' });
      expect(response.headers.get('x-request-id')).toBe('build-4711.2');
      expect((await problemOf(response)).requestId).toBe('build-4711.2');
    });

    it.each(['short', 'a b c d e f g h', 'x'.repeat(200), '{"level":"fatal"}'])(
      'are new where the caller sends %s',
      async (given) => {
        const response = await api.get('/health/live', { 'X-Request-Id': given });
        expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
      },
    );
  });

  describe('an error that nobody foresaw', () => {
    it('is a plain 500 to the caller, and in the log under its request id', async () => {
      await api.sql('ALTER TABLE image RENAME TO image_away');
      const response = await api.get('/api/v1/images', { 'X-Request-Id': 'unforeseen-1' });
      await api.sql('ALTER TABLE image_away RENAME TO image');
      const problem = await problemOf(response);
      expect([response.status, problem.code, problem.requestId]).toEqual([500, 'internal_error', 'unforeseen-1']);
      expect(JSON.stringify(problem)).not.toContain('image');
      const line = api.log.find((line) => line.includes('unforeseen-1') && line.includes('"error"')) ?? '';
      expect(JSON.parse(line).err.message).toContain('relation "image" does not exist');
    });
  });

  describe('what the database alone refuses', () => {
    it('is no failure of the server: the caller learns that it cannot be stored, the log how it came so far', async () => {
      const administrator = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
      await api.sql('ALTER TABLE account ALTER COLUMN name TYPE varchar(60)');
      const response = await api.call('POST', '/api/v1/accounts', {
        as: administrator,
        body: { email: 'long@plimsoll.example', name: 'x'.repeat(61) },
        headers: { 'X-Request-Id': 'unstorable-1' },
      });
      await api.sql('ALTER TABLE account ALTER COLUMN name TYPE text');
      const problem = await problemOf(response);
      expect([response.status, problem.code]).toEqual([422, 'unstorable_input']);
      expect(JSON.stringify(problem)).not.toMatch(/varying|varchar|22001|account/);
      const line = api.log.find((line) => line.includes('unstorable-1') && line.includes('"error"')) ?? '';
      expect(JSON.parse(line).err.message).toContain('too long');
      expect(await api.sql('SELECT FROM account WHERE email = $1', ['long@plimsoll.example'])).toEqual([]);
    });
  });

  it('sends the headers that keep browsers from making more of an answer than it is', async () => {
    const { headers } = await api.get('/health/live');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';object-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['/api/v1/images', '/api/v1/nowhere', '/api/v1/artifacts/999999', '/metrics', '/health/live'])(
    'lets nobody keep the answer of %s',
    async (path) => {
      expect((await api.get(path)).headers.get('cache-control')).toBe('no-store');
      expect((await api.call('GET', path)).headers.get('cache-control')).toBe('no-store');
    },
  );

  it('logs a line for each request, with nothing that a caller put into headers or query', async () => {
    const session = await insertPerson(api.sql, { grants: [{ role: 'viewer' }] });
    const callers = [{ Authorization: `Bearer ${api.token}` }, { Cookie: session.cookie }];
    for (const [index, credentials] of callers.entries()) {
      await api.get('/api/v1/images?q=hunter2-query', {
        ...credentials,
        'X-Hunter': 'hunter2-header',
        'X-Request-Id': `logged-once-${index}`,
      });
      const lines = api.log.filter((line) => line.includes(`logged-once-${index}`)).map((line) => JSON.parse(line));
      expect(lines).toEqual([
        expect.objectContaining({
          method: 'GET',
          route: '/api/v1/images',
          path: '/api/v1/images',
          status: 200,
          level: 'info',
        }),
      ]);
    }
    await api.get('/api/v1/images', { Authorization: 'Bearer plm_hunter2' });
    await api.get('/api/v1/images', { Cookie: 'plimsoll_session=hunter2' });
    expect(api.log.join('')).not.toContain(api.token);
    expect(api.log.join('')).not.toContain(session.cookie.split('=')[1]);
    expect(api.log.join('')).not.toContain('hunter2');
    expect(api.log.join('')).not.toContain(new URL(api.databaseUrl).password);
  });

  it('measures requests by route, never by what was asked', async () => {
    await api.get('/api/v1/artifacts/424242');
    await api.get('/wp-admin/424242');
    const metrics = await (await api.get('/metrics')).text();
    expect(metrics).toContain('route="/api/v1/artifacts/:id"');
    expect(metrics).toContain('route="none"');
    expect(metrics).not.toContain('424242');
    for (const name of [
      'plimsoll_database_connections',
      'plimsoll_ingest_reports_total',
      'plimsoll_gate_evaluations_total',
      'plimsoll_nodejs_eventloop_lag_seconds',
    ]) {
      expect(metrics).toContain(name);
    }
  });

  it('is not ready while migrations are pending, but alive', async () => {
    await api.sql(
      `UPDATE _prisma_migrations SET finished_at = NULL, rolled_back_at = now() WHERE migration_name LIKE '%_init'`,
    );
    const response = await api.get('/health/ready');
    const alive = await api.get('/health/live');
    await api.sql(
      `UPDATE _prisma_migrations SET finished_at = now(), rolled_back_at = NULL WHERE migration_name LIKE '%_init'`,
    );
    expect([response.status, alive.status]).toEqual([503, 200]);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ code: 'not_ready' });
    expect(problem.detail).toContain('migrations');
    expect((await api.get('/health/ready')).status).toBe(200);
  });
});

/** Bytes in, bytes out: for what fetch would not send. */
function speak(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}
