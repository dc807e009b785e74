// Prints how long the sentences of README and get-started are on average, and how many words the README has. The style guide
// aims at 20 words a sentence and 500 words in the README; nothing fails here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Prose alone: without code, tables, headings and pictures; a link is its text.
 *
 * @param {string} markdown
 */
function sentencesOf(markdown) {
  return markdown
    .replaceAll(/^( *)```.*?^\1```$/gms, '')
    .replaceAll(/^(?:#|\||<|!\[|\[!).*$/gm, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .split(/\n\s*\n|\n\s*(?:[-*]|\d+\.)\s+|(?<=[.?!])\s+/)
    .map((sentence) => wordsOf(sentence))
    .filter((words) => words.length > 1);
}

/** @param {string} text */
function wordsOf(text) {
  return text.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word));
}

for (const path of ['README.md', 'docs/get-started.md']) {
  const markdown = readFileSync(join(ROOT, path), 'utf8');
  const lengths = sentencesOf(markdown).map((words) => words.length);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  process.stdout.write(
    `${path}: ${lengths.length} sentences of ${mean.toFixed(1)} words on average, the longest ${Math.max(...lengths)}; ` +
      `${markdown.split(/\s+/).filter(Boolean).length} words in all\n`,
  );
}
