import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { freePort } from '../../testkit/free-port.mjs';
import { pathOf, SAMPLE_REPORTS } from './reports.ts';
import { expect, test } from './test.ts';

const SERVER = fileURLToPath(new URL('../.next/standalone/frontend/server.js', import.meta.url));

test.describe('The way to the API', () => {
  test('hands on the API and its description, and nothing else', async ({ request }) => {
    expect((await request.get('/api/v1/environments')).status()).toBe(200);
    expect((await request.get('/api/openapi.json')).status()).toBe(200);
    for (const path of [
      '/api/',
      '/api/v2/images',
      '/api/v1/%2e%2e/%2e%2e/metrics',
      '/api/metrics',
      '/api/v1/..%2f..%2fmetrics',
    ]) {
      const response = await request.get(path);
      expect(response.status(), path).toBe(404);
    }
  });

  for (const method of ['TRACE', 'PROPFIND', 'QUERY', 'LINK']) {
    test(`${method} is refused by pages and by the way to the API, and is no failure`, async ({ request }) => {
      for (const path of ['/', '/sign-in', '/api/v1/images', '/icon.svg', '/nowhere']) {
        const response = await request.fetch(path, { method });
        expect([path, response.status(), response.headers()['content-type']]).toEqual([
          path,
          405,
          'application/problem+json',
        ]);
        expect(response.headers()['allow']).toContain('GET');
      }
    });
  }

  test('a request keeps its id', async ({ request }) => {
    const response = await request.get('/api/v1/artifacts/999999999', { headers: { 'x-request-id': 'e2e-request-1' } });
    expect(response.status()).toBe(404);
    expect(response.headers()['content-type']).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 404, requestId: 'e2e-request-1' });
  });

  test('a compressed report arrives as it was sent', async ({ request, token }) => {
    const response = await request.post('/api/v1/reports', {
      data: gzipSync(await readFile(pathOf(SAMPLE_REPORTS.alpine))),
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: `Bearer ${token}`,
      },
    });
    // Global setup sent the same bytes plain.
    expect(response.status()).toBe(200);
  });

  test('a report of 24 MB arrives whole', async ({ request, seed, token }) => {
    const report = await readFile(pathOf(SAMPLE_REPORTS.juiceShop));
    const response = await request.post('/api/v1/reports?image=ghcr.io/acme/large', {
      data: Buffer.concat([report, Buffer.alloc(24_000_000, ' ')]),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
    expect([200, 201]).toContain(response.status());
    expect(await response.json()).toMatchObject({ counts: seed.juiceShop.counts });
  });

  test('pages carry a content security policy without inline scripts or styles', async ({ request }) => {
    const policy = (await request.get('/')).headers()['content-security-policy'];
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
    expect(policy).toMatch(/style-src 'self' 'nonce-[^']+';/);
    expect(policy).not.toContain('unsafe');
  });

  test('a session is not enough to change something from another site', async ({ request }) => {
    for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }, {}]) {
      const response = await request.post('/api/v1/reports', { data: '{}', headers });
      expect(response.status()).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'cross_site_request' });
    }
  });

  test('without an API, pages and requests say so', async ({ page, request }) => {
    if (!existsSync(SERVER)) throw new Error(`${SERVER} is missing: build the console first (npm start does).`);
    const port = await freePort();
    const server = spawn(process.execPath, [SERVER], {
      env: {
        ...process.env,
        PORT: `${port}`,
        HOSTNAME: '127.0.0.1',
        PLIMSOLL_API_URL: `http://127.0.0.1:${await freePort()}`,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      await expect(async () => {
        const response = await request.get(`http://127.0.0.1:${port}/api/v1/images`);
        expect(response.status()).toBe(502);
        expect(await response.json()).toMatchObject({ code: 'upstream_unreachable', status: 502 });
      }).toPass();
      const html = await (await request.get(`http://127.0.0.1:${port}/policy`)).text();
      await page.setContent(html.replaceAll(/<script.*?<\/script>|<link[^>]*>/gs, ''));
      await expect(page.getByRole('heading', { name: 'The API does not answer' })).toBeVisible();
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  });
});
