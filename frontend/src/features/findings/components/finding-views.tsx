import { ViewChoice } from '@/components/ui/view-choice';

interface FindingViewsProps {
  readonly artifactId: string;
  readonly here: 'findings' | 'packages';
}

/** The artifact's findings one by one, or its vulnerabilities by what has to be upgraded. */
export function FindingViews({ artifactId, here }: FindingViewsProps) {
  return (
    <ViewChoice
      label="Group findings"
      views={[
        { name: 'Each finding', href: `/artifacts/${artifactId}`, isHere: here === 'findings' },
        { name: 'By package', href: `/artifacts/${artifactId}/packages`, isHere: here === 'packages' },
      ]}
    />
  );
}
