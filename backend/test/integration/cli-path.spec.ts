import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewerBase } from '../../src/core/compare/newer-base.js';
import type { WayJson } from '../../src/core/path/way-json.js';
import { PLIMSOLL } from './built.js';

interface TrivyReport {
  CreatedAt: string;
  Metadata: { DiffIDs: string[]; ImageConfig: { rootfs: { diff_ids: string[] } } };
  Results: { Class: string; Packages: Layered[]; Vulnerabilities: Layered[] }[];
}

interface Layered {
  PkgName?: string;
  Name?: string;
  Version?: string;
  Layer: { DiffID: string };
}

const IMAGE = readFileSync(new URL('../fixtures/one-image/trivy.json', import.meta.url), 'utf8');

const POLICY = 'version: 1\nenvironments: {prod: {vulnerabilities: {critical: 0, high: 0}}}\n';

interface Given {
  readonly isBase?: boolean;
  /** Left out: libcrypto3 has a vulnerability of high severity. */
  readonly isFixed?: boolean;
}

/** A report of an image with layers by these digits: the packages of the distribution lie in the second, the others in the third. */
function layered(digits: string, { isBase = false, isFixed = false }: Given = {}): string {
  const layers = Array.from(digits, (digit) => `sha256:${digit.repeat(64)}`);
  const report = JSON.parse(IMAGE) as TrivyReport;
  report.CreatedAt = '2026-11-20T12:00:00Z';
  report.Metadata.DiffIDs = layers;
  report.Metadata.ImageConfig.rootfs.diff_ids = layers;
  if (isBase) report.Results = report.Results.filter(({ Class }) => Class === 'os-pkgs');
  for (const result of report.Results) {
    const DiffID = layers[result.Class === 'os-pkgs' ? 1 : 2] ?? '';
    for (const each of [...result.Packages, ...result.Vulnerabilities]) each.Layer = { DiffID };
    if (!isFixed) continue;
    result.Vulnerabilities = result.Vulnerabilities.filter(({ PkgName }) => PkgName !== 'libcrypto3');
    for (const each of result.Packages) if (each.Name === 'libcrypto3') each.Version = '3.5.4-r0';
  }
  return JSON.stringify(report);
}

describe('plimsoll path --base', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-cli-path-'));
    const files = {
      'security-config.yml': POLICY,
      'app.json': layered('123'),
      'base.json': layered('12', { isBase: true }),
      'newer.json': layered('14', { isBase: true, isFixed: true }),
      'other.json': layered('21', { isBase: true }),
    };
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  });

  afterAll(() => rm(folder, { recursive: true }));

  function path(...words: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [PLIMSOLL, 'path', 'app.json', '-e', 'prod', ...words],
        { cwd: folder, env: { PATH: process.env['PATH'] } },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
  }

  it('tells what lies in the base image, and what its newer build changes by the gate', async () => {
    const newer = ['--base', 'base.json', '--new-base', 'newer.json'];
    const [json, text, markdown] = await Promise.all([
      path(...newer, '--output', 'json'),
      path(...newer),
      path('--base', 'base.json', '--output', 'markdown'),
    ]);
    const { upgrades, newerBase } = JSON.parse(json.stdout) as WayJson & { newerBase: NewerBase };
    expect(Object.fromEntries(upgrades.map(({ name, layer }) => [name, layer]))).toEqual({
      lodash: 'own',
      minimist: 'own',
      openssl: 'base',
    });
    expect(newerBase).toMatchObject({
      inBaseCount: 3,
      fixedCount: 2,
      addedCount: 0,
      // What lies in the image's own layers stays.
      after: { outcome: 'fail', open: [{ rule: 'vulnerabilities.critical' }, { rule: 'vulnerabilities.high' }] },
    });
    expect(text.stdout).toMatch(/libcrypto3\) .* base image/);
    expect(text.stdout).toContain(`\nBase image\n  ${newerBase.sentence}`);
    expect(markdown.stdout).toMatch(/libcrypto3.* Fixes \d+ in the base image\./);
  });

  it('refuses what is not the base image, what lists no layers, and a newer build of nothing', async () => {
    const withoutLayers = JSON.parse(layered('12', { isBase: true })) as { Metadata?: unknown };
    delete withoutLayers.Metadata;
    await writeFile(join(folder, 'flat.json'), JSON.stringify(withoutLayers));
    const [other, itself, flat, alone] = await Promise.all([
      path('--base', 'other.json'),
      path('--base', 'app.json'),
      path('--base', 'flat.json'),
      path('--new-base', 'newer.json'),
    ]);
    for (const { code, stdout, stderr } of [other, itself]) {
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
      expect(stderr).toContain('its layers are not the lowest ones of the image');
    }
    expect(flat).toMatchObject({ code: 4, stdout: '' });
    expect(flat.stderr).toContain('the layers of flat.json are not known');
    expect(alone).toMatchObject({ code: 2, stdout: '' });
  });
});
