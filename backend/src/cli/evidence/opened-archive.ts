import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import type { Policy } from '../../core/policy/policy.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import type { Sender } from '../../core/model/sender.js';
import { parseReport } from '../../core/reports/parse-report.js';
import { ReportError } from '../../core/reports/report-error.js';
import type { ReportFormat, Scan } from '../../core/reports/scan.js';
import { readVex } from '../../core/vex/read-vex.js';
import { VexError } from '../../core/vex/vex-error.js';
import type { VexDocument } from '../../core/vex/vex-word.js';
import type { ArchivedScan, ArchivedVerdict, ArchivedWaiver } from './archived-evidence.js';

/** Reports are read again for each verdict that uses them, but for so many that were read last. */
const MOST_SCANS = 16;

interface ArchivedVex {
  readonly sha256: string;
  readonly sender: Sender;
}

/** An archive that was verified, in a folder of its own as long as it is read: reports may hold the text of secrets. */
export class OpenedArchive {
  private readonly policies = new Map<string, Policy | null>();
  private readonly scans = new Map<string, Scan>();
  private waiverFiles: readonly ArchivedWaiver[] | undefined;

  private constructor(private readonly folder: string) {}

  /** Takes as much room in the system's temporary folder as the archive has. */
  static async with<T>(path: string, work: (archive: OpenedArchive) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-evidence-'));
    try {
      await extract({ file: path, cwd: folder, strict: true });
      return await work(new OpenedArchive(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  verdicts(): Promise<readonly ArchivedVerdict[]> {
    return this.json('verdicts.json');
  }

  /** As the gate answered it. */
  body({ file }: ArchivedVerdict): Promise<string> {
    return readFile(join(this.folder, file), 'utf8');
  }

  /** Those of an artifact of the archive; null where it is none. */
  async scansOf(artifactId: string | undefined): Promise<readonly ArchivedScan[] | null> {
    const name = artifactId === undefined ? 'scans.json' : `scans/${artifactId}.json`;
    return existsSync(join(this.folder, name)) ? this.json(name) : null;
  }

  async artifactIdOf(image: string, digest: string): Promise<string | null> {
    if (!existsSync(join(this.folder, 'artifacts.json'))) return null;
    const artifacts = await this.json<readonly { id: string; image: string; digest: string }[]>('artifacts.json');
    return artifacts.find((artifact) => artifact.image === image && artifact.digest === digest)?.id ?? null;
  }

  /** Null where it is not there, or this version cannot read it. */
  async policy(version: string): Promise<Policy | null> {
    let policy = this.policies.get(version);
    if (policy === undefined) this.policies.set(version, (policy = await this.readPolicy(version)));
    return policy;
  }

  async waivers(): Promise<readonly ArchivedWaiver[]> {
    if (this.waiverFiles !== undefined) return this.waiverFiles;
    const names = await readdir(join(this.folder, 'waivers')).catch(() => []);
    this.waiverFiles = await Promise.all(names.map((name) => this.json<ArchivedWaiver>(`waivers/${name}`)));
    return this.waiverFiles;
  }

  /** Null where one of these is not there, or this version cannot read it. `documents`: `sha256:` of each. */
  async vex(documents: readonly string[]): Promise<readonly VexDocument[] | null> {
    const rows = await this.json<readonly ArchivedVex[]>('vex.json');
    const found: VexDocument[] = [];
    for (const document of documents) {
      const hex = document.replace('sha256:', '');
      const row = rows.find(({ sha256 }) => sha256 === hex);
      const bytes = await readFile(join(this.folder, 'vex', `${hex}.json`)).catch(() => null);
      if (row === undefined || bytes === null) return null;
      try {
        found.push({ document, content: readVex(bytes), sender: row.sender });
      } catch (error) {
        if (error instanceof VexError) return null;
        throw error;
      }
    }
    return found;
  }

  /** What a report says; null where it is not there, or this version cannot read it. */
  async scan({ report, format }: Pick<ArchivedScan, 'report' | 'format'>): Promise<Scan | null> {
    const known = this.scans.get(report);
    if (known !== undefined) return known;
    const path = join(this.folder, 'reports', `${report.replace('sha256:', '')}.json`);
    if (!existsSync(path)) return null;
    try {
      const scan = await parseReport(createReadStream(path), { format: format as ReportFormat });
      const [oldest] = this.scans.keys();
      if (oldest !== undefined && this.scans.size >= MOST_SCANS) this.scans.delete(oldest);
      this.scans.set(report, scan);
      return scan;
    } catch (error) {
      if (error instanceof ReportError) return null;
      throw error;
    }
  }

  private async readPolicy(version: string): Promise<Policy | null> {
    const path = join(this.folder, 'policies', `${version.replace('sha256:', '')}.yml`);
    const source = await readFile(path, 'utf8').catch(() => null);
    try {
      return source === null ? null : parsePolicy(source);
    } catch (error) {
      if (error instanceof PolicyError) return null;
      throw error;
    }
  }

  private async json<Value>(name: string): Promise<Value> {
    return JSON.parse(await readFile(join(this.folder, name), 'utf8')) as Value;
  }
}
