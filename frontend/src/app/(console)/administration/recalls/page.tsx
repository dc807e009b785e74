import { PartForbidden } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { getProjectSlugs, getRecalls } from '@/features/administration/api/administration-data';
import { RecallList } from '@/features/administration/recalls/recall-list';
import { mayEverywhere, maySomewhere } from '@/features/session/api/permissions';

export const metadata = { title: 'Recalls' };

export default async function RecallsPage() {
  if (!(await maySomewhere('evidence:recall'))) return <PartForbidden permission="evidence:recall" />;
  const [recalls, projects, canBeEverywhere] = await Promise.all([
    getRecalls(),
    getProjectSlugs(),
    mayEverywhere('evidence:recall'),
  ]);
  if (!recalls.ok) return <ProblemNotice problem={recalls.problem} />;
  return <RecallList recalls={recalls.data} projects={projects} canBeEverywhere={canBeEverywhere} />;
}
