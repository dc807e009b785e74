import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const DOCUMENTS = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
].sort();

const FENCED = /^( *)```.*?^\1```$/gms;
const LINK = /\]\(([^()\s]+)\)/g;
const HEADING = /^#+ (.+)$/gm;
const NPM_SCRIPT = /\bnpm run ([\w:]+)/g;
/** A file of the repository in a command or in code, such as `scripts/compose.sh` or `-f docker-compose.prod.yml`. */
const NAMED_FILE =
  /(?<![\w./-])((?:scripts|deploy|gateway)\/[\w./-]+\.\w+|docker-compose[\w.-]*\.yml|Dockerfile\.\w+)/g;

const readDocument = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const captures = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, first = '']) => first);

/** The anchors that GitHub gives a document's headings. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>();
  for (const heading of captures(readDocument(path).replaceAll(FENCED, ''), HEADING)) {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

function isThere(link: string, document: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : relative(ROOT, join(ROOT, dirname(document), decodeURIComponent(path)));
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor);
}

/** Who follows a document must not end up before something that is not there. */
describe.each(DOCUMENTS)('%s', (document) => {
  const text = readDocument(document);

  it('links to files and headings that there are', () => {
    const links = captures(text.replaceAll(FENCED, ''), LINK).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !isThere(link, document))).toEqual([]);
  });

  it('names npm scripts and files that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    expect(captures(text, NPM_SCRIPT).filter((name) => !(name in scripts))).toEqual([]);
    expect(captures(text, NAMED_FILE).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
