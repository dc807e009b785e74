'use client';

import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useEffect, useMemo, useState } from 'react';
import { Button, buttonLook } from '@/components/ui/button';
import type { Policy } from '@/lib/api/types';
import { CheckList } from './check-list';
import { ReviewDialog } from './review-dialog';
import { usePolicyCheck } from './use-policy-check';
import type { EditorRemark, Position } from './yaml-editor';

const YamlEditor = dynamic(() => import('./yaml-editor'), {
  ssr: false,
  loading: () => <p className="p-4 text-sm text-ink-soft">Loading editor…</p>,
});

interface PolicyEditorProps {
  readonly active: Policy;
  /** What the editor starts with: the active policy's text, or that of the version which is to be restored. */
  readonly initial: string;
}

const NO_REMARKS: readonly EditorRemark[] = [];

/** Writes the next version of the policy: checked while it is typed, compared before it counts. */
export function PolicyEditor({ active, initial }: PolicyEditorProps) {
  const [source, setSource] = useState(initial);
  const [cursor, setCursor] = useState<Position | null>(null);
  const [isReviewing, setIsReviewing] = useState(false);
  const { result, isCurrent } = usePolicyCheck(source);
  const check = result?.ok ? result.data : null;
  const remarks = useMemo(() => (check === null ? NO_REMARKS : remarksOf(check)), [check]);

  const isChanged = source !== active.source;
  useWarningBeforeLeaving(isChanged && !isReviewing);
  const canReview = isChanged && isCurrent && check !== null && check.issues.length === 0;

  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(280px,360px)]">
      <div className="h-[62vh] min-h-80 overflow-hidden rounded-sm border border-rule-strong bg-surface focus-within:outline-2 focus-within:outline-accent lg:h-[calc(100vh-180px)]">
        <YamlEditor
          label="Policy, as YAML"
          initial={initial}
          remarks={remarks}
          cursor={cursor}
          onChange={setSource}
          onSave={() => canReview && setIsReviewing(true)}
        />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <div className="flex flex-wrap gap-2">
          <Button look="primary" disabled={!canReview} onClick={() => setIsReviewing(true)}>
            Review and save
          </Button>
          <Link href="/policy" className={buttonLook('plain')}>
            Cancel
          </Link>
        </div>
        <CheckList result={result} isCurrent={isCurrent} isChanged={isChanged} onGoTo={setCursor} />
        <Keys />
      </div>
      {isReviewing && (
        <ReviewDialog
          source={source}
          active={active}
          warnings={check?.warnings ?? []}
          onClose={() => setIsReviewing(false)}
        />
      )}
    </div>
  );
}

function Keys() {
  return (
    <p className="text-sm text-ink-soft">
      <Key>Ctrl Space</Key>: suggestions. Hover a key: description. <Key>Ctrl S</Key>: review. <Key>Tab</Key>: leave the
      editor.
    </p>
  );
}

function Key({ children }: { readonly children: string }) {
  return <kbd className="rounded-sm border border-rule-strong px-1 font-mono text-xs">{children}</kbd>;
}

interface Checked {
  readonly issues: readonly Remark[];
  readonly warnings: readonly Remark[];
}

interface Remark {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly suggestion: string | null;
}

function remarksOf({ issues, warnings }: Checked): EditorRemark[] {
  const remark = (severity: EditorRemark['severity']) => (issue: Remark) => ({
    severity,
    line: issue.line,
    column: issue.column,
    message: issue.suggestion === null ? issue.message : `${issue.message} Did you mean ${issue.suggestion}?`,
  });
  return [...issues.map(remark('error')), ...warnings.map(remark('warning'))];
}

/** The browser asks before it drops what was typed. */
function useWarningBeforeLeaving(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isNeeded]);
}
