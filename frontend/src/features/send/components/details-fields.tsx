'use client';

import { useId, type ComponentProps } from 'react';
import type { ReportFormat } from '@/lib/api/types';
import type { ReportDetails } from '../send-report';

interface DetailsFieldsProps {
  readonly details: ReportDetails;
  readonly onChange: (details: ReportDetails) => void;
}

const FORMATS: readonly (readonly [ReportFormat | '', string])[] = [
  ['', 'Recognise it from the content'],
  ['trivy', 'Trivy JSON'],
  ['grype', 'Grype JSON'],
  ['cyclonedx', 'CycloneDX JSON'],
  ['sarif', 'SARIF'],
];

const FIELD = 'h-8 w-full rounded-sm border border-rule-strong bg-surface px-2.5 text-sm placeholder:text-ink-soft';

/** For reports that do not say what they are about. What is given here outweighs the report. */
export function DetailsFields({ details, onChange }: DetailsFieldsProps) {
  const format = useId();
  return (
    <fieldset>
      <legend className="mb-1 font-semibold">What the reports leave out</legend>
      <p className="mb-3 text-sm text-ink-soft">
        Optional. It holds for the files you send next, and outweighs what they say themselves.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Image"
          placeholder="ghcr.io/acme/api"
          value={details.image}
          onValue={(image) => onChange({ ...details, image })}
        />
        <TextField
          label="Tag"
          placeholder="1.4.2"
          value={details.tag}
          onValue={(tag) => onChange({ ...details, tag })}
        />
        <TextField
          label="Digest"
          placeholder="sha256:…"
          pattern="sha256:[0-9a-f]{64}"
          title="sha256: and 64 hexadecimal digits"
          value={details.digest}
          onValue={(digest) => onChange({ ...details, digest })}
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

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange'> {
  readonly label: string;
  readonly onValue: (value: string) => void;
}

function TextField({ label, onValue, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm text-ink-soft">
        {label}
      </label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onValue(event.target.value)}
        className={`${FIELD} font-mono invalid:border-fail`}
        {...input}
      />
    </div>
  );
}
