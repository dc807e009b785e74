'use client';

import { Button } from '@/components/ui/button';
import './globals.css';

/** Stands in for the whole document when even the root layout fails. */
export default function GlobalError({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <html lang="en">
      <body className="mx-auto max-w-[60ch] px-4 pt-[15vh]">
        <title>Error · Plimsoll</title>
        <h1 className="text-2xl">The console could not be loaded</h1>
        <p className="mt-2 mb-4">Something went wrong in the console. No data was changed.</p>
        <Button onClick={reset}>Try again</Button>
      </body>
    </html>
  );
}
