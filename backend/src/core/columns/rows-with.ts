import type { FindingColumns } from './finding-columns.js';
import type { FindingTexts } from './finding-texts.js';

/**
 * By row whether a text is found in what a person might remember of it: a name of its advisory, its title, its rule, where it lies, its
 * component's name or purl. Letters are the same in either case; of a text in ASCII those of ASCII alone.
 */
export function rowsWith(text: string, columns: FindingColumns, words: FindingTexts): Uint8Array {
  const pattern = new RegExp(
    text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`),
    /^[ -~]*$/.test(text) ? 'gi' : 'giu',
  );
  const { names } = columns;
  const inNames = names.texts.matches(pattern);
  const inTexts = words.texts.matches(pattern);
  const inSubject = Array.from(
    names.subjectNames,
    (name, subject) =>
      inNames[name] === 1 || names.lists.at(names.subjectAliases[subject] ?? 0).some((alias) => inNames[alias] === 1),
  );
  const inComponent = Array.from(
    names.componentNames,
    (name, component) => inNames[name] === 1 || inNames[(names.componentPurls[component] ?? 0) - 1] === 1,
  );
  const inWords = Array.from(
    words.titles,
    (title, number) =>
      inTexts[title - 1] === 1 || words.lists.at(words.others[number] ?? 0).some((other) => inTexts[other] === 1),
  );
  const found = new Uint8Array(columns.count);
  for (let row = 0; row < found.length; row += 1) {
    const path = names.pathTextOf(row);
    const isFound =
      inSubject[columns.subjects[row] as number] ||
      inComponent[(columns.components[row] as number) - 1] ||
      inWords[words.words[row] as number] ||
      (path !== null && inNames[path] === 1);
    if (isFound) found[row] = 1;
  }
  return found;
}
