import { aClaim, aProblem, aScanRecord } from '../../../test/factories/scan-record.js';
import { currentRecords, currentScans, replacements } from './current-scans.js';

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
