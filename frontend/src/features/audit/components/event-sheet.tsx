'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { IconButton } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { ChevronIcon } from '@/components/ui/icons';
import { SideSheet } from '@/components/ui/side-sheet';
import { useNeighbours } from '@/components/ui/use-neighbours';
import type { AuditEvent } from '@/lib/api/types';
import { exactSecond } from '@/lib/format/time';
import { auditHref, type AuditQuery } from '../audit-query';
import { ChangeList } from './change-list';

interface EventSheetProps {
  readonly sequence: string | null;
  /** The loaded list: each event is there whole. */
  readonly events: readonly AuditEvent[];
  readonly query: AuditQuery;
  readonly onClose: () => void;
  readonly onMove: (sequence: string) => void;
}

/** One event over the list: who, what, from where, what changed, and its place in the chain. */
export function EventSheet({ sequence, events, query, onClose, onMove }: EventSheetProps) {
  const index = events.findIndex((event) => `${event.sequence}` === sequence);
  const event = events[index];
  const sequences = events.map((each) => `${each.sequence}`);
  const { hasBefore, hasNext, showBefore, showNext, onKeyDown } = useNeighbours(sequences, sequence, onMove);
  return (
    <SideSheet
      isOpen={sequence !== null}
      onClose={onClose}
      findReturnTarget={() => document.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-link]`)}
      kicker={event ? `Event ${event.sequence}` : 'Event'}
      title={event ? <span className="font-mono">{event.action}</span> : 'This event is not in the list'}
      actions={
        event && (
          <>
            <IconButton label="Newer event (k)" disabled={!hasBefore} onClick={showBefore}>
              <ChevronIcon className="-rotate-90" />
            </IconButton>
            <IconButton label="Older event (j)" disabled={!hasNext} onClick={showNext}>
              <ChevronIcon className="rotate-90" />
            </IconButton>
          </>
        )
      }
      onKeyDown={onKeyDown}
    >
      {event ? (
        <EventFacts event={event} query={query} />
      ) : (
        <p className="text-ink-soft">Scroll down until it is loaded, or remove filters that exclude it.</p>
      )}
    </SideSheet>
  );
}

function EventFacts({ event, query }: { readonly event: AuditEvent; readonly query: AuditQuery }) {
  const { at, action, actor, target, ip, userAgent, requestId, hash, before, after } = event;
  return (
    <div className="flex flex-col gap-6">
      <dl className="grid grid-cols-[minmax(84px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <Row name="Time">{exactSecond(at)} UTC</Row>
        <Row name="Actor">
          {actor.name} <span className="text-ink-soft">({ACTOR[actor.kind] ?? actor.kind})</span>
        </Row>
        <Row name="Target">
          {target.name} <span className="text-ink-soft">({target.kind})</span>
        </Row>
        <Row name="From">
          {ip === null ? 'the server’s own machine' : <code className="font-mono text-[0.92em]">{ip}</code>}
        </Row>
        {userAgent !== null && <Row name="User agent">{userAgent}</Row>}
        {requestId !== null && (
          <Row name="Request">
            <Code text={requestId} what="request id" />
          </Row>
        )}
        <Row name="Hash">
          <Code text={hash} what="hash" />
        </Row>
      </dl>
      <section>
        <h3 className="mb-1.5 text-base">What changed</h3>
        <ChangeList before={before} after={after} />
      </section>
      <section>
        <h3 className="mb-1.5 text-base">More like this</h3>
        <ul className="flex flex-col items-start gap-1 text-sm">
          <More href={auditHref({ ...query, actor: actor.name })}>Everything that {actor.name} did</More>
          <More href={auditHref({ ...query, target: target.name })}>Everything that happened to {target.name}</More>
          <More href={auditHref({ ...query, action })}>Every {action}</More>
        </ul>
      </section>
    </div>
  );
}

const ACTOR: Readonly<Record<string, string>> = {
  person: 'a person',
  token: 'an API token',
  local: 'on the server’s machine',
  anonymous: 'not signed in',
  system: 'Plimsoll itself',
};

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Code({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="flex items-start gap-1">
      <code className="font-mono text-[0.92em] leading-6 break-all">{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

function More({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <li className="max-w-full">
      <Link href={href} prefetch={false} className="link break-words">
        {children}
      </Link>
    </li>
  );
}
