import { PartForbidden } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { getProjectSlugs, getTrustRules } from '@/features/administration/api/administration-data';
import { TrustRuleList } from '@/features/administration/trust-rules/trust-rule-list';
import { mayEverywhere } from '@/features/session/api/permissions';
import { pageOrigin } from '@/lib/http/page-origin';

export const metadata = { title: 'Trust rules' };

export default async function TrustRulesPage() {
  if (!(await mayEverywhere('trust-rule:read'))) return <PartForbidden permission="trust-rule:read" />;
  const [rules, projects, canWrite, origin] = await Promise.all([
    getTrustRules(),
    getProjectSlugs(),
    mayEverywhere('trust-rule:write'),
    pageOrigin(),
  ]);
  return (
    <section aria-label="Trust rules">
      <p className="mb-3 max-w-[100ch] text-ink-soft">
        A pipeline presents its CI provider’s OIDC token and receives a Plimsoll token that is valid for 15 minutes.
      </p>
      {rules.ok ? (
        <TrustRuleList rules={rules.data} origin={origin} projects={projects} canWrite={canWrite} />
      ) : (
        <ProblemNotice problem={rules.problem} />
      )}
    </section>
  );
}
