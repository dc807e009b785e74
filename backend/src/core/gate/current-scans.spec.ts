import { aClaim, aProblem, aScanRecord } from '../../../test/factories/scan-record.js';
import { currentRecords, currentScans, recalledScans, replacements } from './current-scans.js';

const on = (day: string, given: Parameters<typeof aScanRecord>[0] = {}) =>
  aScanRecord({
    report: `sha256:${day}`,
    scannedAt: `${day}T00:00:00.000Z`,
    receivedAt: '2026-11-20T00:00:00.000Z',
    ...given,
  });

const reportsOf = (scans: readonly { report: string }[]) => scans.map(({ report }) => report);

describe('currentScans', () => {
  it('takes the newest of each tool and format', () => {
    const scans = [on('2026-01-01'), on('2026-03-01'), on('2026-02-01', { tool: { name: 'grype', version: null } })];
    expect(reportsOf(currentScans(scans))).toEqual(['sha256:2026-03-01', 'sha256:2026-02-01']);
  });

  it('keeps an older one that looked for a kind which no newer one did', () => {
    const scans = [
      on('2026-01-01', { covers: ['match', 'secret'] }),
      on('2026-02-01', { covers: ['match', 'secret'] }),
      on('2026-03-01', { covers: ['match'] }),
    ];
    expect(reportsOf(currentScans(scans))).toEqual(['sha256:2026-03-01', 'sha256:2026-02-01']);
  });

  it('goes by arrival where the scans say the same time, or none', () => {
    const scans = [
      on('2026-01-01', { scannedAt: null, receivedAt: '2026-11-01T00:00:00.000Z' }),
      on('2026-01-02', { scannedAt: null, receivedAt: '2026-11-02T00:00:00.000Z' }),
    ];
    expect(reportsOf(currentScans(scans))).toEqual(['sha256:2026-01-02']);
  });

  it('does not let a report that is ahead of its own arrival stay the newest', () => {
    const ahead = on('2099-01-01', { receivedAt: '2026-11-01T00:00:00.000Z' });
    expect(reportsOf(currentScans([ahead, on('2026-11-19')]))).toEqual(['sha256:2026-11-19']);
  });

  it('keeps what looked at something else: a scan of the sources does not replace that of the image', () => {
    const image = on('2026-01-01', { target: null });
    const sources = on('2026-03-01', { target: 'filesystem .' });
    expect(reportsOf(currentScans([image, sources]))).toEqual(['sha256:2026-03-01', 'sha256:2026-01-01']);
    const again = on('2026-04-01', { target: 'filesystem .' });
    expect(reportsOf(currentScans([image, sources, again]))).toEqual(['sha256:2026-04-01', 'sha256:2026-01-01']);
  });

  it('lets none replace another where nothing tells which is the newer', () => {
    const undated = ['a', 'b', 'c'].map((report) => on('2026-01-01', { report, scannedAt: null }));
    expect(reportsOf(currentScans(undated))).toEqual(['a', 'b', 'c']);
  });

  it('drops an older one that looked for nothing', () => {
    expect(reportsOf(currentScans([on('2026-01-01', { covers: [] }), on('2026-02-01')]))).toEqual([
      'sha256:2026-02-01',
    ]);
  });

  it('does not let a run that failed replace what looked for nothing, or anything else', () => {
    const failed = on('2026-03-01', { covers: [], attempted: ['match'] });
    const [sbom, scan] = [on('2026-01-01', { covers: [] }), on('2026-02-01')];
    expect(reportsOf(currentScans([sbom, failed]))).toEqual(['sha256:2026-03-01', 'sha256:2026-01-01']);
    expect(reportsOf(currentScans([scan, failed]))).toEqual(['sha256:2026-03-01', 'sha256:2026-02-01']);
    expect(reportsOf(currentScans([failed, on('2026-04-01')]))).toEqual(['sha256:2026-04-01']);
  });

  it('takes the same report twice for one', () => {
    expect(currentScans([on('2026-01-01'), on('2026-01-01')])).toHaveLength(1);
  });
});

