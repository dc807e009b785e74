'use client';

import { useRouter } from 'next/navigation';
import { startTransition, useEffect } from 'react';

/** In milliseconds. */
const AFTER = 4_000;

/** Asks once more for what is being found out, where the tab is looked at. Each step forward asks again; without one it stops. */
export function LookAgain() {
  const router = useRouter();
  useEffect(() => {
    const timer = setTimeout(() => {
      if (document.visibilityState === 'visible') startTransition(() => router.refresh());
    }, AFTER);
    return () => clearTimeout(timer);
  }, [router]);
  return null;
}
