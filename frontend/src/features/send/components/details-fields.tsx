'use client';

import { useId, type ComponentProps } from 'react';
import type { ReportFormat } from '@/lib/api/types';
import { FORMAT_LABELS } from '@/lib/api/vocabulary';
import type { ReportDetails } from '../send-report';

interface DetailsFieldsProps {
  readonly details: ReportDetails;
  readonly onChange: (details: ReportDetails) => void;
}

const FORMATS: readonly (readonly [string, string])[] = [
  ['', 'Detect automatically'],
  ...Object.entries(FORMAT_LABELS),
];

/** As the API takes it. */
export const IMAGE_PATTERN = {
  pattern: '[a-zA-Z0-9]([a-zA-Z0-9_.:\\/\\-]*[a-zA-Z0-9])?',
  title: 'A repository, such as ghcr.io/acme/api, without tag and digest',
  maxLength: 255,
};

export const DIGEST_PATTERN = { pattern: 'sha256:[0-9a-f]{64}', title: 'sha256: and 64 hexadecimal digits' };

const FIELD = 'h-8 w-full rounded-sm border border-rule-strong bg-surface px-2.5 text-sm placeholder:text-ink-soft';

/** For reports that do not say what they are about. What is given here outweighs the report. */
export function DetailsFields({ details, onChange }: DetailsFieldsProps) {
  const format = useId();
  return (
    <fieldset>
      <legend className="mb-1 font-semibold">Report details (optional)</legend>
      <p className="mb-3 text-sm text-ink-soft">
        Applies to the files you send next and overrides what they contain. If a report does not name its image, you are
        asked for it.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <DetailField
          label="Image"
          placeholder="ghcr.io/acme/api"
          value={details.image}
          onChange={({ target }) => onChange({ ...details, image: target.value })}
        />
        <DetailField
          label="Tag"
          placeholder="1.4.2"
          value={details.tag}
          onChange={({ target }) => onChange({ ...details, tag: target.value })}
        />
        <DetailField
          label="Digest"
          placeholder="sha256:…"
          {...DIGEST_PATTERN}
          value={details.digest}
          onChange={({ target }) => onChange({ ...details, digest: target.value })}
        />
        <div>
          <label htmlFor={format} className="mb-1 block text-sm text-ink-soft">
            Format
          </label>
          <select
            id={format}
            value={details.format}
            onChange={(event) => onChange({ ...details, format: event.target.value as ReportFormat | '' })}
            className={FIELD}
          >
            {FORMATS.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
    </fieldset>
  );
}

interface DetailFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: string;
}

/** A short text of a machine's kind. */
export function DetailField({ label, hint, className, ...input }: DetailFieldProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-sm text-ink-soft">
        {label}
      </label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className={`${FIELD} font-mono user-invalid:border-fail`}
        {...input}
      />
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-ink-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
