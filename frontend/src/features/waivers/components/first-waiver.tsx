import Link from 'next/link';
import { Command } from '@/components/ui/command';
import { EmptyState } from '@/components/ui/notice';
import { OwnTokenLink } from '@/features/account/components/own-token-link';

/** What requests the first one. `origin` is where this Plimsoll is reached. */
export function FirstWaiver({ origin }: { readonly origin: string }) {
  return (
    <EmptyState title="No waivers yet">
      <p>
        A waiver is an accepted risk (an exception): it covers a finding for a time, has an owner who answers for it,
        and its verdicts end with it. Request one from a finding of{' '}
        <Link href="/" className="link">
          an artifact
        </Link>
        , or from a pipeline:
      </p>
      <Command
        text={[
          `curl -H "Authorization: Bearer $PLIMSOLL_TOKEN" '${origin}/api/v1/waivers' --json '{`,
          '  "scope": {"advisory":"CVE-2026-1234","component":"pkg:npm/minimist@0.0.8","image":"ghcr.io/acme/api","environments":["prod"]},',
          '  "status": "accepted", "justification": "Not reachable from outside.", "expiresAt": "2026-12-31"}\'',
        ].join('\n')}
      />
      <p className="text-sm">
        The token needs <code className="font-mono">waiver:request</code>: create it on <OwnTokenLink />. Another person
        with <code className="font-mono">waiver:approve</code> then approves it here.
      </p>
    </EmptyState>
  );
}
