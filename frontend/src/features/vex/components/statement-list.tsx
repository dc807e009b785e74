import { clsx } from 'clsx';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { environmentsInWords } from '@/features/waivers/waiver-words';
import type { VexDocument, VexStatement } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { withParameters } from '@/lib/url/search-parameters';
import { effectsOf, type StatementEffect } from '../statement-effects';
import { justificationInWords, senderInWords, statementAnchor, VEX_STATUS_NAME } from '../vex-words';

interface StatementListProps {
  readonly title: string;
  readonly artifactId: string;
  readonly statements: readonly VexStatement[];
  readonly documents: ReadonlyMap<string, VexDocument>;
}

/** What documents say of vulnerabilities, what that clears, or by how little it misses. */
export function StatementList({ title, artifactId, statements, documents }: StatementListProps) {
  return (
    <section aria-label={title}>
      <h2 className="mb-1.5 text-base">{title}</h2>
      <ol className="divide-y divide-rule border-y border-rule">
        {statements.map((statement) => (
          <StatementItem
            key={statementAnchor(statement)}
            artifactId={artifactId}
            statement={statement}
            document={documents.get(statement.documentId)}
          />
        ))}
      </ol>
    </section>
  );
}

interface StatementItemProps {
  readonly artifactId: string;
  readonly statement: VexStatement;
  readonly document: VexDocument | undefined;
}

function StatementItem({ artifactId, statement, document }: StatementItemProps) {
  const { vulnerability, status, justification, impact, action, products } = statement;
  const [name, ...aliases] = vulnerability;
  const effects = effectsOf(statement);
  return (
    <li id={statementAnchor(statement)} className="scroll-mt-16 py-3 target:bg-accent-wash print:break-inside-avoid">
      <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-base">
        <code className="font-mono break-all">{name}</code>
        <Badge look={effects.some(({ miss }) => miss === null) ? 'accent' : 'plain'}>{VEX_STATUS_NAME[status]}</Badge>
        {justification !== null && (
          <span className="text-sm font-normal break-words text-ink-soft">{justificationInWords(justification)}</span>
        )}
      </h3>
      {aliases.length > 0 && (
        <p className="text-sm text-ink-soft">
          Aliases: <span className="font-mono text-[0.92em] break-all">{aliases.join(', ')}</span>
        </p>
      )}
      <ul className="mt-1.5 flex flex-col gap-1">
        {effects.map((effect) => (
          <Effect
            key={effect.environments.join(' ')}
            artifactId={artifactId}
            statement={statement}
            effect={effect}
            isEverywhere={effects.length === 1}
          />
        ))}
      </ul>
      {[impact, action].map(
        (text) =>
          text !== null && (
            <p key={text} className="mt-1.5 max-w-[72ch] text-sm break-words whitespace-pre-line">
              <bdi>{text}</bdi>
            </p>
          ),
      )}
      {products.length > 0 && (
        <p className="mt-1 text-sm text-ink-soft">
          On{' '}
          {products.slice(0, MOST_PRODUCTS).map((product, place) => (
            <span key={product}>
              {place > 0 && ', '}
              <code className="font-mono text-[0.92em] break-all">{product}</code>
            </span>
          ))}
          {products.length > MOST_PRODUCTS && ` and ${counted(products.length - MOST_PRODUCTS, 'more', 'more')}`}
        </p>
      )}
      {document && <Origin statement={statement} document={document} />}
    </li>
  );
}

const MOST_PRODUCTS = 3;

interface EffectProps {
  readonly artifactId: string;
  readonly statement: VexStatement;
  readonly effect: StatementEffect;
  readonly isEverywhere: boolean;
}

function Effect({ artifactId, statement, effect: { environments, clearedCount, miss }, isEverywhere }: EffectProps) {
  const where = environmentsInWords(environments);
  if (miss !== null) {
    return (
      <li className="border-l-2 border-dashed border-rule-strong pl-3 break-words">
        {!isEverywhere && (
          <>
            Not for <bdi>{where}</bdi>:{' '}
          </>
        )}
        <bdi>{miss}</bdi>
      </li>
    );
  }
  const isPartly = clearedCount < statement.findingCount;
  return (
    <li className="border-l-2 border-accent pl-3">
      Clears{' '}
      <Link href={findingsHref(artifactId, statement)} prefetch={false} className="link">
        {isPartly
          ? `${clearedCount} of ${counted(statement.findingCount, 'finding')}`
          : counted(clearedCount, 'finding')}
      </Link>{' '}
      for <bdi className="font-medium break-words">{where}</bdi>
    </li>
  );
}

/** One finding opens at once; of several the list, by the vulnerability's name. */
function findingsHref(artifactId: string, { findings, vulnerability }: VexStatement): string {
  return withParameters(`/artifacts/${artifactId}`, {
    q: findings.length === 1 ? undefined : vulnerability[0],
    finding: findings.length === 1 ? findings[0] : undefined,
  });
}

function Origin({ statement, document }: { readonly statement: VexStatement; readonly document: VexDocument }) {
  return (
    <ul
      className={clsx(
        'mt-1 flex flex-wrap text-sm text-ink-soft',
        "*:after:px-2 *:after:content-['·'] *:last:after:hidden",
      )}
    >
      <li>{document.author === null ? 'no author' : <>by {<bdi className="break-words">{document.author}</bdi>}</>}</li>
      {document.sender !== null && (
        <li>
          sent by <bdi className="wrap-anywhere">{senderInWords(document.sender)}</bdi>
        </li>
      )}
      <li>
        said <RelativeTime iso={statement.saidAt} otherwise="without a date" />
      </li>
    </ul>
  );
}
