import type { Waiver } from '../../../core/model/waiver.js';
import { parsePurl, versionedPurl } from '../../../core/model/purl.js';
import type { ImportedRule, ImportSource, RuleLeftOut } from './import-source.js';

/** What an auditor's decision is called in a waiver. What is left out clears nothing by itself. */
const STATUSES: ReadonlyMap<string, Waiver['status']> = new Map([
  ['NOT_AFFECTED', 'not_affected'],
  ['FALSE_POSITIVE', 'false_positive'],
  ['RESOLVED', 'fixed'],
]);

/** Where the auditor has decided nothing, or that it matters, and suppressed it all the same. */
const ACCEPTED = new Set(['NOT_SET', 'EXPLOITABLE']);

/** A name that says of which database it is; others, such as NPM's numbers, name nothing elsewhere. */
const NAME = /^[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9:._-]+$/;

interface Finding {
  readonly component?: { readonly name?: unknown; readonly version?: unknown; readonly purl?: unknown };
  readonly vulnerability?: { readonly vulnId?: unknown };
  readonly analysis?: Readonly<Record<string, unknown>>;
}

/**
 * Findings with their analysis: what Dependency-Track exports of a project (`/api/v1/finding/project/{uuid}/export`, the Finding Packaging
 * Format), or its list of them (`/api/v1/finding/project/{uuid}?suppressed=true`), which has the suppressed ones as well. Null where the text is
 * neither.
 */
export function readDependencyTrack(source: string): ImportSource | null {
  const findings = findingsOf(source);
  if (findings === null) return null;
  const rules: ImportedRule[] = [];
  const leftOut: RuleLeftOut[] = [];
  for (const [index, finding] of findings.entries()) {
    const where = `findings[${index}]`;
    const name = typeof finding?.vulnerability?.vulnId === 'string' ? finding.vulnerability.vulnId : 'a finding';
    const read = readFinding(finding ?? {}, name);
    if (read === null) continue;
    if (typeof read === 'string') leftOut.push({ where, name, reason: read });
    else rules.push({ where, name, expiresAt: null, ...read });
  }
  return { rules, leftOut };
}

function findingsOf(source: string): Finding[] | null {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return null;
  }
  const list = Array.isArray(value) ? value : (value as { findings?: unknown } | null)?.findings;
  return Array.isArray(list) ? (list as Finding[]) : null;
}

/** Null where nothing was decided, a text where what was decided cannot be taken over. */
function readFinding(
  { component, analysis = {} }: Finding,
  name: string,
): Pick<ImportedRule, 'scope' | 'status' | 'justification'> | string | null {
  const state = textOf(analysis, 'state', 'analysisState') ?? 'NOT_SET';
  const isSuppressed = analysis['isSuppressed'] === true;
  if (state === 'NOT_SET' && !isSuppressed) return null;
  const status = STATUSES.get(state) ?? (isSuppressed && ACCEPTED.has(state) ? 'accepted' : null);
  if (status === null) return `its analysis is ${state}${isSuppressed ? ' and suppressed' : ''}, which clears nothing`;
  if (!NAME.test(name)) return `\`${name}\` does not say of which database it is`;
  const purl = purlOf(component);
  if (purl === null)
    return 'its component has no package URL with a version, and a waiver without would cover every version';
  const said = [
    textOf(analysis, 'justification', 'analysisJustification'),
    textOf(analysis, 'details', 'detail', 'analysisDetails'),
  ];
  const justification = said.filter((text) => text !== null && text !== 'NOT_SET').join(': ');
  return { scope: { advisory: name, component: purl }, status, justification: justification || null };
}

function textOf(analysis: Readonly<Record<string, unknown>>, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = analysis[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return null;
}

function purlOf(component: Finding['component']): string | null {
  const { purl, version } = component ?? {};
  if (typeof purl !== 'string') return null;
  const parts = parsePurl(purl);
  if (parts === null) return null;
  if (parts.version !== null) return purl;
  return typeof version === 'string' && version !== '' ? versionedPurl(purl, version) : null;
}
