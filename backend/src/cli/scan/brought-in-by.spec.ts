import { aFinding } from '../../../test/factories/answer.js';
import { broughtInBy } from './brought-in-by.js';

const pkg = (ID: string, DependsOn: readonly string[], about: object = {}) => {
  const [Name, Version] = ID.split('@');
  return { ID, Name, Version, DependsOn, ...about };
};

function finding(name: string, version: string) {
  return aFinding({ component: { key: name, purl: null, type: 'npm', name, version } });
}

describe('broughtInBy', () => {
  it('names every direct dependency above, through however many others, and round in circles', () => {
    const Packages = [
      pkg('express@4.16.0', ['body-parser@1.18.0']),
      pkg('body-parser@1.18.0', ['qs@6.5.0'], { Indirect: true }),
      pkg('request@2.0.0', ['qs@6.5.0']),
      pkg('qs@6.5.0', ['body-parser@1.18.0'], { Indirect: true }),
    ];
    const [deep, direct] = [finding('qs', '6.5.0'), finding('express', '4.16.0')];
    const found = broughtInBy({ Results: [{ Packages }] }, [deep, direct]);
    expect(found).toEqual(new Map([[deep.id, ['express', 'request']]]));
  });

  it('reads the words of newer releases, and does not take the project itself for a dependency', () => {
    const Packages = [
      pkg('app@1.0.0', ['a@1.0.0', 'b@1.0.0'], { Relationship: 'root' }),
      pkg('a@1.0.0', ['b@1.0.0'], { Relationship: 'direct' }),
      pkg('b@1.0.0', [], { Relationship: 'indirect' }),
    ];
    const deep = finding('b', '1.0.0');
    expect([...broughtInBy({ Results: [{ Packages }] }, [deep]).values()]).toEqual([['a']]);
  });

  it('says nothing where the report tells of no graph, as of an image', () => {
    const Packages = [{ Name: 'qs', Version: '6.5.0' }];
    for (const report of [null, {}, { Results: null }, { Results: [null, { Packages: null }, { Packages }] }]) {
      expect(broughtInBy(report, [finding('qs', '6.5.0')]).size).toBe(0);
    }
  });
});
