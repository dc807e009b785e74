import { TabBar } from '@/components/ui/tab-bar';

interface ArtifactTabsProps {
  readonly artifactId: string;
  readonly findings: number;
  readonly components: number;
}

/** What an artifact's page can show below its verdicts; each is a page of its own. */
export function ArtifactTabs({ artifactId, findings, components }: ArtifactTabsProps) {
  const base = `/artifacts/${artifactId}`;
  return (
    <div className="mt-6">
      <TabBar
        label="Evidence"
        tabs={[
          { href: base, name: 'Findings', count: findings },
          { href: `${base}/components`, name: 'Components', count: components },
          { href: `${base}/scans`, name: 'Scans' },
          { href: `${base}/vex`, name: 'VEX' },
          { href: `${base}/compare`, name: 'Changes' },
          { href: `${base}/base`, name: 'Base image' },
        ]}
      />
    </div>
  );
}
