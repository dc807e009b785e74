import { ViewChoice } from '@/components/ui/view-choice';

/** The fleet by its images, or by what they are built on. */
export function FleetParts({ here }: { readonly here: 'images' | 'base images' }) {
  return (
    <ViewChoice
      label="Parts of the fleet"
      views={[
        { name: 'Images', href: '/', isHere: here === 'images' },
        { name: 'Base images', href: '/base-images', isHere: here === 'base images' },
      ]}
    />
  );
}
