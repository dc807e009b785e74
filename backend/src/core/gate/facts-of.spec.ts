import { aClaim, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import type { Scan } from '../reports/scan.js';
import type { Sender } from '../model/sender.js';
import { factsOf } from './facts-of.js';
import { countComponents, recordOf } from './scan-record.js';

describe('factsOf', () => {
  const alpine = (isEndOfLife: boolean | null) => ({ family: 'alpine', version: '3.10', isEndOfLife });

  it('takes each fact of the image from the newest scan that knows it', () => {
    const older = aScanRecord({
      report: 'sha256:1',
      tool: { name: 'grype', version: null },
      scannedAt: '2026-01-01T00:00:00.000Z',
      imageFacts: { user: 'root', hasHealthcheck: null, sizeBytes: 7 },
    });
    const newer = aScanRecord({ imageFacts: { user: '1000', hasHealthcheck: null, sizeBytes: null } });
    expect(factsFrom([older, newer]).imageFacts).toEqual({ user: '1000', hasHealthcheck: null, sizeBytes: 7 });
  });

  it('takes an operating system to be past its end of life as soon as one scan says so', () => {
    const by = (name: string, isEndOfLife: boolean | null) =>
      aScanRecord({ report: name, tool: { name, version: null }, operatingSystem: alpine(isEndOfLife) });
    expect(factsFrom([by('a', null), by('b', false), by('c', true)]).operatingSystem?.isEndOfLife).toBe(true);
    expect(factsFrom([by('a', null)]).operatingSystem?.isEndOfLife).toBeNull();
    expect(factsFrom([aScanRecord()]).operatingSystem).toBeNull();
  });

  it('dates a scan by its arrival where it does not date itself', () => {
    const facts = factsFrom([aScanRecord({ scannedAt: null, receivedAt: '2026-10-01T00:00:00.000Z' })]);
    expect(facts.scans[0]?.scannedAt).toBe('2026-10-01T00:00:00.000Z');
  });

  const ofNobody = { id: '1', owner: null, trustRule: null, claims: null, via: 'token', kind: 'token' } as const;
  const [ci, laptop] = ['ci', 'laptop'].map((name): Sender => ({ ...ofNobody, name })) as [Sender, Sender];
  const artifact = { image: 'api', digest: 'sha256:d', componentCount: 0, componentsWithoutPurl: 0 };

  it('rests on the scans of some senders alone where asked: others replace none of them', () => {
    const scans = [
      aScanRecord({ report: 'sha256:1', sender: ci, scannedAt: '2026-01-01T00:00:00.000Z', claims: [aClaim()] }),
      aScanRecord({ report: 'sha256:2', sender: laptop }),
      aScanRecord({ report: 'sha256:3', sender: null }),
    ];
    const facts = factsOf({ ...artifact, scans, from: ['ci'] });
    expect(facts.scans.map(({ report }) => report)).toEqual(['sha256:1']);
    expect(facts.findings).toHaveLength(1);
    expect(facts.senders).toEqual({ from: ['ci'], otherCount: 2 });
    expect(factsOf({ ...artifact, scans }).senders).toBeNull();
  });

  it('names the recalled scans that nothing stands in for', () => {
    const recall = { id: '7', reason: 'a wrong image' };
    const scans = [aScanRecord({ recall, claims: [aClaim()] })];
    const facts = factsOf({ ...artifact, scans: [], history: scans });
    expect(facts.recalled).toEqual([
      { report: scans[0]?.report, tool: 'trivy', scannedAt: '2026-11-20T12:00:00.000Z', kinds: ['match'], recall },
    ]);
    expect(factsOf({ ...artifact, scans }).findings).toEqual([]);
  });
});

describe('recordOf', () => {
  const component = (key: string, purl: string | null) =>
    ({
      key,
      purl,
      type: 'npm',
      namespace: null,
      name: key,
      version: '1',
      licences: [],
      places: [],
      isListed: true,
    }) as const;
  const scan: Scan = {
    format: 'trivy',
    tool: { name: 'trivy', version: '0.75.0' },
    scannedAt: '2026-11-20T10:00:00.123456789Z',
    databaseDate: null,
    subject: { image: null, digest: null, tag: null, digests: [], images: [], contentIds: [], name: null },
    target: null,
    platform: null,
    failures: [],
    attempted: [],
    carries: [],
    operatingSystem: null,
    image: { user: null, hasHealthcheck: null, sizeBytes: null },
    covers: ['match'],
    components: [component('pkg:npm/a@1', 'pkg:npm/a@1'), component('npm:b@1', null)],
    claims: [],
    problems: [],
    warnings: [],
    warningCount: 0,
    skipped: [],
    skippedCount: 0,
  };

  it('keeps times to the millisecond, as a database would', () => {
    expect(recordOf(scan, 'sha256:1', '2026-11-20T11:00:00Z')).toMatchObject({
      scannedAt: '2026-11-20T10:00:00.123Z',
      receivedAt: '2026-11-20T11:00:00.000Z',
    });
  });

  it('counts components once, however many scans list them', () => {
    expect(countComponents([scan, scan])).toEqual({ componentCount: 2, componentsWithoutPurl: 1 });
  });

  it('takes the operating system and facts of the image from scans of it, not from one of a folder', () => {
    const folder = aScanRecord({
      report: `sha256:${'f'.repeat(64)}`,
      scannedAt: '2026-11-20T13:00:00.000Z',
      receivedAt: '2026-11-20T13:00:00.000Z',
      target: 'filesystem docs',
      operatingSystem: { family: 'alpine', version: '3.22', isEndOfLife: false },
      imageFacts: { user: '1000', hasHealthcheck: true, sizeBytes: 1 },
    });
    const { operatingSystem, imageFacts } = factsFrom([aScanRecord(), folder]);
    expect(operatingSystem).toBeNull();
    expect(imageFacts).toEqual({ user: null, hasHealthcheck: null, sizeBytes: null });
    expect(factsFrom([folder]).operatingSystem?.family).toBe('alpine');
  });
});
