import Link from 'next/link';
import { whereElseHref, type SubjectKind } from '../exposure-query';

/** The way from one finding or component to all artifacts that have the same. */
export function WhereElse({ kind, q }: { readonly kind: SubjectKind; readonly q: string }) {
  return (
    <Link
      href={whereElseHref(kind, q)}
      prefetch={false}
      aria-label={`Where else is ${q}?`}
      className="link ml-1 shrink-0 text-sm print:hidden"
    >
      Where else?
    </Link>
  );
}
