import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: 'primary' | 'plain' | 'quiet';
}

const LOOK = {
  primary:
    'border-accent bg-accent text-accent-ink hover:bg-ink hover:border-ink disabled:bg-sunken disabled:text-ink-soft disabled:border-rule-strong',
  plain: 'border-rule-strong bg-surface text-ink enabled:hover:border-ink disabled:border-rule disabled:text-ink-soft',
  quiet: 'border-transparent text-ink-soft hover:bg-sunken hover:text-ink',
};

export function buttonLook(look: keyof typeof LOOK): string {
  return clsx(
    'inline-flex h-8 items-center justify-center gap-2 rounded-sm border px-3 text-sm font-medium whitespace-nowrap',
    LOOK[look],
  );
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={clsx(buttonLook(look), className)} {...rest} />;
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** What it does; an icon alone has no name. */
  readonly label: string;
}

export function IconButton({ label, className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={clsx(
        'grid size-8 shrink-0 place-items-center rounded-sm text-ink-soft hover:bg-sunken hover:text-ink disabled:opacity-40',
        className,
      )}
      {...rest}
    />
  );
}
