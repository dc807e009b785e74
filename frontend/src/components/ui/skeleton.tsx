/** A grey bar where text will be. */
export function Skeleton({ className }: { readonly className: string }) {
  return <span className={`block rounded-sm bg-rule ${className}`} />;
}

/** Rows of a table that is on its way, as high as the real ones. */
export function TableSkeleton({ rows = 12 }: { readonly rows?: number }) {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <div aria-hidden className="border-b border-rule bg-surface">
        <div className="h-8 border-y border-rule bg-sunken" />
        {Array.from({ length: rows }, (_, index) => (
          <div key={index} className="flex h-8 items-center gap-4 border-b border-rule px-3 last:border-0">
            <Skeleton className="h-3 w-6" />
            <Skeleton className={WIDTHS[index % WIDTHS.length] ?? ''} />
            <Skeleton className="ml-auto h-3 w-24" />
          </div>
        ))}
      </div>
    </div>
  );
}

const WIDTHS = ['h-3 w-1/3', 'h-3 w-1/4', 'h-3 w-2/5', 'h-3 w-1/5'];
