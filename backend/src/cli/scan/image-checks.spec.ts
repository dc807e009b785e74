import { imageProblems } from './image-checks.js';

const ImageID = `sha256:${'a'.repeat(64)}`;

const imageOf = (User?: unknown) => ({
  Metadata: { ImageID, ImageConfig: { config: User === undefined ? {} : { User } } },
});

describe('imageProblems', () => {
  it.each([undefined, '', 'root', '0', '00', '0:0', 'root:root', ':1001'])('holds user %j for root', (user) => {
    expect(imageProblems(imageOf(user)).map(({ rule }) => rule)).toEqual(['image-root']);
  });

  it.each(['1001', '1001:0', 'app', 'rooted', '10', 'app:root'])('has nothing against user %j', (user) => {
    expect(imageProblems(imageOf(user))).toEqual([]);
  });

  it.each([
    null,
    [],
    'x',
    {},
    { Metadata: null },
    { Metadata: { ImageID } },
    { Metadata: { ImageID, ImageConfig: null } },
  ])('says nothing where %j tells no configuration', (report) => {
    expect(imageProblems(report)).toEqual([]);
  });

  it('says nothing of a folder, for which some releases report an empty configuration', () => {
    expect(imageProblems({ Metadata: { ImageConfig: { config: {} } } })).toEqual([]);
  });

  it.each(['DS002', 'AVD-DS-0002', 'DS-0002'])('leaves it to Trivy where that has found it as %s', (ID) => {
    const found = { Results: [null, { Misconfigurations: [{ ID, Status: 'FAIL' }] }] };
    expect(imageProblems({ ...imageOf(), ...found })).toEqual([]);
  });

  it('is not content with a check of Trivy that passed, or another one', () => {
    for (const one of [
      { ID: 'DS002', Status: 'PASS' },
      { ID: 'DS026', Status: 'FAIL' },
    ]) {
      expect(imageProblems({ ...imageOf(), Results: [{ Misconfigurations: [one] }] })).toHaveLength(1);
    }
  });
});
