'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import type { VexReceipt } from '@/lib/api/types';
import type { VexSubject } from '../send-vex';
import { SendForm } from './send-form';
import { SentDocument } from './sent-document';

/** Sends a VEX document, and says what it changed. */
export function SendDocument({ subject }: { readonly subject: VexSubject }) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [receipt, setReceipt] = useState<VexReceipt | null>(null);
  const close = () => {
    setIsOpen(false);
    if (receipt !== null) router.refresh();
    setReceipt(null);
  };
  return (
    <>
      <Button look="primary" onClick={() => setIsOpen(true)}>
        Send a VEX document
      </Button>
      {isOpen && (
        <Modal
          isOpen
          onOpenChange={(isStillOpen) => !isStillOpen && close()}
          title={receipt === null ? 'Send a VEX document' : receiptTitle(receipt)}
        >
          {receipt === null ? (
            <SendForm subject={subject} onSent={setReceipt} onClose={close} />
          ) : (
            <SentDocument receipt={receipt} onClose={close} />
          )}
        </Modal>
      )}
    </>
  );
}

function receiptTitle({ isNew }: VexReceipt): string {
  return isNew ? 'Document received' : 'Document already received';
}
