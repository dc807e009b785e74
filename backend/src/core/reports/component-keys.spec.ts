import { describedByKey } from '../model/component-key.js';
import { parseReport } from './parse-report.js';

/**
 * A component is one row for all reports of all projects, named by its key. Whoever could have a key say one thing and its
 * component another would word the components of everybody else.
 */
describe('The key of a component', () => {
  async function keysOf(components: readonly object[]) {
    const bom = { bomFormat: 'CycloneDX', specVersion: '1.6', components };
    return (await parseReport([Buffer.from(JSON.stringify(bom))])).components;
  }

  it.each([
    { type: 'pkg', group: 'npm', name: 'lodash', version: '4.17.21' },
    { type: 'library', name: 'x', version: '1', purl: 'pkg:npm' },
  ])('is no purl where the report gives none: %j', async (component) => {
    const grype = {
      matches: [
        {
          vulnerability: { id: 'CVE-2026-1', severity: 'Low' },
          artifact: { ...component, name: component.name, type: component.type },
        },
      ],
      descriptor: { name: 'grype', version: '0.100.0' },
    };
    const { components } = await parseReport([Buffer.from(JSON.stringify(grype))]);
    expect(components).toHaveLength(1);
    expect(components[0]).toMatchObject({ purl: null });
    expect(components[0]?.key).not.toMatch(/^pkg:/);
  });

  it('says all that is said of a component with a purl', async () => {
    const components = await keysOf([
      { type: 'library', group: 'evil', name: 'evil', version: '9.9.9', purl: 'pkg:npm/lodash@4.17.21' },
      { type: 'library', name: 'evil', version: '9.9.9', purl: 'pkg:npm/no-version' },
      { type: 'library', name: 'evil', version: '1.20', purl: 'pkg:golang/stdlib' },
      { type: 'library', name: 'evil', version: '2', purl: 'pkg:github/acme/tool#sub/path' },
      { type: 'library', name: 'evil', version: '', purl: 'pkg:npm/nothing' },
      { type: 'library', name: 'evil', version: '\u0000', purl: 'pkg:npm/nul' },
    ]);
    expect(components.map(({ key }) => key)).toEqual([
      'pkg:npm/lodash@4.17.21',
      'pkg:npm/no-version@9.9.9',
      'pkg:golang/stdlib@v1.20.0',
      'pkg:github/acme/tool@2#sub/path',
      'pkg:npm/nothing',
      expect.stringMatching(/^pkg:npm\/nul@/),
    ]);
    for (const { key, purl, type, namespace, name, version } of components) {
      expect({ purl, type, namespace, name, version }).toEqual({ purl: key, ...describedByKey(key) });
    }
  });
});
