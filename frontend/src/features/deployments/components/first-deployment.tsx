import Link from 'next/link';
import { Command } from '@/components/ui/command';
import { EmptyState } from '@/components/ui/notice';
import { OwnTokenLink } from '@/features/account/components/own-token-link';

/** What records the first one. `origin` is where this Plimsoll is reached. */
export function FirstDeployment({ origin }: { readonly origin: string }) {
  return (
    <EmptyState title="No deployments recorded yet">
      <p>
        Record what you deploy, and Plimsoll shows its current verdict here. Promoting an artifact records it
        automatically:
      </p>
      <Command
        text={[
          `export PLIMSOLL_URL=${origin} PLIMSOLL_TOKEN=plm_…`,
          'scripts/registry-setup.sh promote ghcr.io/acme/api@sha256:… prod --key cosign.pub',
        ].join('\n')}
      />
      <p>Any other deployment tool can record it:</p>
      <Command
        text={[
          `curl -H "Authorization: Bearer $PLIMSOLL_TOKEN" '${origin}/api/v1/deployments' \\`,
          `  --json '{"image":"ghcr.io/acme/api","digest":"sha256:…","environment":"prod"}'`,
        ].join('\n')}
      />
      <p className="text-sm">
        The token needs <code className="font-mono">deployment:write</code>, and{' '}
        <code className="font-mono">gate:read</code> to promote: create it on <OwnTokenLink />.
      </p>
      <p>
        Plimsoll must know the artifact:{' '}
        <Link href="/send" className="link">
          send a report
        </Link>{' '}
        first.
      </p>
    </EmptyState>
  );
}
