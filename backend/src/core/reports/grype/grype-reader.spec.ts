import { readFile } from 'node:fs/promises';
import { parseReport } from '../parse-report.js';

describe('Grype reader', () => {
  it('reads the fix that Grype named otherwise until 0.12', async () => {
    const path = new URL(
      '../../../../test/fixtures/reports/defectdojo/anchore_grype/many_vulns3.json',
      import.meta.url,
    );
    const { claims } = await parseReport([await readFile(path)], {});
    expect(claims.filter(({ fixState }) => fixState === 'fixed')).toHaveLength(28);
    expect(claims.find(({ fixedVersion }) => fixedVersion === '188')).toBeDefined();
  });
});
