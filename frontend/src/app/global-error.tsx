'use client';

/** Stands in for the whole document when even the shell fails, so it brings its own few styles. */
export default function GlobalError({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <html lang="en">
      <body
        style={{
          font: '16px/1.5 system-ui, sans-serif',
          margin: '15vh auto',
          maxWidth: '60ch',
          padding: '0 16px',
          colorScheme: 'light dark',
        }}
      >
        <title>Error · Plimsoll</title>
        <h1>The console could not be drawn</h1>
        <p>The fault is the console’s. Nothing was changed: reports, verdicts and policy are as they were.</p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
