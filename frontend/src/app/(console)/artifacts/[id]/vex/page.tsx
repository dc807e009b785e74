import { ProblemNotice } from '@/components/ui/notice';
import { getArtifact } from '@/features/artifacts/api/get-artifact';
import { maySomewhere } from '@/features/session/api/permissions';
import { getArtifactVex } from '@/features/vex/api/get-artifact-vex';
import { DocumentList } from '@/features/vex/components/document-list';
import { FirstDocument } from '@/features/vex/components/first-document';
import { SendDocument } from '@/features/vex/components/send-document';
import { StatementList } from '@/features/vex/components/statement-list';
import { VexExport } from '@/features/vex/components/vex-export';
import { isApplied } from '@/features/vex/statement-effects';
import { counted } from '@/lib/format/number';
import { pageOrigin } from '@/lib/http/page-origin';

export default async function VexPage({ params }: PageProps<'/artifacts/[id]/vex'>) {
  const { id } = await params;
  const [artifact, review, canWrite, canRead] = await Promise.all([
    getArtifact(id),
    getArtifactVex(id),
    maySomewhere('vex:write'),
    maySomewhere('vex:read'),
  ]);
  // The layout has said why, if the API did not answer.
  if (!artifact.ok) return null;
  if (!review.ok) return <ProblemNotice problem={review.problem} />;
  const { project, image, digest, verdicts } = artifact.data;
  const { documents, statements, statementCount } = review.data;
  const send = canWrite ? <SendDocument subject={{ project, image, digest }} /> : null;
  const exports = <VexExport artifactId={id} environments={verdicts.map(({ environment }) => environment)} />;
  if (documents.length === 0) {
    return (
      <section aria-label="VEX" className="flex flex-col gap-6 pt-4">
        <FirstDocument origin={await pageOrigin()} project={project} image={image} action={send} />
        <div className="max-w-96">{exports}</div>
      </section>
    );
  }
  const byId = new Map(documents.map((document) => [document.id, document]));
  const applied = statements.filter(isApplied);
  const others = statements.filter((statement) => !isApplied(statement));
  const unlisted = statementCount - statements.length;
  return (
    <section aria-label="VEX" className="grid items-start gap-x-10 gap-y-6 pt-3 lg:grid-cols-[minmax(0,1fr)_320px]">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2 lg:col-span-2">
        <p className="text-ink-soft">
          {applied.length === 0
            ? 'No statement clears a finding.'
            : `${applied.length} of ${counted(statementCount, 'statement')} ${applied.length === 1 ? 'clears' : 'clear'} findings.`}
        </p>
        {send}
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        {applied.length > 0 && (
          <StatementList
            title={`${counted(applied.length, 'statement')} applied`}
            artifactId={id}
            statements={applied}
            documents={byId}
          />
        )}
        {others.length > 0 && (
          <StatementList
            title={`${counted(others.length, 'statement')} not applied`}
            artifactId={id}
            statements={others}
            documents={byId}
          />
        )}
        {unlisted > 0 && (
          <p className="text-sm text-ink-soft">
            {counted(unlisted, 'more statement')} not listed: the first {counted(statements.length, 'statement')} are
            shown.
          </p>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <DocumentList documents={documents} project={project} canDownload={canRead} canWithdraw={canWrite} />
        {exports}
      </div>
    </section>
  );
}
