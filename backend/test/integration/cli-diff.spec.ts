import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { ComparisonJson } from '../../src/core/compare/comparison-json.js';
import { PLIMSOLL } from './built.js';

/** Four findings, one critical and fixable. */
const REAL = fileURLToPath(new URL('../fixtures/cli/alpine-3.14.trivy.json', import.meta.url));

interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Trivy report of an image with npm packages, by `name version`, each with a vulnerability of this severity where one is named. */
function trivy(packages: Readonly<Record<string, string | null>>, at = '2026-11-20T12:00:00Z'): string {
  const listed = Object.entries(packages).map(([named, severity]) => {
    const [name = '', version = ''] = named.split(' ');
    return { name, version, severity, purl: `pkg:npm/${name}@${version}` };
  });
  return JSON.stringify({
    SchemaVersion: 2,
    CreatedAt: at,
    ArtifactName: 'ghcr.io/acme/api:1',
    ArtifactType: 'container_image',
    Results: [
      {
        Target: 'Node.js',
        Class: 'lang-pkgs',
        Type: 'node-pkg',
        Packages: listed.map(({ name, version, purl }) => ({
          ID: `${name}@${version}`,
          Name: name,
          Version: version,
          Identifier: { PURL: purl },
        })),
        Vulnerabilities: listed
          .filter(({ severity }) => severity !== null)
          .map(({ name, version, severity, purl }) => ({
            VulnerabilityID: `CVE-2026-${name.length}`,
            PkgName: name,
            InstalledVersion: version,
            PkgIdentifier: { PURL: purl },
            Severity: severity,
          })),
      },
    ],
  });
}

describe('plimsoll diff', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-diff-'));
    const write = (name: string, text: string | Buffer) => writeFile(join(folder, name), text);
    await write('before.json', trivy({ 'lodash 4.17.20': 'HIGH', 'left-pad 1.3.0': null }));
    await write('after.json', trivy({ 'lodash 4.17.21': null, 'minimist 1.2.5': 'CRITICAL' }));
    await write('same.json', trivy({ 'lodash 4.17.21': null, 'minimist 1.2.5': null }));
    await write('sbom.json', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', components: [] }));
    await mkdir(join(folder, 'several'));
    await write('several/trivy.json.gz', gzipSync(await readFile(join(folder, 'after.json'))));
    await write('several/summary.md', '# not a report');
    await mkdir(join(folder, 'empty'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  function diff(...words: string[]): Promise<Ended> {
    return new Promise((resolve) => {
      execFile(process.execPath, [PLIMSOLL, 'diff', ...words], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
  }

  it('names what is introduced, fixed and changed, as text, JSON and Markdown, and exits with 0', async () => {
    const [text, json, markdown] = await Promise.all([
      diff('before.json', 'after.json'),
      diff('before.json', 'several', '--output', 'json'),
      diff('before.json', 'after.json', '--output', 'markdown'),
    ]);
    expect([text.code, json.code, markdown.code]).toEqual([0, 0, 0]);
    const headline = 'Introduces 1 finding (1 critical) and fixes 1. Components: 1 added, 1 removed, 1 changed.';
    expect(text.stdout.split('\n')[0]).toBe(headline);
    expect(text.stdout).toContain(
      '\nIntroduced (1)\n  critical  CVE-2026-8 in minimist 1.2.5: the component was added.\n',
    );
    expect(text.stdout).toContain('CVE-2026-6 in lodash 4.17.20: the component changed its version (now: 4.17.21).');
    expect(text.stdout).toContain('\nComponents with another version (1)\n  lodash 4.17.20 → 4.17.21\n');
    const comparison = JSON.parse(json.stdout) as ComparisonJson;
    expect(comparison).toMatchObject({ headline, isConclusive: true, doubts: [], unchangedCount: 0 });
    expect(comparison.introduced).toMatchObject({ count: 1, counts: { critical: 1 }, items: [{ name: 'CVE-2026-8' }] });
    expect(markdown.stdout).toMatch(/^### Introduces 1 finding \\\(1 critical\\\) and fixes 1\. /);
    expect(markdown.stdout).toContain('**Introduced (1)**\n\n- **critical** CVE-2026-8 in minimist 1.2.5: ');
    expect(markdown.stdout).toContain('<details><summary>Fixed (1)</summary>');
  });

  it('fails by --exit-code where something so severe is introduced, and is undecided where that cannot be told', async () => {
    const codes = await Promise.all([
      diff('before.json', 'after.json', '--exit-code', 'critical'),
      diff('same.json', 'before.json', '--exit-code', 'critical'),
      diff('same.json', 'before.json', '--exit-code', 'high'),
      diff('before.json', 'sbom.json', '--exit-code', 'low'),
      diff('sbom.json', 'after.json', '--exit-code', 'low'),
      diff(REAL, REAL, '--exit-code', 'unknown'),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([1, 0, 1, 3, 3, 0]);
    expect(codes[3]?.stdout).toContain('After: No scan covers vulnerabilities.');
    expect(codes[3]?.stdout).toContain('and fixes none.');
  });

  it('refuses what is no report, a folder without one, and standard input twice', async () => {
    await writeFile(join(folder, 'broken.json'), '{');
    const refused = await Promise.all([
      diff('before.json', 'broken.json'),
      diff('before.json', 'empty'),
      diff('before.json', 'gone.json'),
      diff('-', '-'),
      diff('before.json'),
      diff('before.json', 'after.json', '--exit-code', 'severe'),
    ]);
    expect(refused.map(({ code, stdout }) => [code, stdout])).toEqual([4, 4, 4, 2, 2, 2].map((code) => [code, '']));
    expect(refused[1]?.stderr).toContain('empty holds no report');
  });

  it('prints no commands that a report names', async () => {
    const hostile = JSON.parse(trivy({ 'lodash 4.17.20': 'HIGH' })) as { Results: [{ Vulnerabilities: object[] }] };
    Object.assign(hostile.Results[0].Vulnerabilities[0] ?? {}, { VulnerabilityID: 'CVE-1\n::error::x\u001b[31m' });
    await writeFile(join(folder, 'hostile.json'), JSON.stringify(hostile));
    for (const output of ['text', 'markdown', 'json']) {
      const { code, stdout } = await diff('same.json', 'hostile.json', '--output', output);
      expect(code).toBe(0);
      expect(stdout.split('\n').some((line) => line.startsWith('::') || line.includes('\u001B'))).toBe(false);
    }
  });
});
