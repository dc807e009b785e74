import Link from 'next/link';
import { CopyButton } from '@/components/ui/copy-button';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ProjectDetail } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { withParameters } from '@/lib/url/search-parameters';
import { ProjectActs } from './project-acts';

/** What a project is, and what can be done with it. */
export function ProjectHeader({ project }: { readonly project: ProjectDetail }) {
  const { slug, name, description, imageCount, createdAt, lastReportAt, archivedAt, archivedBy } = project;
  return (
    <header>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <p className="text-sm text-ink-soft">
            <Link href="/projects" className="link">
              Projects
            </Link>
          </p>
          <h1 className="text-xl break-words sm:text-2xl">{name}</h1>
          <p className="mt-1 flex flex-wrap items-center gap-x-4 text-sm text-ink-soft">
            <span className="flex items-center">
              <span className="mr-1.5">Slug</span>
              <code className="font-mono text-[0.92em] break-all text-ink">{slug}</code>
              <CopyButton text={slug} what="slug" />
            </span>
            <span>{counted(imageCount, 'image')}</span>
            <span>
              created <RelativeTime iso={createdAt} />
            </span>
            {lastReportAt !== null && (
              <span>
                last report <RelativeTime iso={lastReportAt} />
              </span>
            )}
            <Link href={withParameters('/', { project: slug })} className="link print:hidden">
              Show in the fleet
            </Link>
          </p>
        </div>
        {project.permissions.includes('project:write') && <ProjectActs project={project} />}
      </div>
      {description !== '' && <p className="mt-3 max-w-[80ch] break-words whitespace-pre-line">{description}</p>}
      {archivedAt !== null && (
        <p className="mt-4 rounded-sm border border-l-4 border-rule border-l-rule-strong bg-surface px-4 py-3">
          <strong className="font-medium">This project is archived</strong> since <RelativeTime iso={archivedAt} />
          {archivedBy !== null && `, by ${archivedBy}`}. It takes in no reports, deployments, tokens, waivers or VEX
          documents. What it has stays, and its verdicts can be read.
        </p>
      )}
    </header>
  );
}
