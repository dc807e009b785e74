/**
 * What CI runners take for a command to themselves in what a program prints: GitHub a line that begins with `::` once it is trimmed,
 * and in its older form `##[` anywhere in a line; Azure Pipelines `##vso[` anywhere; others theirs, such as `##teamcity[`.
 */
const ANYWHERE = /##(?=\w*\[)/g;

/** Blanks and colours before it count for nothing. */
// oxlint-disable-next-line no-control-regex -- colours begin with one
const AT_START = /(^|[\n\v\f\r\u0085\u2028\u2029])((?:[^\S\n\v\f\r\u0085\u2028\u2029]|\u001b\[[\d;]*m)*):(?=:)/g;

const LINE_END = /[\n\v\f\r\u0085\u2028\u2029]/;
// oxlint-disable-next-line no-control-regex -- colours begin with one
const NOTHING = /^(?:\s|\u001b\[[\d;]*m)*$/;

/**
 * Text that holds no command for a runner, whatever the names of packages, images and rules in it. The second of two
 * signs is written as JSON would escape it: JSON stays the same value, and people see what stood there.
 */
export function withoutCommands(text: string, isLineBegun = false): string {
  // Something before it keeps its first line from being taken for the start of one.
  const lead = isLineBegun ? '.' : '';
  return `${lead}${text}`
    .replace(ANYWHERE, String.raw`#\u0023`)
    .replace(AT_START, String.raw`$1$2\u003a`)
    .slice(lead.length);
}

/** Has a stream write no commands from now on. Gives what ends that, for output whose every byte must stay. */
export function guardFromCommands(stream: NodeJS.WritableStream): () => void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  let isLineBegun = false;
  stream.write = ((chunk: unknown, ...rest: unknown[]) => {
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    const text = withoutCommands(chunk, isLineBegun);
    const last = chunk.split(LINE_END).at(-1) ?? '';
    const isBlank = NOTHING.test(last);
    isLineBegun = last.length === chunk.length ? isLineBegun || !isBlank : !isBlank;
    return write(text, ...rest);
  }) as typeof stream.write;
  return () => {
    stream.write = write as typeof stream.write;
  };
}
