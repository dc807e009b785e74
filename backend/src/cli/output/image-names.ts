import { parseImageReference } from '../../core/model/image-reference.js';
import { printable } from './printable.js';

/**
 * Writes IMAGE@DIGEST a line, each once, for another program's arguments: what no registry could have named is not handed on. Answers
 * whether all were written.
 */
export function writeImageNames(
  artifacts: readonly { readonly image: string; readonly digest: string }[],
  stdout: NodeJS.WritableStream,
  stderr: NodeJS.WritableStream,
): boolean {
  const names = [...new Set(artifacts.map(({ image, digest }) => `${image}@${digest}`))];
  const odd = names.filter((name) => parseImageReference(name)?.repository !== name.split('@')[0]);
  stdout.write(names.flatMap((name) => (odd.includes(name) ? [] : [`${name}\n`])).join(''));
  for (const name of odd) stderr.write(`plimsoll: left out, since no registry names an image so: ${printable(name)}\n`);
  return odd.length === 0;
}
