'use client';

import { useId, type ReactNode } from 'react';
import { TextField } from '@/components/ui/field';

interface ProjectFieldProps {
  readonly name?: string;
  readonly label?: string;
  /** Slugs to choose from. */
  readonly projects: readonly string[];
  /** Whether it may be left empty, for every project. */
  readonly canBeEverywhere: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly defaultValue?: string;
}

/** One project by its slug, or all of them. */
export function ProjectField({
  name = 'project',
  label = 'Project',
  projects,
  canBeEverywhere,
  hint = canBeEverywhere ? 'Left empty: everywhere.' : 'Choose one of the projects that you administer.',
  ...rest
}: ProjectFieldProps) {
  const list = useId();
  return (
    <>
      <TextField
        label={label}
        name={name}
        list={list}
        hint={hint}
        placeholder={canBeEverywhere ? 'everywhere' : undefined}
        required={!canBeEverywhere}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        {...rest}
      />
      <datalist id={list}>
        {projects.map((slug) => (
          <option key={slug}>{slug}</option>
        ))}
      </datalist>
    </>
  );
}
