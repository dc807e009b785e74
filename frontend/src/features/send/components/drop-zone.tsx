'use client';

import { clsx } from 'clsx';
import { useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { UploadIcon } from '@/components/ui/icons';

export function DropZone({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const hint = useId();
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
      className={clsx(
        'flex min-h-56 flex-col items-center justify-center gap-3 rounded-sm border border-dashed px-4 py-8 text-center',
        isOver ? 'border-accent bg-accent-wash' : 'border-rule-strong bg-surface',
      )}
    >
      <UploadIcon className="size-6 text-ink-soft" />
      <p className="text-lg">Drop reports here</p>
      <input
        ref={input}
        type="file"
        multiple
        aria-label="Report files"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file may be chosen again after it was mended.
          event.target.value = '';
        }}
      />
      <Button look="primary" aria-describedby={hint} onClick={() => input.current?.click()}>
        Choose files
      </Button>
      <p id={hint} className="max-w-[44ch] text-sm text-ink-soft">
        JSON as Trivy, Grype, CycloneDX or SARIF tools write it, up to 256 MB each; .gz, .br and .zst as they are.
      </p>
    </div>
  );
}
