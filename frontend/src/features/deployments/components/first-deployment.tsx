import { Command } from '@/components/ui/command';
import { EmptyState } from '@/components/ui/notice';

/** What records the first one. `origin` is where this Plimsoll is reached. */
export function FirstDeployment({ origin }: { readonly origin: string }) {
  return (
    <EmptyState title="Nothing is recorded as running yet">
      <p>
        Whoever deploys tells Plimsoll what runs where; from then on each verdict that changes shows here for what is
        running. Promoting an artifact does it by itself:
      </p>
      <Command
        text={[
          `export PLIMSOLL_URL=${origin} PLIMSOLL_TOKEN=plm_…`,
          'scripts/registry-setup.sh promote ghcr.io/acme/api@sha256:… prod',
        ].join('\n')}
      />
      <p>Anything else that deploys can say so itself:</p>
      <Command
        text={[
          `curl -H "Authorization: Bearer $PLIMSOLL_TOKEN" '${origin}/api/v1/deployments' \\`,
          `  --json '{"image":"ghcr.io/acme/api","digest":"sha256:…","environment":"prod"}'`,
        ].join('\n')}
      />
      <p className="text-sm">
        The token needs <code className="font-mono">deployment:write</code>, and{' '}
        <code className="font-mono">gate:read</code> to promote. A report of the artifact must have come in before.
      </p>
    </EmptyState>
  );
}
