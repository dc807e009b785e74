import type { ReactNode } from 'react';

interface FilterChoicesProps<Value extends string> {
  readonly name: string;
  readonly values: readonly Value[];
  /** The chip of a value. */
  readonly children: (value: Value) => ReactNode;
}

/** What a list can be filtered by, under one name; nothing where there is no choice. */
export function FilterChoices<Value extends string>({ name, values, children }: FilterChoicesProps<Value>) {
  if (values.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span className="text-xs text-ink-soft">{name}</span>
      <ul aria-label={name} className="flex flex-wrap gap-1">
        {values.map((value) => (
          <li key={value}>{children(value)}</li>
        ))}
      </ul>
    </div>
  );
}

/** What is filtered by can always be taken off, also where it is no longer among the choices. */
export function withChosen(values: readonly string[], chosen: string | undefined): readonly string[] {
  return chosen === undefined || values.includes(chosen) ? values : [...values, chosen];
}
