import { Skeleton, TableSkeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <>
      <Skeleton className="h-4 w-40" />
      <Skeleton className="mt-1.5 h-7 w-2/5" />
      <Skeleton className="mt-2 h-4 w-3/5" />
      <div className="mt-6 mb-8 flex flex-wrap gap-10">
        <Skeleton className="h-[300px] w-full max-w-[420px]" />
        <Skeleton className="h-[300px] min-w-0 grow" />
      </div>
      <TableSkeleton />
    </>
  );
}
