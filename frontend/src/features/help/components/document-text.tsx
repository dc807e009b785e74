import { Fragment } from 'react';
import Link from 'next/link';
import type { Inline } from '../document';

/** Documents whose subject has a page in the console. */
const PAGES: Readonly<Record<string, string>> = { 'policy.md': '/policy', 'waivers.md': '/waivers' };

/** A sentence of a document. What is in another document, which the console does not have, is named by its path. */
export function DocumentText({ text }: { readonly text: readonly Inline[] }) {
  return text.map((piece, place) => {
    const key = `${place} ${JSON.stringify(piece)}`;
    return <Piece key={key} piece={piece} />;
  });
}

function Piece({ piece }: { readonly piece: Inline }) {
  if (typeof piece === 'string') return <Fragment>{piece}</Fragment>;
  if ('code' in piece) {
    return (
      <code className="rounded-sm box-decoration-clone bg-sunken px-1 font-mono text-[0.92em] break-words">
        {piece.code}
      </code>
    );
  }
  if ('strong' in piece) {
    return (
      <strong className="font-semibold">
        <DocumentText text={piece.strong} />
      </strong>
    );
  }
  if ('emphasis' in piece) {
    return (
      <em>
        <DocumentText text={piece.emphasis} />
      </em>
    );
  }
  return <DocumentLink href={piece.href} text={piece.text} />;
}

function DocumentLink({ href, text }: { readonly href: string; readonly text: readonly Inline[] }) {
  const [path = ''] = href.split('#');
  const address = path === '' ? href : PAGES[path];
  if (address !== undefined) {
    return (
      <Link href={address} className="link">
        <DocumentText text={text} />
      </Link>
    );
  }
  return (
    <>
      <DocumentText text={text} /> <span className="text-ink-soft">(docs/{path})</span>
    </>
  );
}
