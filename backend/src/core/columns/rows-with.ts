import type { FindingColumns } from './finding-columns.js';
import type { FindingTexts } from './finding-texts.js';

/**
 * By row, whether a text occurs in what people search for: a name of its advisory, its title, its rule, where it lies,
 * its component's name or purl. Letters are the same in either case; of a text in ASCII those of ASCII alone.
 */
export function rowsWith(text: string, columns: FindingColumns, words: FindingTexts): Uint8Array {
  const pattern = new RegExp(
    text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`),
    /^[ -~]*$/.test(text) ? 'gi' : 'giu',
  );
  const { names } = columns;
  const inNames = names.texts.matches(pattern);
  const inTexts = words.texts.matches(pattern);
  const inSubject = marks(
    names.subjectNames.length,
    (subject) =>
      inNames[names.subjectNames[subject] as number] === 1 ||
      names.lists.hasMarked(names.subjectAliases[subject] as number, inNames),
  );
  const inComponent = marks(
    names.componentNames.length,
    (component) =>
      inNames[names.componentNames[component] as number] === 1 ||
      inNames[(names.componentPurls[component] as number) - 1] === 1,
  );
  const inWords = marks(
    words.titles.length,
    (number) =>
      inTexts[(words.titles[number] as number) - 1] === 1 ||
      words.lists.hasMarked(words.others[number] as number, inTexts),
  );
  return marks(columns.count, (row) => {
    const path = names.pathTextOf(row);
    return (
      inSubject[columns.subjects[row] as number] === 1 ||
      inComponent[(columns.components[row] as number) - 1] === 1 ||
      inWords[words.words[row] as number] === 1 ||
      (path !== null && inNames[path] === 1)
    );
  });
}

function marks(count: number, isMarked: (number: number) => boolean): Uint8Array {
  const all = new Uint8Array(count);
  for (let number = 0; number < count; number += 1) if (isMarked(number)) all[number] = 1;
  return all;
}
