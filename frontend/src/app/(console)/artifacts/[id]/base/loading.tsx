import { Skeleton, TableSkeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <>
      <Skeleton className="my-3 h-8 w-full max-w-[720px]" />
      <TableSkeleton />
    </>
  );
}
