import type { ReactNode } from 'react';
import type { WaiverDetails } from '@/lib/api/types';
import { exactTime } from '@/lib/format/time';
import { conditionsInWords } from '../waiver-words';

/** Why, from when until when, and what ends it before. */
export function WaiverTerms({ waiver }: { readonly waiver: WaiverDetails }) {
  const { justification, validFrom, expiresAt, conditions, endReason, state, revision } = waiver;
  const ends = conditionsInWords(conditions);
  return (
    <section aria-label="Terms">
      <h2 className="mb-1.5 text-base">Reason and validity</h2>
      <p className="mb-2 max-w-[72ch] border-l-2 border-rule-strong pl-3 break-words whitespace-pre-line">
        <bdi>{justification}</bdi>
      </p>
      <dl className="grid grid-cols-[minmax(96px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <Row name="Valid from">{validFrom === null ? 'its last needed approval' : exactTime(validFrom)}</Row>
        <Row name="Valid until">{exactTime(expiresAt)}</Row>
        {ends.length > 0 && (
          <Row name="Conditions">
            <ul>
              {ends.map((condition) => (
                <li key={condition}>{condition}</li>
              ))}
            </ul>
          </Row>
        )}
        {endReason !== null && (
          <Row name={state === 'rejected' ? 'Rejected' : 'Revoked'}>
            <bdi className="break-words">{endReason}</bdi>
          </Row>
        )}
        <Row name="Revision">
          <code className="font-mono text-[0.92em]" title={revision}>
            {revision.slice(0, 12)}
          </code>
        </Row>
      </dl>
    </section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
