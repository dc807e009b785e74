'use client';

import { useEffect, useState } from 'react';
import { buttonLook } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import { onSessionEnd } from '@/lib/api/session-end';
import { signInPath } from '@/lib/url/return-path';

/** Shown when the session has ended: says so, and leads to the sign-in. The page stays readable. */
export function SessionEndDialog() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => onSessionEnd(() => setIsOpen(true)), []);
  return (
    <Modal isOpen={isOpen} onOpenChange={setIsOpen} title="Your session has ended">
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-soft">
          You were inactive for too long, or the session was ended in another tab or by an administrator. Your last
          action was not completed. Sign in to return to this page.
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
