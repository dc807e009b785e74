import Link from 'next/link';
import { PartForbidden } from '@/components/ui/no-permission';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { TrustRuleList } from '@/features/administration/trust-rules/trust-rule-list';
import { getProjectTrustRules, mayInProject } from '@/features/projects/api/get-projects';
import { pageOrigin } from '@/lib/http/page-origin';

export default async function ProjectTrustRulesPage({ params }: PageProps<'/projects/[slug]/trust-rules'>) {
  const { slug } = await params;
  if (!(await mayInProject(slug, 'trust-rule:read'))) return <PartForbidden permission="trust-rule:read" />;
  const [rules, canWrite, origin] = await Promise.all([
    getProjectTrustRules(slug),
    mayInProject(slug, 'trust-rule:write'),
    pageOrigin(),
  ]);
  if (!rules.ok) return <ProblemNotice problem={rules.problem} />;
  const allRules = (
    <Link href="/administration/trust-rules" className="link">
      all trust rules
    </Link>
  );
  if (rules.data.length === 0) {
    return (
      <EmptyState title="No trust rule is limited to this project">
        <p>
          With a trust rule, a CI pipeline gets a token for 15 minutes and stores no secret. Rules for every project
          count here as well. Create a rule under {allRules}.
        </p>
      </EmptyState>
    );
  }
  return (
    <section aria-label="Trust rules">
      <p className="mb-3 max-w-[100ch] text-ink-soft">
        Rules whose tokens are limited to this project. Rules for every project count here as well: {allRules}.
      </p>
      <TrustRuleList rules={rules.data} origin={origin} projects={[slug]} canWrite={canWrite} canCreate={false} />
    </section>
  );
}
