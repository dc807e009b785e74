import { buttonLook } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import type { VexDocument } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { filedForInWords, senderInWords, VEX_FORMAT_NAME } from '../vex-words';
import { WithdrawDocument } from './withdraw-document';

interface DocumentListProps {
  readonly documents: readonly VexDocument[];
  /** Of the artifact. */
  readonly project: string;
  readonly canDownload: boolean;
  readonly canWithdraw: boolean;
}

/** The documents that are filed for the artifact, as they were received. */
export function DocumentList({ documents, project, canDownload, canWithdraw }: DocumentListProps) {
  return (
    <section aria-label="Documents">
      <h2 className="mb-1.5 text-base">{counted(documents.length, 'document')}</h2>
      <ul className="divide-y divide-rule border-y border-rule text-sm">
        {documents.map((document) => (
          <li key={document.id} className="py-2.5">
            <p className="font-medium break-words">
              <bdi>{document.author ?? 'No author'}</bdi>
            </p>
            {document.name !== null && (
              <p className="truncate text-ink-soft" title={document.name}>
                <bdi>{document.name}</bdi>
              </p>
            )}
            <p className="text-ink-soft">
              {VEX_FORMAT_NAME[document.format]}, {counted(document.statementCount, 'statement')}, dated{' '}
              <RelativeTime iso={document.issuedAt} otherwise="nowhere" />
            </p>
            <p className="break-words text-ink-soft">
              Received <RelativeTime iso={document.receivedAt} />
              {document.sender !== null && (
                <>
                  {' from '}
                  <bdi className="wrap-anywhere">{senderInWords(document.sender)}</bdi>
                </>
              )}
              , for {filedForInWords(document, project)}
            </p>
            <div className="mt-1 -ml-3 flex flex-wrap print:hidden">
              {canDownload && (
                <a href={`/api/v1/vex/${document.id}/document`} download className={buttonLook('quiet')}>
                  Download as received
                </a>
              )}
              {canWithdraw && <WithdrawDocument document={document} project={project} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
