'use client';

import { clsx } from 'clsx';
import { useId, useRef, useState } from 'react';
import { Button } from './button';
import { UploadIcon } from './icons';

interface DropZoneProps {
  /** "Drop reports here". */
  readonly title: string;
  /** The name of what is chosen. */
  readonly label: string;
  /** Which files are taken. */
  readonly hint: string;
  /** One file at a time, in less space. */
  readonly isSingle?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Files are dropped on it or chosen; by keys, chosen. */
export function DropZone({ title, label, hint, isSingle = false, onFiles }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const hintId = useId();
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
        'flex flex-col items-center justify-center rounded-sm border border-dashed px-4 text-center',
        isSingle ? 'gap-2 py-5' : 'min-h-56 gap-3 py-8',
        isOver ? 'border-accent bg-accent-wash' : 'border-rule-strong bg-surface',
      )}
    >
      <UploadIcon className="size-6 text-ink-soft" />
      <p className="text-lg">{title}</p>
      <input
        ref={input}
        type="file"
        multiple={!isSingle}
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file may be chosen again after it was mended.
          event.target.value = '';
        }}
      />
      <Button look={isSingle ? 'plain' : 'primary'} aria-describedby={hintId} onClick={() => input.current?.click()}>
        {isSingle ? 'Choose a file' : 'Choose files'}
      </Button>
      <p id={hintId} className="max-w-[44ch] text-sm text-ink-soft">
        {hint}
      </p>
    </div>
  );
}
