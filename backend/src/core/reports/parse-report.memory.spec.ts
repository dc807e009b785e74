import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transformFileSync } from '@swc/core';

const CORE = fileURLToPath(new URL('../', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));

/** The core as plain JavaScript, for a process of its own whose memory nobody else fills. */
function compileCore(target: string): void {
  for (const entry of readdirSync(CORE, { recursive: true, encoding: 'utf8' })) {
    const source = join(CORE, entry);
    if (!statSync(source).isFile() || entry.endsWith('.spec.ts')) continue;
    const output = join(target, entry.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(output), { recursive: true });
    if (!entry.endsWith('.ts')) {
      cpSync(source, output);
      continue;
    }
    const { code } = transformFileSync(source, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    });
    writeFileSync(output, code);
  }
  writeFileSync(join(target, 'package.json'), '{"type":"module"}');
  writeFileSync(join(target, 'measure.js'), MEASURE);
}

/** Generates a report while it is read, so that only what the parser keeps is in memory. */
const MEASURE = `
import { existsSync, readFileSync } from 'node:fs';
import { parseReport } from './reports/parse-report.js';
const [kind, megabytes] = [process.argv[2], Number(process.argv[3])];
const prose = 'An attacker may do what an attacker should not be able to do. '.repeat(20);
const entries = {
  trivy: (n) => ({ VulnerabilityID: 'CVE-2024-' + (n >> 2), PkgName: 'p' + (n % 3000), InstalledVersion: '1.' + (n % 3000),
    PkgIdentifier: { PURL: 'pkg:deb/debian/p' + (n % 3000) + '@1.' + (n % 3000) + '?distro=debian-12' },
    Severity: 'HIGH', Title: 'title ' + (n >> 2), Description: (n >> 2) + prose, References: [prose, prose] }),
  cyclonedx: (n) => ({ type: 'library', 'bom-ref': 'r' + n, name: 'p' + n, version: '1', purl: 'pkg:npm/p' + n + '@1', description: prose, copyright: prose }),
};
const frames = {
  trivy: ['{"SchemaVersion":2,"ArtifactName":"x","Results":[{"Target":"t","Class":"os-pkgs","Type":"debian","Vulnerabilities":[', ']}]}'],
  cyclonedx: ['{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[', ']}'],
};
let count = 0;
async function* report(bytes) {
  yield Buffer.from(frames[kind][0]);
  for (let sent = 0; sent < bytes; ) {
    let text = '';
    while (text.length < 65536) text += (count === 0 ? '' : ',') + JSON.stringify(entries[kind](count++));
    sent += text.length;
    yield Buffer.from(text);
  }
  yield Buffer.from(frames[kind][1]);
}
await parseReport(report(1e6));
count = 0;
const before = process.memoryUsage().rss;
const scan = await parseReport(report(megabytes * 1e6));
// On Linux the most that was ever resident, by getrusage, is also that of the process which started this one.
const STATUS = '/proc/self/status';
const peak = 1024 * (existsSync(STATUS) ? Number(/^VmHWM:\\s*(\\d+)/m.exec(readFileSync(STATUS, 'utf8'))[1]) : process.resourceUsage().maxRSS);
console.log(JSON.stringify({ count, grownMb: (peak - before) / 1e6, kept: Math.max(scan.claims.length, scan.components.length) }));
`;

describe('parseReport', () => {
  let directory = '';

  beforeAll(() => {
    mkdirSync(CACHE, { recursive: true });
    directory = mkdtempSync(join(CACHE, 'reports-memory-'));
    compileCore(directory);
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(['trivy', 'cyclonedx'])(
    'reads %s in less memory than the report takes',
    async (kind) => {
      const megabytes = 100;
      // Garbage that helper threads have not come to yet, on a busy machine, is not what the parser keeps.
      const run = await promisify(execFile)(process.execPath, [
        '--single-threaded-gc',
        join(directory, 'measure.js'),
        kind,
        String(megabytes),
      ]);
      const measured: { count: number; grownMb: number; kept: number } = JSON.parse(run.stdout);
      expect(measured.kept).toBe(measured.count);
      expect(measured.grownMb).toBeLessThan(megabytes);
    },
    180_000,
  );
});
