'use client';

import { Modal } from '@/components/ui/modal';
import { RecoveryCodeList } from '@/features/factors/components/recovery-code-list';

interface NewCodesDialogProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

/** Stays open until the person confirms that the codes are saved, because they cannot be shown again. */
export function NewCodesDialog({ codes, onClose }: NewCodesDialogProps) {
  return (
    <Modal isOpen onOpenChange={() => undefined} title="New recovery codes">
      <div className="overflow-y-auto p-4">
        <RecoveryCodeList codes={codes} onKept={onClose} />
      </div>
    </Modal>
  );
}
