'use client';

import { browserSupportsWebAuthnAutofill } from '@simplewebauthn/browser';
import { useEffect, useRef } from 'react';
import type { Problem } from '@/lib/api/problem';
import type { SessionState } from '@/lib/api/types';
import { signInWithPasskey } from './sign-in-with-passkey';

/** A passkey challenge is valid for five minutes; the page can be open for longer. */
const ASK_ANEW_MS = 4 * 60_000;

/** Offers passkeys in the list that the browser shows for the email field. Silent unless one is chosen and refused. */
export function usePasskeyAutofill(
  onSession: (session: SessionState) => void,
  onProblem: (problem: Problem) => void,
): void {
  const latest = useRef({ onSession, onProblem });
  useEffect(() => {
    latest.current = { onSession, onProblem };
  });

  useEffect(() => {
    let isShown = true;
    const ask = async () => {
      if (!(await browserSupportsWebAuthnAutofill()) || !isShown) return;
      const result = await signInWithPasskey({ asAutofill: true });
      if (!isShown) return;
      if (result.ok) latest.current.onSession(result.data);
      else if (result.problem.code === 'passkey_refused') latest.current.onProblem(result.problem);
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_ANEW_MS);
    return () => {
      isShown = false;
      clearInterval(timer);
    };
  }, []);
}
