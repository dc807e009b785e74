'use client';

import { useId } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { FIELD_LOOK } from '@/components/ui/field';
import { CloseIcon } from '@/components/ui/icons';

/** One line of the editor. The key keeps it the same while others come and go. */
export interface ConditionDraft {
  readonly key: number;
  readonly claim: string;
  readonly pattern: string;
}

interface ConditionFieldsProps {
  readonly conditions: readonly ConditionDraft[];
  readonly onChange: (conditions: readonly ConditionDraft[]) => void;
  readonly error: string | undefined;
}

const MOST_CONDITIONS = 20;
const CLAIMS = ['sub', 'repository', 'project_path', 'ref', 'ref_protected', 'environment', 'job_workflow_ref'];

/** What the provider must say of a pipeline: all of it. */
export function ConditionFields({ conditions, onChange, error }: ConditionFieldsProps) {
  const claims = useId();
  const change = (key: number, part: Partial<ConditionDraft>) =>
    onChange(conditions.map((condition) => (condition.key === key ? { ...condition, ...part } : condition)));
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Conditions</legend>
      <p className="mb-2 text-sm text-ink-soft">
        All conditions must match. <code className="font-mono">*</code> at the end matches any text; elsewhere, any text
        without a colon.
      </p>
      <datalist id={claims}>
        {CLAIMS.map((claim) => (
          <option key={claim}>{claim}</option>
        ))}
      </datalist>
      <ul className="flex flex-col gap-2">
        {conditions.map(({ key, claim, pattern }, index) => (
          <li
            key={key}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]"
          >
            <input
              aria-label={`Claim ${index + 1}`}
              list={claims}
              value={claim}
              required
              placeholder="repository"
              onChange={(event) => change(key, { claim: event.target.value })}
              className={`${FIELD_LOOK} font-mono text-sm`}
              {...PLAIN}
            />
            <input
              aria-label={`Pattern ${index + 1}`}
              value={pattern}
              required
              placeholder="acme/api"
              onChange={(event) => change(key, { pattern: event.target.value })}
              className={`${FIELD_LOOK} font-mono text-sm max-sm:col-start-1 max-sm:row-start-2`}
              {...PLAIN}
            />
            <IconButton
              label={`Remove condition ${index + 1}`}
              disabled={conditions.length === 1}
              onClick={() => onChange(conditions.filter((condition) => condition.key !== key))}
            >
              <CloseIcon />
            </IconButton>
          </li>
        ))}
      </ul>
      {error && <p className="mt-1 text-sm font-medium text-fail">{error}</p>}
      <Button
        className="mt-2"
        disabled={conditions.length >= MOST_CONDITIONS}
        onClick={() =>
          onChange([...conditions, { key: Math.max(...conditions.map(({ key }) => key)) + 1, claim: '', pattern: '' }])
        }
      >
        Add a condition
      </Button>
    </fieldset>
  );
}

const PLAIN = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;
