import { composeVariables } from './compose-variables.js';

const FILE = 'docker-compose.yml';
const interpolated = (text: string) =>
  composeVariables(FILE, `x: ['${text}']`).interpolated.map(({ name, default: standard }) => [name, standard]);

describe('composeVariables', () => {
  it.each([
    ['$A', [['A', '']]],
    ['${A}', [['A', '']]],
    ['${A:-b}', [['A', 'b']]],
    ['${A-b}', [['A', 'b']]],
    ['${A:?say it}', [['A', null]]],
    ['${A?}', [['A', null]]],
    ['${A:+b}', [['A', '']]],
    [
      '${A}:${B:-1}',
      [
        ['A', ''],
        ['B', '1'],
      ],
    ],
    [
      'http://${A:-localhost:${B:-80}}/x',
      [
        ['A', 'localhost:${B:-80}'],
        ['B', '80'],
      ],
    ],
    ['$$A $${A}', []],
    ['none', []],
  ])('takes %s apart', (text, expected) => {
    expect(interpolated(text)).toEqual(expected);
  });

  it('finds them in keys that are merged and under tags of Docker', () => {
    const text = 'x-a: &a { image: "${A:-b}" }\nservices:\n  s:\n    <<: *a\n    ports: !override ["${P:-1}:1"]\n';
    const names = composeVariables(FILE, text).interpolated.map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['A', 'P']));
  });

  it('tells what a container is given, however that is written', () => {
    const text = [
      'x-e: &e { SHARED: 1 }',
      'services:',
      '  a: { environment: { <<: *e, ONE: "1", TWO: } }',
      '  b: { environment: ["THREE=3", FOUR] }',
      '  c: { image: x }',
    ].join('\n');
    expect(composeVariables(FILE, text).inContainers).toEqual([
      { service: 'a', name: 'SHARED', file: FILE },
      { service: 'a', name: 'ONE', file: FILE },
      { service: 'a', name: 'TWO', file: FILE },
      { service: 'b', name: 'THREE', file: FILE },
      { service: 'b', name: 'FOUR', file: FILE },
    ]);
  });
});
