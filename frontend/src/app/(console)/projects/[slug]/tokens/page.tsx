import Link from 'next/link';
import { PartForbidden } from '@/components/ui/no-permission';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { TokenTable } from '@/features/administration/tokens/token-table';
import { getProjectTokens, mayInProject } from '@/features/projects/api/get-projects';

export default async function ProjectTokensPage({ params }: PageProps<'/projects/[slug]/tokens'>) {
  const { slug } = await params;
  if (!(await mayInProject(slug, 'token:manage'))) return <PartForbidden permission="token:manage" />;
  const tokens = await getProjectTokens(slug);
  if (!tokens.ok) return <ProblemNotice problem={tokens.problem} />;
  const accountPage = (
    <Link href="/account" className="link">
      your account page
    </Link>
  );
  if (tokens.data.items.length === 0) {
    return (
      <EmptyState title="No token is limited to this project">
        <p>Tokens for every project count here as well. Create a token for this project on {accountPage}.</p>
      </EmptyState>
    );
  }
  return (
    <section aria-label="Tokens">
      <p className="mb-3 max-w-[100ch] text-ink-soft">
        Tokens that are limited to this project. Tokens for every project count here as well. Create your own on{' '}
        {accountPage}.
      </p>
      <TokenTable firstPage={tokens.data} project={slug} />
    </section>
  );
}
