import { Command } from '@/components/ui/command';
import type { Block } from '../document';
import { DocumentText } from './document-text';

/** A document of docs/ as a page. On a phone the cells of a table's row stand under each other. */
export function DocumentView({ blocks }: { readonly blocks: readonly Block[] }) {
  return (
    <article className="max-w-[90ch]">
      {blocks.map((block) => (
        <BlockView key={JSON.stringify(block)} block={block} />
      ))}
    </article>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return <Heading {...block} />;
    case 'paragraph':
      return (
        <p className="my-3">
          <DocumentText text={block.text} />
        </p>
      );
    case 'list':
      return <List {...block} />;
    case 'code':
      return (
        <div className="my-3">
          <Command text={block.text} />
        </div>
      );
    case 'table':
      return <Table {...block} />;
  }
}

function Heading({ level, id, text }: Extract<Block, { kind: 'heading' }>) {
  const words = <DocumentText text={text} />;
  if (level === 1) return <h1 className="text-xl">{words}</h1>;
  if (level === 2) {
    return (
      <h2 id={id} className="mt-8 mb-2 text-lg">
        {words}
      </h2>
    );
  }
  return (
    <h3 id={id} className="mt-5 mb-1 text-base">
      {words}
    </h3>
  );
}

function List({ isOrdered, items }: Extract<Block, { kind: 'list' }>) {
  const Tag = isOrdered ? 'ol' : 'ul';
  return (
    <Tag className={`my-3 flex flex-col gap-1.5 pl-6 ${isOrdered ? 'list-decimal' : 'list-disc'}`}>
      {items.map((item) => (
        <li key={JSON.stringify(item)}>
          <DocumentText text={item} />
        </li>
      ))}
    </Tag>
  );
}

function Table({ head, rows }: Extract<Block, { kind: 'table' }>) {
  const isHeaded = head.some((cell) => cell.length > 0);
  return (
    <table className="my-3 w-full border-separate border-spacing-0 text-sm max-md:block">
      {isHeaded && (
        <thead className="max-md:sr-only">
          <tr>
            {head.map((cell) => (
              <th
                key={JSON.stringify(cell)}
                scope="col"
                className="h-9 border-y border-rule bg-sunken px-3 text-left text-xs font-medium text-ink-soft"
              >
                <DocumentText text={cell} />
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody className="max-md:block">
        {rows.map((row) => (
          <tr
            key={JSON.stringify(row)}
            className="bg-surface max-md:block max-md:border-b max-md:border-rule max-md:py-2"
          >
            {row.map((cell) => (
              <td
                key={JSON.stringify(cell)}
                className="border-rule px-3 py-2 align-top max-md:block max-md:py-0.5 md:border-b max-md:first:font-medium"
              >
                <DocumentText text={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
