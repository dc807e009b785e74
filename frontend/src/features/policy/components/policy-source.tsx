import { Fragment } from 'react';
import { CopyButton } from '@/components/ui/copy-button';

/** `key:` at a line's start, after list dashes; then the value; then a comment. Enough for reading, not a YAML parser. */
const LINE = /^(\s*(?:- )*)([\w.-]+|"[^"]*"|'[^']*')?(:(?=\s|$))?(.*?)(\s*#.*)?$/;

/** `security-config.yml` as it was saved. */
export function PolicySource({ source }: { readonly source: string }) {
  const lines = source.replace(/\n$/, '').split('\n');
  return (
    <section aria-labelledby="source" className="mt-8">
      <div className="mb-2 flex items-center gap-2">
        <h2 id="source" className="text-lg">
          security-config.yml
        </h2>
        <CopyButton text={source} what="policy source" />
      </div>
      <div
        tabIndex={0}
        role="region"
        aria-label="Policy source"
        className="max-h-[70vh] overflow-auto rounded-sm border border-rule bg-surface py-2 print:max-h-none"
      >
        <pre className="w-max min-w-full font-mono text-sm">
          <code className="grid grid-cols-[auto_minmax(0,1fr)]">
            {lines.map((line, index) => (
              // A line is known by its number, and by nothing else.
              <Fragment key={`${index + 1}`}>
                <span aria-hidden className="px-3 text-right text-ink-soft select-none">
                  {index + 1}
                </span>
                <span className="pr-4">
                  <YamlLine line={line} />
                  {'\n'}
                </span>
              </Fragment>
            ))}
          </code>
        </pre>
      </div>
    </section>
  );
}

function YamlLine({ line }: { readonly line: string }) {
  const [, indent = '', key = '', colon = '', value = '', comment = ''] = LINE.exec(line) ?? [];
  return (
    <>
      {indent}
      {colon ? <span className="text-accent">{key}</span> : key}
      {colon}
      {value}
      <span className="text-ink-soft italic">{comment}</span>
    </>
  );
}
