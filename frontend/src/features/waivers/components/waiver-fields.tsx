import { useState, type ComponentProps } from 'react';
import { FIELD_LOOK, Labelled, SelectField, TextAreaField, type FieldBinding } from '@/components/ui/field';
import type { Waiver } from '@/lib/api/types';
import { lastDayWithin } from '../waiver-dates';
import type { WaiverLimit } from '../waiver-limits';
import { STATUS_NAME } from '../waiver-words';

/** What is wrong with the field of that name. */
type ErrorOf = (field: string) => string | undefined;

interface ReasonFieldProps {
  readonly value?: string;
  readonly errorOf: ErrorOf;
}

export function JustificationField({ value, errorOf }: ReasonFieldProps) {
  return (
    <TextAreaField
      label="Reason"
      name="justification"
      required
      maxLength={2000}
      rows={3}
      defaultValue={value}
      hint="Why the risk is acceptable until then. The approver reads it."
      error={errorOf('justification')}
    />
  );
}

interface DayFieldProps extends Omit<ComponentProps<'input'>, 'type' | 'name'> {
  readonly label: string;
  readonly name: string;
  readonly hint: string;
  readonly errorOf: ErrorOf;
}

export function DayField({ label, name, hint, errorOf, ...input }: DayFieldProps) {
  return (
    <Labelled label={label} hint={hint} error={errorOf(name)}>
      {(binding: FieldBinding) => (
        <input type="date" name={name} className={`${FIELD_LOOK} max-w-52`} {...input} {...binding} />
      )}
    </Labelled>
  );
}

interface EndFieldProps {
  readonly name?: string;
  /** Proposed; less where the policy accepts less. */
  readonly value: string;
  /** Null where the policy is not known. */
  readonly limit: WaiverLimit | null;
  /** In milliseconds. */
  readonly now: number;
  readonly errorOf: ErrorOf;
}

/** Until when, and the latest day that the policy accepts. */
export function EndField({ name = 'expiresAt', value, limit, now, errorOf }: EndFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const latest = limit === null ? undefined : lastDayWithin(now, limit.longestMs);
  return (
    <DayField
      label="Valid until"
      name={name}
      required
      value={typed ?? (latest !== undefined && latest < value ? latest : value)}
      onChange={({ target }) => setTyped(target.value)}
      max={latest}
      hint={['The end of that day in UTC.', ...latestInWords(limit, now)].join(' ')}
      errorOf={errorOf}
    />
  );
}

function latestInWords(limit: WaiverLimit | null, now: number): string[] {
  if (limit === null) return [];
  const { longestMs, shortest } = limit;
  const [latest, first] = [longestMs, shortest.longestMs].map((each) => lastDayWithin(now, each));
  return [
    ...(latest === undefined ? [] : [`The policy accepts ${latest} at the latest.`]),
    ...(first === undefined || first === latest ? [] : [`For ${shortest.environment} it ends by ${first}.`]),
  ];
}

const STATUSES = Object.keys(STATUS_NAME) as Waiver['status'][];

interface StatusFieldProps {
  readonly value: Waiver['status'];
  readonly limit: WaiverLimit | null;
  readonly errorOf: ErrorOf;
}

/** What it says of the findings. Those that the policy does not accept cannot be chosen; those that clear nothing can, for the record. */
export function StatusField({ value, limit, errorOf }: StatusFieldProps) {
  const isRefused = (status: Waiver['status']) =>
    limit !== null && isClearing(status) && !limit.statuses.includes(status);
  return (
    <SelectField
      label="Status"
      name="status"
      defaultValue={value}
      className="max-w-80"
      error={errorOf('status')}
      {...(limit !== null && limit.statuses.length === 0 && { hint: 'The policy accepts no waivers here.' })}
    >
      {STATUSES.map((status) => (
        <option key={status} value={status} disabled={isRefused(status)}>
          {STATUS_NAME[status]}
          {isRefused(status) && ' (not accepted by the policy)'}
        </option>
      ))}
    </SelectField>
  );
}

function isClearing(status: Waiver['status']): boolean {
  return status !== 'affected' && status !== 'under_investigation';
}

interface EnvironmentFieldsProps {
  readonly environments: readonly string[];
  readonly chosen: readonly string[];
  /** Those in which it fails. */
  readonly failing?: readonly string[];
  readonly hint?: string;
  readonly onChange: (environments: readonly string[]) => void;
}

export function EnvironmentFields({ environments, chosen, failing, hint, onChange }: EnvironmentFieldsProps) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Environments</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {environments.map((environment) => (
          <label key={environment} className="flex min-h-6 items-center gap-2">
            <input
              type="checkbox"
              name="environments"
              value={environment}
              checked={chosen.includes(environment)}
              onChange={({ target }) =>
                onChange(environments.filter((each) => (each === environment ? target.checked : chosen.includes(each))))
              }
              className="size-4 accent-accent"
            />
            <bdi className="break-words">{environment}</bdi>
            {failing?.includes(environment) === true && <span className="text-sm text-ink-soft">fails</span>}
          </label>
        ))}
      </div>
      {hint !== undefined && <p className="mt-1 text-sm text-ink-soft">{hint}</p>}
    </fieldset>
  );
}
