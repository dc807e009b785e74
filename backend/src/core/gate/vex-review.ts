import type { Finding } from '../findings/finding.js';
import { nameOf } from '../findings/order.js';
import { isAbout } from '../vex/attestation.js';
import { type Fit, FITS } from '../vex/fit.js';
import type { VexContent, VexStatement } from '../vex/vex-document.js';
import { fitOfStatement, isClearing, type VexDocument, VexWords } from '../vex/vex-word.js';
import { countingBoms, type Facts } from './facts.js';
import { dishonoured } from './honoured-vex.js';
import { vexFrom } from './modifiers.js';
import { valueOf, type WrittenSettings } from './setting.js';
import { dayOf, listedShort } from './words.js';

/** Why a statement clears nothing. `affected`: it says that the finding counts. */
export type Miss =
  | Exclude<Fit, 'fits'>
  | 'unknown-advisory'
  | 'no-product'
  | 'other-artifact'
  | 'none-honoured'
  | 'sender-not-honoured'
  | 'author-not-honoured'
  | 'key-not-honoured'
  | 'affected'
  | 'no-reason'
  | 'future'
  | 'older'
  | 'contradicted';

export interface StatementReview {
  readonly source: VexDocument;
  readonly statement: VexStatement;
  /** Ids of the findings that it is on, worst first. */
  readonly findings: readonly string[];
  /** How many of them it clears. */
  readonly clearedCount: number;
  /** Null where it clears a finding. */
  readonly miss: { readonly reason: Miss; readonly message: string } | null;
}

/** Of each statement what it does in an environment, or by how little it misses. In the order of the documents. */
export function reviewVex(
  documents: readonly VexDocument[],
  { facts, settings, at }: { readonly facts: Facts; readonly settings: WrittenSettings; readonly at: number },
): StatementReview[] {
  const from = valueOf(settings, vexFrom);
  const boms = countingBoms(facts);
  const all = new VexWords(documents, facts, at, boms);
  const honoured = new VexWords(
    documents.filter((document) => dishonoured(document, from) === null),
    facts,
    at,
    boms,
  );
  const seen = new Map<VexStatement, Seen>();
  for (const finding of facts.findings) {
    const placed = all.on(finding);
    if (placed.length === 0) continue;
    const word = honoured.of(finding);
    const isCounting = new Set(word?.counting.map(({ statement }) => statement));
    for (const one of placed) {
      const known = seen.get(one.statement) ?? {
        findings: [],
        clearedCount: 0,
        fit: 'unidentified',
        near: finding,
        isCounting: false,
      };
      seen.set(one.statement, known);
      const fit = fitOfStatement(one, facts, finding);
      if (fit === 'fits') {
        known.findings.push(finding.id);
        if (isCounting.has(one.statement)) {
          known.isCounting = true;
          if (word?.isCleared === true) known.clearedCount += 1;
        }
      }
      if (FITS.indexOf(fit) < FITS.indexOf(known.fit)) Object.assign(known, { fit, near: finding });
    }
  }
  return documents.flatMap((source) =>
    source.content.statements.map((statement): StatementReview => {
      const known = seen.get(statement) ?? null;
      return {
        source,
        statement,
        findings: known?.findings ?? [],
        clearedCount: known?.clearedCount ?? 0,
        miss: known !== null && known.clearedCount > 0 ? null : missOf(source, statement, known, facts, from, at),
      };
    }),
  );
}

interface Seen {
  findings: string[];
  clearedCount: number;
  fit: Fit;
  /** The finding that it comes nearest to. */
  near: Finding;
  /** Whether it is what its author says now. */
  isCounting: boolean;
}

function missOf(
  source: VexDocument,
  statement: VexStatement,
  seen: Seen | null,
  facts: Facts,
  from: Parameters<typeof dishonoured>[1],
  at: number,
): StatementReview['miss'] {
  const isOfOther = !isAbout(source.content, facts.digest);
  const reason = isOfOther ? 'other-artifact' : reasonOf(source, statement, seen, from, at);
  return { reason, message: MESSAGES[reason]({ source, statement, near: seen?.near ?? null }) };
}

