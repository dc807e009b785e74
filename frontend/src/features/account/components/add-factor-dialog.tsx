'use client';

import { Modal } from '@/components/ui/modal';
import { AddPasskey } from '@/features/factors/components/add-passkey';
import { AddTotp } from '@/features/factors/components/add-totp';
import type { FactorAdded } from '@/lib/api/types';

export type FactorKind = 'totp' | 'passkey';

interface AddFactorDialogProps {
  readonly kind: FactorKind;
  /** Names of the authenticator apps that are there already. */
  readonly appNames: readonly string[];
  /** Also called when the dialog was closed while the API was still at it. */
  readonly onAdded: (added: FactorAdded) => void;
  readonly onClose: () => void;
}

const TITLE: Record<FactorKind, string> = { totp: 'Add an authenticator app', passkey: 'Add a passkey' };

export function AddFactorDialog({ kind, appNames, onAdded, onClose }: AddFactorDialogProps) {
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={TITLE[kind]}>
      <div className="overflow-y-auto p-4">
        {kind === 'totp' ? (
          <AddTotp existingNames={appNames} onAdded={onAdded} onCancel={onClose} />
        ) : (
          <AddPasskey onAdded={onAdded} onCancel={onClose} />
        )}
      </div>
    </Modal>
  );
}
