import { SarifPaths } from './sarif-paths.js';

describe('SarifPaths', () => {
  it.each([
    ['C:\\src\\a b.tf', 'C:/src/a b.tf'],
    ['src\\a.tf', 'src/a.tf'],
    ['file:///src/a%20b.tf', '/src/a b.tf'],
    ['100%.tf', '100%.tf'],
    ['', null],
  ])('reads the address %j as %s, whether it is one or not', (uri, path) => {
    const paths = new SarifPaths(new Map(), new Map(), {});
    expect(paths.pathOf({ physicalLocation: { artifactLocation: { uri } } })).toBe(path);
  });
});
