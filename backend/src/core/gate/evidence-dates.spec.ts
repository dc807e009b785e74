import { evidenceDates } from './evidence-dates.js';
import type { RecalledScan, ScanFacts } from './facts.js';

const SCAN = {
  target: null,
  skippedCount: 0,
  covers: ['match'],
  listedCount: 3,
  scannedAt: '2026-01-02T00:00:00.000Z',
  databaseDate: '2026-01-01T00:00:00.000Z',
} as unknown as ScanFacts;

const of = (scans: Partial<ScanFacts>[], kinds?: RecalledScan['kinds']) =>
  evidenceDates({
    scans: scans.map((scan) => ({ ...SCAN, ...scan })),
    recalled: kinds === undefined ? [] : [{ kinds } as RecalledScan],
  });

describe('evidenceDates', () => {
  it('are that of the database, and that of the newest list', () => {
    expect(of([{}, { scannedAt: '2025-01-01T00:00:00.000Z', databaseDate: '2024-01-01T00:00:00.000Z' }])).toEqual({
      matchesAt: '2026-01-01T00:00:00.000Z',
      listedAt: '2026-01-02T00:00:00.000Z',
    });
    expect(of([{ databaseDate: null }]).matchesAt).toBe('2026-01-02T00:00:00.000Z');
  });

  it.each([
    ['there is no scan', [], null, null],
    ['something else was scanned', [{ target: 'src' }], null, null],
    ['a part was skipped', [{ skippedCount: 1 }], null, null],
    ['vulnerable components were not looked for', [{ covers: ['secret'] }], null, SCAN.scannedAt],
    ['nothing lists what is inside', [{ listedCount: 0 }], SCAN.databaseDate, null],
  ] as [string, Partial<ScanFacts>[], string | null, string | null][])(
    'say nothing where %s',
    (_, scans, matchesAt, listedAt) => {
      expect(of(scans)).toEqual({ matchesAt, listedAt });
    },
  );

  it('say nothing where a recalled scan is not stood in for', () => {
    expect(of([{}], ['match'])).toEqual({ matchesAt: null, listedAt: null });
    // What the recalled one listed is gone as well.
    expect(of([{}], ['secret'])).toEqual({ matchesAt: SCAN.databaseDate, listedAt: null });
  });
});
