'use client';

import { Button } from '@/components/ui/button';

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** The unexpected: expected failures are shown by the pages themselves. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <div role="alert" className="rounded-sm border border-l-4 border-rule border-l-fail bg-surface p-4">
      <h1 className="text-lg">This page could not be loaded</h1>
      <p className="mt-1 max-w-[72ch] text-ink-soft">Something went wrong in the console. No data was changed.</p>
      {error.digest && (
        <p className="mt-3 text-sm text-ink-soft">
          Error in the console’s log: <code className="font-mono">{error.digest}</code>.
        </p>
      )}
      <Button className="mt-3" onClick={reset}>
        Try again
      </Button>
    </div>
  );
}
