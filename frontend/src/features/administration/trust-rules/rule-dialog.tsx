'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import { useConfirmed } from '@/features/session/use-confirmed';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { TokenPermission, TrustRule } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { ProjectField } from '../project-field';
import { PERMISSION_MEANING } from '../role-words';
import { ConditionFields, type ConditionDraft } from './condition-fields';
import { TEMPLATES, type Template } from './templates';

interface RuleDialogProps {
  /** Null for a new one. */
  readonly rule: TrustRule | null;
  /** What a pipeline names Plimsoll by. */
  readonly origin: string;
  readonly projects: readonly string[];
  readonly onClose: () => void;
}

const FIELDS = ['name', 'issuer', 'audience', 'conditions', 'project', 'permissions'];

const CHOICES = [
  'report:write',
  'gate:read',
  'deployment:write',
  'waiver:read',
  'waiver:request',
  'waiver:apply',
  'deployment:read',
  'artifact:read',
  'report:read',
  'project:read',
  'policy:read',
] as const satisfies readonly TokenPermission[];

const USUAL: readonly string[] = ['report:write', 'gate:read'];

/** Which pipelines get a token, for what. */
export function RuleDialog({ rule, origin, projects, onClose }: RuleDialogProps) {
  const [template, setTemplate] = useState<Template | null>(rule === null ? (TEMPLATES[0] ?? null) : null);
  return (
    <Modal
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={rule ? `Change ${rule.name}` : 'Trust a pipeline'}
      width="wide"
    >
      {rule === null && (
        <div role="group" aria-label="Provider" className="flex flex-wrap gap-2 px-4 pt-4">
          {TEMPLATES.map((choice) => (
            <Button
              key={choice.id}
              aria-pressed={choice === template}
              className="aria-pressed:border-accent aria-pressed:bg-accent-wash"
              onClick={() => setTemplate(choice)}
            >
              {choice.name}
            </Button>
          ))}
        </div>
      )}
      {/* Another template starts the form anew. */}
      <RuleForm
        key={template?.id ?? ''}
        rule={rule}
        template={template}
        origin={origin}
        projects={projects}
        onClose={onClose}
      />
    </Modal>
  );
}

interface RuleFormProps extends RuleDialogProps {
  readonly template: Template | null;
}

function RuleForm({ rule, template, origin, projects, onClose }: RuleFormProps) {
  const router = useRouter();
  const confirmed = useConfirmed();
  const [conditions, setConditions] = useState<readonly ConditionDraft[]>(() =>
    (rule?.conditions ?? template?.conditions ?? []).map(({ claim, pattern }, key) => ({ key, claim, pattern })),
  );
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => {
      const shared = {
        name: textOf(fields, 'name').trim(),
        issuer: textOf(fields, 'issuer').trim(),
        audience: textOf(fields, 'audience').trim(),
        conditions: conditions.map(({ claim, pattern }) => ({ claim: claim.trim(), pattern: pattern.trim() })),
        permissions: CHOICES.filter((permission) => fields.getAll('permissions').includes(permission)),
      };
      return confirmed(() =>
        rule === null
          ? resultOf(
              browserApi.POST('/api/v1/trust-rules', {
                body: { ...shared, project: textOf(fields, 'project').trim() || null },
              }),
            )
          : resultOf(browserApi.PATCH('/api/v1/trust-rules/{id}', { params: { path: { id: rule.id } }, body: shared })),
      );
    },
    onDone: () => {
      onClose();
      router.refresh();
    },
  });
  const chosen = rule?.permissions ?? USUAL;
  return (
    <form {...formProps} className="flex min-h-0 flex-col">
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
        {template && <p className="text-sm text-ink-soft">{template.advice}</p>}
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Name"
            name="name"
            required
            maxLength={100}
            autoComplete="off"
            defaultValue={rule?.name}
            placeholder="acme/api on GitHub"
            error={errorOf('name')}
          />
          {rule === null ? (
            <ProjectField
              projects={projects}
              canBeEverywhere
              error={errorOf('project')}
              hint="Left empty: its tokens are valid for every project."
            />
          ) : (
            <p className="self-center text-sm text-ink-soft">
              Valid for {rule.project === null ? 'every project' : `the project ${rule.project}`}. For another one,
              create another rule.
            </p>
          )}
          <TextField
            label="Issuer"
            name="issuer"
            type="url"
            required
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            defaultValue={rule?.issuer ?? template?.issuer}
            hint="Must match the iss claim of the provider’s tokens exactly."
            error={errorOf('issuer')}
          />
          <TextField
            label="Audience"
            name="audience"
            required
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            defaultValue={rule?.audience ?? origin}
            hint="Must match the aud claim that the pipeline requests."
            error={errorOf('audience')}
          />
        </div>
        <ConditionFields conditions={conditions} onChange={setConditions} error={errorOf('conditions')} />
        <fieldset>
          <legend className="mb-1 font-medium">Permissions of its tokens, which are valid for 15 minutes</legend>
          <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
            {CHOICES.map((permission) => (
              <label key={permission} className="flex min-h-8 items-center gap-2">
                <input
                  type="checkbox"
                  name="permissions"
                  value={permission}
                  defaultChecked={chosen.includes(permission)}
                  className="size-4 shrink-0 accent-accent"
                />
                <span className="min-w-0">
                  {PERMISSION_MEANING[permission]}{' '}
                  <code className="font-mono text-xs break-words text-ink-soft">{permission}</code>
                </span>
              </label>
            ))}
          </div>
          {errorOf('permissions') && <p className="mt-1 text-sm font-medium text-fail">{errorOf('permissions')}</p>}
        </fieldset>
        {problem && <FormProblem problem={problem} fields={FIELDS} />}
      </div>
      <div className="flex justify-end gap-2 border-t border-rule px-4 py-3">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={isSending}>
          {isSending ? 'Saving…' : rule ? 'Save' : 'Create rule'}
        </Button>
      </div>
    </form>
  );
}
