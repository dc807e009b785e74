'use client';

import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CheckIcon, CopyIcon } from '@/components/ui/icons';
import { Step } from '@/components/ui/step';

interface RecoveryCodeListProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** The ten codes, shown this once. One goes on only after saying that they are kept. */
export function RecoveryCodeList({ codes, onKept }: RecoveryCodeListProps) {
  const [isKept, setIsKept] = useState(false);
  const [hasCopied, setHasCopied] = useState<boolean | null>(null);
  useWarningBeforeLeaving(!isKept);
  const copy = () =>
    navigator.clipboard.writeText(codes.join('\n')).then(
      () => setHasCopied(true),
      () => setHasCopied(false),
    );

  return (
    <div data-print-alone className="flex flex-col gap-4">
      <Step>
        <h2 className="text-lg outline-none">Recovery codes</h2>
        <p className="mt-1 text-ink-soft">
          Use a code if you lose your second factor. Each code works once. They are shown only now, so store them
          safely.
        </p>
      </Step>
      <ol className="rounded-sm border border-rule bg-sunken px-3 py-2">
        {codes.map((code, index) => (
          <li key={code} className="flex items-baseline gap-2 py-0.5 font-mono text-sm">
            <span aria-hidden className="w-5 text-right text-xs text-ink-soft">
              {index + 1}
            </span>
            <span className="select-all">{code}</span>
          </li>
        ))}
      </ol>
      <p className="hidden text-sm print:block">Recovery codes for Plimsoll. Strike out those that are used.</p>
      <div className="flex flex-wrap gap-2 print:hidden">
        <Button onClick={() => void copy()}>
          {hasCopied ? <CheckIcon className="text-pass" /> : <CopyIcon />}
          {hasCopied ? 'Copied' : 'Copy'}
        </Button>
        <Button onClick={() => download(codes)}>Download</Button>
        <Button onClick={() => window.print()}>Print</Button>
      </div>
      <p role="status" className="-mt-2 text-sm text-ink-soft empty:hidden print:hidden">
        {hasCopied === false ? 'The browser refused to copy. Download or print them instead.' : ''}
      </p>
      <form
        className="flex flex-col gap-4 border-t border-rule pt-4 print:hidden"
        onSubmit={(event) => {
          event.preventDefault();
          onKept();
        }}
      >
        <label className="flex cursor-pointer items-start gap-2">
          <input
            type="checkbox"
            required
            checked={isKept}
            onChange={(event) => setIsKept(event.target.checked)}
            className="mt-0.5 size-4 accent-accent"
          />
          <span>I have saved these codes.</span>
        </label>
        <Button type="submit" look="primary" className="self-end">
          Continue
        </Button>
      </form>
    </div>
  );
}

function download(codes: readonly string[]): void {
  const text = [`Plimsoll recovery codes, ${window.location.host}`, 'Each works once.', '', ...codes, ''].join('\n');
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'plimsoll-recovery-codes.txt';
  link.click();
  URL.revokeObjectURL(url);
}

/** Leaving the page now would lose the codes. */
function useWarningBeforeLeaving(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isOn]);
}