function reasonOf(
  source: VexDocument,
  statement: VexStatement,
  seen: Seen | null,
  from: Parameters<typeof dishonoured>[1],
  at: number,
): Miss {
  if (statement.products.length === 0) return 'no-product';
  if (seen === null) return 'unknown-advisory';
  if (seen.fit !== 'fits') return seen.fit;
  const why = dishonoured(source, from);
  if (why !== null) return `${why}${why === 'none' ? '-honoured' : '-not-honoured'}` as Miss;
  if (statement.status === 'affected' || statement.status === 'under_investigation') return 'affected';
  if (!isClearing(statement, source.content)) return 'no-reason';
  if (statement.saidAt !== null && Date.parse(statement.saidAt) > at) return 'future';
  return seen.isCounting ? 'contradicted' : 'older';
}

interface Told {
  readonly source: VexDocument;
  readonly statement: VexStatement;
  readonly near: Finding | null;
}

const MESSAGES: Readonly<Record<Miss, (told: Told) => string>> = {
  'unknown-advisory': ({ statement }) => `No finding of the artifact is ${listedShort(statement.vulnerability)}.`,
  'no-product': () => 'It names no product.',
  'other-artifact': ({ source: { content } }) =>
    `It is attested of another artifact: ${listedShort(content.attestation?.subjects ?? []) || 'none that is named by SHA-256'}.`,
  'unreadable-version': (told) =>
    `It is on a range of versions, and whether the version here is in it cannot be told: ${products(told)}; ${here(told)}.`,
  'other-version': (told) => `It is on another version: ${products(told)}; ${here(told)}.`,
  'other-build': (told) =>
    `It is on another build, by the qualifiers of its package URL: ${products(told)}; ${here(told)}.`,
  'by-tag': (told) => `It names the image by a tag, which can move: ${products(told)}. Name it by its digest.`,
  'part-of-package': (told) =>
    `It is on parts of ${products(told)}, and which of the artifact's packages are parts of that is not known.`,
  'other-product': (told) => `It is on another product: ${products(told)}; ${here(told)}.`,
  'other-bom': (told) =>
    `It links to a BOM that is not here, or is here in another version: ${products(told)}. Name it by a package URL.`,
  unidentified: (told) =>
    `Its product is named by nothing that the artifact is known by: ${products(told)}. Name it by a package URL or a digest${isByRange(told) ? ", and versions by a vers range of the package's type" : ''}.`,
  'none-honoured': () => 'The policy honours no VEX documents here (evidence.vexFrom).',
  'sender-not-honoured': ({ source: { sender } }) =>
    sender === null
      ? 'The policy honours documents of some senders alone (evidence.vexFrom), and who sent this one is not known here.'
      : `The policy does not honour its sender, ${sender.name} (evidence.vexFrom).`,
  'author-not-honoured': ({ source: { content } }) =>
    `The policy does not honour its author, ${content.author ?? 'who is not named'} (evidence.vexFrom).`,
  'key-not-honoured': ({ source: { content } }) => `${signedBy(content)} (evidence.vexFrom).`,
  affected: ({ statement }) =>
    statement.status === 'affected'
      ? 'It says that the artifact is affected.'
      : 'It says that this is under investigation.',
  'no-reason': () => 'It says not_affected without a justification or an impact statement.',
  future: ({ statement }) => `It is dated ${dayOf(statement.saidAt ?? 0)}, which is yet to come.`,
  older: () => 'It is older than another statement of its author on the same.',
  contradicted: () => 'Another author that the policy honours says otherwise.',
};

function signedBy({ attestation }: VexContent): string {
  const why = 'The policy honours documents that are signed with keys or by signers that it names';
  if (attestation === null) return `${why}, and this one is not signed`;
  if (attestation.signer !== undefined) return `${why}, and this one is signed by ${attestation.signer.slice(7)}`;
  const [first] = attestation.signedBy;
  return first === undefined
    ? `${why}, and this one is not signed with a public key or under a trusted root that was given`
    : `${why}, and this one is signed with ${first}`;
}

function isByRange({ statement }: Told): boolean {
  return statement.products.some(({ identities, parts = [] }) =>
    [identities, ...parts].flat().some(({ kind }) => kind === 'range'),
  );
}

function products({ statement }: Told): string {
  const written = statement.products.flatMap(({ identities, parts }) =>
    [...identities.slice(0, 1), ...(parts ?? []).flatMap((part) => part.slice(0, 1))].map(
      (identity) => identity.written,
    ),
  );
  return listedShort([...new Set(written)].map((text) => (text.length > 200 ? `${text.slice(0, 200)}…` : text)));
}

function here({ near }: Told): string {
  const component = near?.component ?? null;
  if (near === null || component === null) return 'here it is another';
  return `here ${nameOf(near)} is in ${component.purl ?? [component.name, component.version].filter((part) => part).join(' ')}`;
}