describe('currentRecords', () => {
  it('drops the older word on what a newer scan looked for, and keeps the rest', () => {
    const records = currentRecords([
      on('2026-01-01', { covers: ['match', 'secret'], claims: [aClaim()], problems: [aProblem()] }),
      on('2026-02-01', { covers: ['match'] }),
    ]);
    expect(records[1]).toMatchObject({ covers: ['secret'], claims: [], problems: [{ kind: 'secret' }] });
  });
});

describe('replacements', () => {
  it('says which scan took over what from which', () => {
    const whole = on('2026-01-01', { covers: ['match'] });
    const partly = on('2026-02-01', { covers: ['match', 'secret'] });
    const newest = on('2026-03-01', { covers: ['match'] });
    expect(replacements([newest, whole, partly])).toEqual([
      { scan: partly, by: newest, kinds: ['match'], isWhole: false },
      { scan: whole, by: newest, kinds: ['match'], isWhole: true },
    ]);
  });

  it('is silent where every scan counts', () => {
    expect(replacements([on('2026-01-01'), on('2026-02-01', { tool: { name: 'grype', version: null } })])).toEqual([]);
  });
});

describe('a recalled scan', () => {
  const recall = { id: '7', reason: 'the scanner was tampered with' };
  const both = { covers: ['match', 'secret'] } as const;

  it('neither speaks nor replaces: the one before it speaks again', () => {
    const scans = [on('2026-01-01'), on('2026-02-01', { recall })];
    expect(reportsOf(currentScans(scans))).toEqual(['sha256:2026-01-01']);
    expect(currentRecords(scans).map(({ report }) => report)).toEqual(['sha256:2026-01-01']);
    expect(replacements(scans)).toEqual([]);
  });

  it.each([
    ['nothing came after it', [on('2026-01-01', both)], ['match', 'secret']],
    [
      'a later scan of any tool covers a part',
      [on('2026-03-01', { tool: { name: 'grype', version: null }, platform: 'linux/amd64' })],
      ['secret'],
    ],
    [
      'a later scan is of something else',
      [on('2026-03-01', { ...both, target: 'filesystem docs' })],
      ['match', 'secret'],
    ],
    [
      'a later scan is of another platform',
      [on('2026-03-01', { ...both, platform: 'linux/arm64' })],
      ['match', 'secret'],
    ],
    ['a later scan failed', [on('2026-03-01', { covers: [], attempted: ['match'] })], ['match', 'secret']],
    [
      'a later scan was recalled, too',
      [on('2026-03-01', { covers: ['secret'], recall, platform: 'linux/amd64' })],
      ['match'],
    ],
  ] as const)('is told of where %s', (_, others, kinds) => {
    const recalled = on('2026-02-01', { ...both, recall, platform: 'linux/amd64' });
    const told = recalledScans([recalled, ...others]);
    expect(told.find(({ scan }) => scan === recalled)).toEqual({ scan: recalled, recall, kinds });
  });

  it('is told of no longer once scans that count have looked later for all of it', () => {
    const scans = [on('2026-02-01', { ...both, recall }), on('2026-03-01'), on('2026-04-01', { covers: ['secret'] })];
    expect(recalledScans(scans)).toEqual([]);
  });

  it('is told of where it was an SBOM, until another of its tool comes', () => {
    const sbom = on('2026-02-01', { format: 'cyclonedx', covers: [], recall });
    expect(recalledScans([sbom, on('2026-03-01')])).toEqual([{ scan: sbom, recall, kinds: [] }]);
    expect(recalledScans([sbom, on('2026-03-01', { format: 'cyclonedx', covers: [] })])).toEqual([]);
  });
});

describe('the same bytes with other facts said beside them', () => {
  it('are another scan: the later one speaks, and the one before for what only that covers', () => {
    const first = on('2026-01-01', {
      given: 'covers=match,secret',
      covers: ['match', 'secret'],
      receivedAt: '2026-11-20T00:00:00.000Z',
    });
    const again = on('2026-01-01', { given: 'covers=match', receivedAt: '2026-11-21T00:00:00.000Z' });
    expect(currentRecords([first, again]).map(({ given, covers }) => [given, covers])).toEqual([
      ['covers=match', ['match']],
      ['covers=match,secret', ['secret']],
    ]);
    expect(currentScans([first, { ...again, covers: ['match', 'secret'] }]).map(({ given }) => given)).toEqual([
      'covers=match',
    ]);
  });
});
