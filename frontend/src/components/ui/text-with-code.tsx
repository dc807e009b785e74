import { Fragment } from 'react';

/** A sentence of the server, with what stands between backticks as code: commands above all. A backtick without its other one stays as it is. */
export function TextWithCode({ text }: { readonly text: string }) {
  const parts = text.split(/`([^`]+)`/);
  return parts.map((part, place) => {
    const key = `${place} ${part}`;
    if (place % 2 === 0) return <Fragment key={key}>{part}</Fragment>;
    return (
      <code key={key} className="rounded-sm box-decoration-clone bg-sunken px-1 font-mono text-[0.92em] text-ink">
        {part}
      </code>
    );
  });
}
