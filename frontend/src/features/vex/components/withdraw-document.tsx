'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import { ReasonDialog } from '@/features/session/components/reason-dialog';
import { ChangedVerdicts } from '@/features/verdicts/changed-verdicts';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { VexDocument, VexWithdrawn } from '@/lib/api/types';
import { filedForInWords } from '../vex-words';

interface WithdrawDocumentProps {
  readonly document: VexDocument;
  readonly project: string;
}

/** Ends a document; what it cleared counts again. */
export function WithdrawDocument({ document, project }: WithdrawDocumentProps) {
  const router = useRouter();
  const [isAsking, setIsAsking] = useState(false);
  const [result, setResult] = useState<VexWithdrawn | null>(null);
  const name = document.author ?? document.name ?? 'no author';
  // Drawn anew only then: it takes this document, and what is said here, off the page.
  const close = () => {
    setResult(null);
    router.refresh();
  };
  return (
    <>
      <Button look="quiet" aria-label={`Withdraw the document by ${name}`} onClick={() => setIsAsking(true)}>
        Withdraw
      </Button>
      {isAsking && (
        <ReasonDialog
          title="Withdraw this VEX document?"
          verb="Withdraw"
          hint="Kept with the document and in the audit log."
          act={(reason) =>
            resultOf(
              browserApi.POST('/api/v1/vex/{id}/withdraw', {
                params: { path: { id: document.id } },
                body: { reason },
              }),
            )
          }
          onDone={(withdrawn) => {
            setIsAsking(false);
            setResult(withdrawn);
          }}
          onClose={() => setIsAsking(false)}
        >
          <p>
            The document by <bdi className="break-words">{name}</bdi> counts for {filedForInWords(document, project)}.
            From now on what it cleared counts again, and these artifacts are evaluated again. The bytes are kept.
          </p>
        </ReasonDialog>
      )}
      {result && (
        <Modal isOpen onOpenChange={(isOpen) => !isOpen && close()} title="The document is withdrawn">
          <div className="overflow-y-auto p-4">
            <ChangedVerdicts result={result} />
          </div>
          <div className="flex justify-end border-t border-rule px-4 py-3">
            <Button look="primary" onClick={close}>
              Close
            </Button>
          </div>
        </Modal>
      )}
    </>
  );
}
