import Form from 'next/form';
import { Button } from '@/components/ui/button';
import { SelectField, TextField } from '@/components/ui/field';
import type { EvidenceQuery } from '../evidence-query';

interface EvidenceFormProps {
  readonly project: string;
  readonly query: EvidenceQuery;
  /** Of the active policy. */
  readonly environments: readonly string[];
}

/** Which environment and span: the address has them, so that a page can be kept and sent. */
export function EvidenceForm({ project, query, environments }: EvidenceFormProps) {
  const { environment, from, to } = query;
  const names = environments.includes(environment) ? environments : [...environments, environment];
  return (
    <Form
      // A new address fills the fields anew.
      key={`${environment} ${from} ${to}`}
      action={`/projects/${project}/evidence`}
      aria-label="Environment and time span"
      className="grid grid-cols-2 items-end gap-x-3 gap-y-2 sm:grid-cols-[12rem_auto_auto_auto] sm:justify-start print:hidden"
    >
      <div className="max-sm:col-span-2">
        <SelectField label="Environment" name="environment" defaultValue={environment}>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
      </div>
      <TextField label="From (UTC)" name="from" type="date" required defaultValue={from} />
      <TextField label="To (UTC)" name="to" type="date" required defaultValue={to} />
      <Button type="submit" className="h-9 max-sm:col-start-2">
        Show
      </Button>
    </Form>
  );
}
