import { CopyButton } from './copy-button';

/** A command to paste into a shell. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div className="flex max-w-full items-start gap-1 rounded-sm border border-rule bg-sunken py-1 pr-1 pl-3">
      {/* Focusable because it scrolls. */}
      <pre tabIndex={0} className="min-w-0 grow overflow-x-auto py-1 font-mono text-sm">
        <code>{text}</code>
      </pre>
      <CopyButton text={text} what="command" className="mt-0.5" />
    </div>
  );
}
