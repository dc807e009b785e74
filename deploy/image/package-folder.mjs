import { sep } from 'node:path';

const PART = `${sep}node_modules${sep}`;

/**
 * The folder of the package that a file belongs to, and the package's name; null where it is in none.
 *
 * @param {string} file
 */
export function packageFolder(file) {
  const at = file.lastIndexOf(PART);
  if (at === -1) return null;
  const [first = '', second = ''] = file.slice(at + PART.length).split(sep);
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  return { name, folder: file.slice(0, at + PART.length) + name };
}
