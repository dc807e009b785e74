import { TabBar } from '@/components/ui/tab-bar';
import type { Permission, ProjectDetail } from '@/lib/api/types';

/** The parts of a project's page, and what each takes. */
const PARTS = [
  { path: '', name: 'Images', permission: 'artifact:read' },
  { path: '/evidence', name: 'Evidence', permission: 'evidence:export' },
  { path: '/members', name: 'Members', permission: 'role:read' },
  { path: '/tokens', name: 'Tokens', permission: 'token:manage' },
  { path: '/trust-rules', name: 'Trust rules', permission: 'trust-rule:read' },
] as const satisfies readonly { readonly path: string; readonly name: string; readonly permission: Permission }[];

export function ProjectTabs({ project }: { readonly project: ProjectDetail }) {
  const parts = PARTS.filter(({ permission }) => project.permissions.includes(permission));
  return (
    <div className="mt-6 mb-4">
      <TabBar
        label="Project"
        tabs={parts.map(({ path, name }) => ({ href: `/projects/${project.slug}${path}`, name }))}
      />
    </div>
  );
}
