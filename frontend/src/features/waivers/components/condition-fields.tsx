import { SelectField, TextField } from '@/components/ui/field';
import { SEVERITIES, type WaiverConditions } from '@/lib/api/types';
import { SEVERITY_NAME } from '@/lib/format/words';

/** What ends a waiver before its time. */
export function ConditionFields({ conditions }: { readonly conditions: WaiverConditions }) {
  const { untilFixed, notExploited, epssBelow, severityAtMost } = conditions;
  return (
    <fieldset>
      <legend className="mb-1 font-medium">End it early (optional)</legend>
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField
          label="Time after a fix is known"
          name="untilFixed"
          defaultValue={untilFixed}
          placeholder="14d"
          pattern="\d{1,5}[mhdw]"
          title="A duration, such as 14d"
          autoComplete="off"
        />
        <TextField
          label="If EPSS reaches"
          name="epssBelow"
          type="number"
          min={0}
          max={1}
          step="any"
          defaultValue={epssBelow}
          placeholder="0.5"
        />
        <SelectField label="If more severe than" name="severityAtMost" defaultValue={severityAtMost ?? ''}>
          <option value="">–</option>
          {SEVERITIES.map((severity) => (
            <option key={severity} value={severity}>
              {SEVERITY_NAME[severity]}
            </option>
          ))}
        </SelectField>
      </div>
      <label className="mt-2 flex min-h-6 items-center gap-2">
        <input
          type="checkbox"
          name="notExploited"
          defaultChecked={notExploited === true}
          className="size-4 accent-accent"
        />
        If the vulnerability is known to be exploited
      </label>
    </fieldset>
  );
}
