'use client';

import { useState } from 'react';
import { Modal } from '@/components/ui/modal';
import { AddPasskey } from '@/features/factors/components/add-passkey';
import { AddTotp } from '@/features/factors/components/add-totp';
import { RecoveryCodeList } from '@/features/factors/components/recovery-code-list';
import type { FactorAdded } from '@/lib/api/types';

export type FactorKind = 'totp' | 'passkey';

interface AddFactorDialogProps {
  readonly kind: FactorKind;
  readonly onClose: () => void;
}

const TITLE: Record<FactorKind, string> = { totp: 'Add an authenticator app', passkey: 'Add a passkey' };

/** With the first factor come the recovery codes, and the dialog stays until they are kept. */
export function AddFactorDialog({ kind, onClose }: AddFactorDialogProps) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const take = ({ recoveryCodes }: FactorAdded) => (recoveryCodes === null ? onClose() : setCodes(recoveryCodes));
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && codes === null && onClose()} title={TITLE[kind]}>
      <div className="overflow-y-auto p-4">
        {codes !== null && <RecoveryCodeList codes={codes} onKept={onClose} />}
        {codes === null && kind === 'totp' && <AddTotp onAdded={take} onCancel={onClose} />}
        {codes === null && kind === 'passkey' && <AddPasskey onAdded={take} onCancel={onClose} />}
      </div>
    </Modal>
  );
}
