import { Command } from '@/components/ui/command';
import { PartForbidden } from '@/components/ui/no-permission';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { env } from '@/config/env';
import { getTokens } from '@/features/administration/api/administration-data';
import { OwnTokenLink } from '@/features/account/components/own-token-link';
import { TokenTable } from '@/features/administration/tokens/token-table';
import { maySomewhere } from '@/features/session/api/permissions';

export const metadata = { title: 'Tokens' };

export default async function TokensPage() {
  if (!(await maySomewhere('token:manage'))) return <PartForbidden permission="token:manage" />;
  const tokens = await getTokens();
  return (
    <section aria-label="Tokens">
      <p className="mb-3 max-w-[100ch] text-ink-soft">
        API tokens in every project that you administer. A token never has more permissions than its owner. It is shown
        only once, and listed by its last four characters. Create your own on <OwnTokenLink />.
      </p>
      {!tokens.ok && <ProblemNotice problem={tokens.problem} />}
      {tokens.ok && tokens.data.items.length === 0 && (
        <EmptyState title="There is no token yet">
          <p>
            Pipelines without a trust rule need a token. Create it on <OwnTokenLink />, or on the server:
          </p>
          <Command
            text={`${env().PLIMSOLL_COMMAND} token create --name ci --permissions report:write,gate:read --expires 30d`}
          />
        </EmptyState>
      )}
      {tokens.ok && tokens.data.items.length > 0 && <TokenTable firstPage={tokens.data} />}
    </section>
  );
}
