import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PLIMSOLL } from './built.js';
import { type Ended, execute } from './command.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const BEFORE = 'docs/samples/api-1.4.0.trivy.json';
const AFTER = 'docs/samples/api-1.4.1.trivy.json';

/** What the README and docs/get-started.md have readers run, as they stand there. */
describe('the sample reports', () => {
  function plimsoll(...args: string[]): Promise<Ended> {
    return execute(process.execPath, [PLIMSOLL, ...args], { cwd: ROOT, env: { ...process.env, COLUMNS: '100' } });
  }

  /** What the example in docs/answers.md shows of the output, in its order; `…` stands for what is left out. */
  function shown(command: string): string[] {
    const blocks = readFileSync(`${ROOT}/docs/answers.md`, 'utf8').matchAll(/```console\n([\s\S]*?)```/g);
    const [, after = ''] = [...blocks]
      .flatMap(([, block = '']) => block)
      .join('')
      .split(`$ ./plimsoll ${command}\n`);
    return (after.split('\n$ ')[0] ?? '').split('\n').filter((line) => line !== '' && line !== '…');
  }

  it.each([
    [['gate', BEFORE, '--environment', 'prod'], 1],
    [['gate', AFTER, '--environment', 'prod'], 0],
    [['diff', BEFORE, AFTER], 0],
  ])('%j ends with %i and says what docs/answers.md shows', async (args, expected) => {
    const { code, stdout, stderr } = await plimsoll(...args);
    expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
    const lines = shown(args.join(' '));
    expect(lines.length).toBeGreaterThan(0);
    let rest = stdout;
    for (const line of lines) {
      expect(rest).toContain(line);
      rest = rest.slice(rest.indexOf(line) + line.length);
    }
  });
});
