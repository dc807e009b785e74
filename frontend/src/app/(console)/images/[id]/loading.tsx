import { Skeleton, TableSkeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <>
      <Skeleton className="mb-4 h-14 w-80 max-w-full" />
      <Skeleton className="mb-8 h-64 w-full" />
      <TableSkeleton />
    </>
  );
}
