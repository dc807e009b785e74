'use client';

import { Modal } from '@/components/ui/modal';
import { RecoveryCodeList } from '@/features/factors/components/recovery-code-list';

interface NewCodesDialogProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

/** Stays until somebody says that the codes are kept: nobody can ask for them again. */
export function NewCodesDialog({ codes, onClose }: NewCodesDialogProps) {
  return (
    <Modal isOpen onOpenChange={() => undefined} title="New recovery codes">
      <div className="overflow-y-auto p-4">
        <RecoveryCodeList codes={codes} onKept={onClose} />
      </div>
    </Modal>
  );
}
