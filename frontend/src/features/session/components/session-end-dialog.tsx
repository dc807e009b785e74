'use client';

import { useEffect, useState } from 'react';
import { buttonLook } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import { onSessionEnd } from '@/lib/api/session-end';
import { signInPath } from '@/lib/url/return-path';

/** Says that the session is over when the API no longer knows it, and where to go. What is on the page stays readable. */
export function SessionEndDialog() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => onSessionEnd(() => setIsOpen(true)), []);
  return (
    <Modal isOpen={isOpen} onOpenChange={setIsOpen} title="Your session has ended">
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-soft">
          It was idle for too long, or was ended in another tab or by an administrator. What you asked for last was not
          done. Sign in, and you come back to this page.
        </p>
        <p>
          {/* A document of its own: nothing of the ended session stays in memory. */}
          <a
            href={isOpen ? signInPath(window.location.pathname + window.location.search) : '/sign-in'}
            className={buttonLook('primary')}
          >
            Sign in
          </a>
        </p>
      </div>
    </Modal>
  );
}
