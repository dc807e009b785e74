import { LineDiff } from '@/components/ui/line-diff';

type Facts = Readonly<Record<string, unknown>> | null;

interface ChangeListProps {
  readonly before: Facts;
  readonly after: Facts;
}

/** What it was and what it is, fact by fact; long texts line by line. */
export function ChangeList({ before, after }: ChangeListProps) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return <p className="text-ink-soft">No details recorded.</p>;
  return (
    <dl className="divide-y divide-rule border-y border-rule text-sm">
      {names.map((name) => (
        <div key={name} className="grid gap-x-4 gap-y-1 py-2 sm:grid-cols-[8rem_minmax(0,1fr)]">
          <dt className="font-mono text-[0.92em] break-words text-ink-soft">{name}</dt>
          <dd className="min-w-0">
            <Change name={name} before={before?.[name]} after={after?.[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Change({ name, before, after }: { readonly name: string; readonly before: unknown; readonly after: unknown }) {
  if (isLong(before) || isLong(after)) {
    return <LineDiff label={`Change of ${name}`} before={textOf(before)} after={textOf(after)} />;
  }
  if (textOf(before) === textOf(after)) return <span className="break-words">{textOf(after)}</span>;
  return (
    <div className="flex flex-col items-start gap-1">
      {before !== undefined && (
        <del className="rounded-sm bg-fail-wash px-1.5 break-all">
          <span className="sr-only">was: </span>
          {textOf(before)}
        </del>
      )}
      {after !== undefined && (
        <ins className="rounded-sm bg-pass-wash px-1.5 break-all no-underline">
          <span className="sr-only">is: </span>
          {textOf(after)}
        </ins>
      )}
    </div>
  );
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\n');
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ') || 'none';
  return JSON.stringify(value);
}
