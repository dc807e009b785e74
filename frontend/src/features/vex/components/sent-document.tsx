import { Button } from '@/components/ui/button';
import { RemarkList } from '@/components/ui/remark-list';
import { ChangedVerdicts } from '@/features/verdicts/changed-verdicts';
import { environmentsInWords } from '@/features/waivers/waiver-words';
import type { VexReceipt } from '@/lib/api/types';
import { counted } from '@/lib/format/number';

interface SentDocumentProps {
  readonly receipt: VexReceipt;
  readonly onClose: () => void;
}

/** What became of a document that was sent. */
export function SentDocument({ receipt, onClose }: SentDocumentProps) {
  const { document, isNew, honouredIn, remarks } = receipt;
  return (
    <>
      <div className="flex flex-col gap-3 overflow-y-auto p-4">
        <p role="status" className="max-w-[64ch]">
          {!isNew && 'Already received. Nothing changed. '}
          {counted(document.statementCount, 'statement')}.{' '}
          {honouredIn.length === 0
            ? 'The policy honours the document in no environment, so it clears nothing. evidence.vexFrom in the policy names the senders and authors that count.'
            : `The policy honours it for ${environmentsInWords(honouredIn)}.`}
        </p>
        {isNew && <ChangedVerdicts result={receipt} />}
        <RemarkList title="Notes" remarks={remarks} count={remarks.length} />
      </div>
      <div className="flex justify-end border-t border-rule px-4 py-3">
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </>
  );
}
