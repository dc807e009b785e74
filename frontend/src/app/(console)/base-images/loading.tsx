import { Skeleton, TableSkeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <>
      <Skeleton className="mb-4 h-8 w-40" />
      <TableSkeleton />
    </>
  );
}
