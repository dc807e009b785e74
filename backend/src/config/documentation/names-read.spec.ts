import { namesRead } from './names-read.js';

describe('namesRead', () => {
  it.each([
    ["const a = env['ONE'];", ['ONE']],
    ["process.env['ONE'] || process.env.TWO", ['ONE', 'TWO']],
    ["(options.env ?? process.env)['ONE']", ['ONE']],
    ["const { env } = process; portFrom(env, 'ONE', 3000)", ['ONE']],
    ["const paths = ['ONE_FILE'];", ['ONE_FILE']],
    ["codes['EPIPE']; new Map([['ONE', 1]])", []],
    ["// env['ONE']\n/** env['TWO'] */", []],
  ])('finds in TypeScript: %s', (text, expected) => {
    expect(namesRead('a.ts', text)).toEqual(expected);
  });

  it.each([
    ['a=${ONE:-}; b="$TWO"', ['ONE', 'TWO']],
    ['ONE=1\necho "$ONE"', []],
    ['readonly ONE=1; echo "$ONE $a ${b}"', []],
    ['# $ONE', []],
  ])('finds in a shell script: %s', (text, expected) => {
    expect(namesRead('a.sh', text)).toEqual(expected);
  });
});
