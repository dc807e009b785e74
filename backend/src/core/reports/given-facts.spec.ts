import { withGivenFacts } from './given-facts.js';
import { parseReport } from './parse-report.js';

const REPORT = Buffer.from(
  JSON.stringify({ SchemaVersion: 2, ArtifactName: 'a', Results: [{ Class: 'lang-pkgs', Type: 'npm' }] }),
);

describe('withGivenFacts', () => {
  it('adds what the scanner looked for and did not find', async () => {
    const scan = await parseReport([REPORT]);
    expect(scan.covers).toEqual(['match']);
    expect(withGivenFacts(scan, { covers: ['match', 'secret'] }).covers).toEqual(['match', 'secret']);
  });

  it('takes the given date of the database only where the report has none of its own', async () => {
    const scan = await parseReport([REPORT]);
    const dated = withGivenFacts(scan, { databaseDate: '2026-11-01T00:00:00Z' });
    expect(dated.databaseDate).toBe('2026-11-01T00:00:00Z');
    expect(withGivenFacts(dated, { databaseDate: '2026-11-09T00:00:00Z' }).databaseDate).toBe('2026-11-01T00:00:00Z');
  });

  it('does not cover what a failed run is said to have looked for', async () => {
    const failed = Buffer.from(
      JSON.stringify({
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'Grype' } },
            results: [],
            invocations: [{ executionSuccessful: false }],
          },
        ],
      }),
    );
    const scan = withGivenFacts(await parseReport([failed]), { covers: ['match', 'secret'] });
    expect([scan.covers, scan.attempted]).toEqual([[], ['match', 'secret']]);
  });
});
