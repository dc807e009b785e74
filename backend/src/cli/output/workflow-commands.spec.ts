import { Writable } from 'node:stream';
import * as fc from 'fast-check';
import { guardFromCommands, withoutCommands } from './workflow-commands.js';

/** As GitHub's runner and Azure's agent read a line, from their sources; colours before it count for nothing. */
function isCommand(line: string): boolean {
  return /^(?:\s|\p{Cc}\[[\d;]*m)*::/u.test(line) || /##\w*\[/.test(line);
}

const commandsIn = (text: string): string[] => text.split(/[\n\v\f\r\u0085\u2028\u2029]/).filter(isCommand);

const hostileText = fc
  .array(
    fc.constantFrom(
      '::',
      ':',
      '##[',
      '##',
      '#',
      '[',
      '##vso[',
      'error',
      ' ',
      '\t',
      '\n',
      '\r',
      '\u2028',
      '\u00a0',
      '\u001b[1m',
    ),
  )
  .map((parts) => parts.join(''));

describe('withoutCommands', () => {
  it.each([
    ['::error::x', String.raw`\u003a:error::x`],
    ['  \t::error::x', `  \t${String.raw`\u003a:error::x`}`],
    ['a\n::add-mask::b', `a\n${String.raw`\u003a:add-mask::b`}`],
    ['a\r::stop-commands::b', `a\r${String.raw`\u003a:stop-commands::b`}`],
    ['\u001b[31m::error::x', `\u001b[31m${String.raw`\u003a:error::x`}`],
    ['a ##[error]x', String.raw`a #\u0023[error]x`],
    ['a ##vso[task.setvariable variable=x]y', String.raw`a #\u0023vso[task.setvariable variable=x]y`],
    ['##teamcity[x]', String.raw`#\u0023teamcity[x]`],
  ])('makes of %j %j', (text, expected) => {
    expect(withoutCommands(text)).toBe(expected);
  });

  it.each(['std::string', 'a :: b', '## heading', '[##]', 'https://[::1]/', ':'])('leaves %j as it is', (text) => {
    expect(withoutCommands(text)).toBe(text);
  });

  it('leaves no command, wherever the lines end', () => {
    fc.assert(fc.property(hostileText, (text) => expect(commandsIn(withoutCommands(text))).toEqual([])));
  });

  it('leaves JSON the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), hostileText, (value, text) => {
        const given = [value, { [text]: text }];
        expect(JSON.parse(withoutCommands(JSON.stringify(given, null, 2)))).toEqual(JSON.parse(JSON.stringify(given)));
      }),
    );
  });

  it('takes as long as the text is', () => {
    const started = performance.now();
    withoutCommands(`${' '.repeat(500_000)}:\n`.repeat(4));
    withoutCommands('\n'.repeat(2_000_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('guardFromCommands', () => {
  function written(chunks: readonly (string | Uint8Array)[]): string {
    let all = '';
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: string | Uint8Array, _encoding, done) {
        all += chunk.toString();
        done();
      },
    });
    guardFromCommands(stream);
    for (const chunk of chunks) stream.write(chunk);
    return all;
  }

  it('knows where a line has begun over several writes', () => {
    expect(written(['a', '::b\n', ' ', '::c', '::d'])).toBe(String.raw`a::b${'\n'} \u003a:c::d`);
  });

  it('leaves no command, however the text is cut between its lines', () => {
    fc.assert(
      fc.property(fc.array(hostileText), (lines) => {
        expect(commandsIn(written(lines.map((line) => `${line}\n`)))).toEqual([]);
      }),
    );
  });

  it('ends when it is told to', () => {
    const seen: unknown[] = [];
    const stream = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => done(void seen.push(chunk)),
    });
    const end = guardFromCommands(stream);
    end();
    stream.write('::x');
    expect(seen).toEqual(['::x']);
  });
});
