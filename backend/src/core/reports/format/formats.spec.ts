import { readFileSync } from 'node:fs';
import type { LayoutNode } from '../json-stream/split-layout.js';
import { FORMAT_LABELS, REPORT_FORMATS, type ReportFormat } from '../scan.js';
import { FORMATS } from './formats.js';
import { recogniseFormat } from './recognise-format.js';
import { formatOfList } from './report-layout.js';

const document = (name: string): string =>
  readFileSync(new URL(`../../../../../docs/${name}`, import.meta.url), 'utf8');

/** The least that a tool writes. */
const LEAST: Readonly<Record<ReportFormat, object>> = {
  trivy: { SchemaVersion: 2, ArtifactName: 'acme/api' },
  cyclonedx: { bomFormat: 'CycloneDX', specVersion: '1.6' },
  grype: { matches: [] },
  sarif: { version: '2.1.0', runs: [] },
};

describe.each(REPORT_FORMATS)('the format %s', (name) => {
  const format = FORMATS[name];

  it('is recognised by marks that no other has', () => {
    expect(recogniseFormat(LEAST[name])).toBe(name);
    expect(REPORT_FORMATS.filter((each) => FORMATS[each].isMarked({ ...LEAST[name] }))).toEqual([name]);
  });

  it('names its lists by itself, and its schema knows each of them', async () => {
    const lists = [...new Set(listsIn({ members: new Map(Object.entries(format.members)) }))];
    expect(lists.length).toBeGreaterThan(0);
    const schema = await format.schema('1.7');
    for (const list of lists) {
      expect(list.startsWith(`${name}.`)).toBe(true);
      expect(Object.keys(schema.lists)).toContain(list);
      expect(formatOfList(list)).toBe(format.isToldByLists ? name : null);
    }
  });

  it('shares no key with another', () => {
    const others = REPORT_FORMATS.filter((each) => each !== name).map((each) => FORMATS[each].members);
    expect(Object.keys(format.members).filter((key) => others.some((members) => key in members))).toEqual([]);
    const lists = REPORT_FORMATS.filter((each) => FORMATS[each].elements !== undefined);
    expect(lists.length).toBeLessThanOrEqual(1);
  });

  it('stands in the documents, by its label', () => {
    const [tool = ''] = FORMAT_LABELS[name].split(' ');
    const [head = ''] = document('reports.md').match(/^\| +\|.*\|$/m) ?? [];
    expect(head).toContain(tool);
    expect(document('cli.md')).toContain(FORMAT_LABELS[name]);
    expect(format.title).toContain(tool);
    expect(format.reads).toContain(tool);
  });
});

function listsIn(node: LayoutNode, seen: Set<LayoutNode> = new Set()): string[] {
  if (seen.has(node)) return [];
  seen.add(node);
  const within = [...(node.members?.values() ?? []), ...(node.elements === undefined ? [] : [node.elements])];
  return [...(node.list === undefined ? [] : [node.list]), ...within.flatMap((each) => listsIn(each, seen))];
}
