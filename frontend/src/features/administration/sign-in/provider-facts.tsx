import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { EmptyState } from '@/components/ui/notice';
import type { SsoSettings } from '@/lib/api/types';

/** The OpenID provider as the server's configuration has it: changed there, not here. */
export function ProviderFacts({ provider }: { readonly provider: SsoSettings['provider'] }) {
  if (provider === null) {
    return (
      <EmptyState title="No OpenID provider is configured">
        <p>
          People sign in with a password or a passkey. To let them come from your own provider, set{' '}
          <Code>OIDC_ISSUER</Code>, <Code>OIDC_CLIENT_ID</Code> and <Code>OIDC_CLIENT_SECRET_FILE</Code> in the API’s
          environment and restart it.
        </p>
      </EmptyState>
    );
  }
  const { name, issuer, clientId, hasClientSecret, scopes, groupsClaim, redirectUri } = provider;
  return (
    <dl className="grid grid-cols-[minmax(110px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5 rounded-sm border border-rule bg-surface px-4 py-3">
      <Row name="Name">{name}</Row>
      <Row name="Issuer">
        <Code>{issuer}</Code>
      </Row>
      <Row name="Client">
        <Code>{clientId}</Code>, {hasClientSecret ? 'with a secret' : 'without a secret'}
      </Row>
      <Row name="Redirect URI">
        <span className="flex items-start gap-1">
          <Code>{redirectUri}</Code>
          <CopyButton text={redirectUri} what="redirect URI" />
        </span>
      </Row>
      <Row name="Scopes">
        <Code>{scopes.join(' ')}</Code>
      </Row>
      <Row name="Groups">
        in the claim <Code>{groupsClaim}</Code>
      </Row>
    </dl>
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

function Code({ children }: { readonly children: string }) {
  return <code className="font-mono text-[0.92em] break-all">{children}</code>;
}
