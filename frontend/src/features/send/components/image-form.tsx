'use client';

import { Button } from '@/components/ui/button';
import { textOf } from '@/lib/forms/use-submission';
import { counted } from '@/lib/format/number';
import { lacksDigest, type ImageName } from '../unnamed';
import type { Sending } from '../use-sending';
import { DetailField, DIGEST_PATTERN, IMAGE_PATTERN } from './details-fields';

interface ImageFormProps {
  readonly sending: Sending;
  /** How many more reports wait for a name. */
  readonly otherCount: number;
  readonly onNamed: (name: ImageName, isForAll: boolean) => void;
}

/** Asks for what a report does not say, before anything of it is stored. */
export function ImageForm({ sending, otherCount, onNamed }: ImageFormProps) {
  return (
    <form
      aria-label={`Image of ${sending.file.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const [image, tag, digest] = ['image', 'tag', 'digest'].map((name) => textOf(fields, name).trim());
        onNamed({ image: image ?? '', tag: tag ?? '', digest: digest ?? '' }, fields.has('all'));
      }}
    >
      <h3 className="text-base">Name the image</h3>
      <p className="mt-1 mb-3 text-sm text-ink-soft">
        The report does not name its image. Nothing is stored until you name it.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <DetailField label="Image" name="image" placeholder="ghcr.io/acme/api" required {...IMAGE_PATTERN} />
        <DetailField label="Tag (optional)" name="tag" placeholder="1.4.2" defaultValue={sending.details.tag} />
        {lacksDigest(sending) && (
          <DetailField
            label="Digest (optional)"
            name="digest"
            placeholder="sha256:…"
            {...DIGEST_PATTERN}
            className="sm:col-span-2"
            hint="Reports with the same digest belong to one artifact. Without a digest, this report makes an artifact of its own."
          />
        )}
      </div>
      {otherCount > 0 && (
        <label className="mt-3 flex cursor-pointer items-start gap-2 text-sm">
          <input type="checkbox" name="all" className="mt-0.5 size-4 accent-accent" />
          <span>Use this for {counted(otherCount, 'other report')} without an image</span>
        </label>
      )}
      <Button type="submit" look="primary" className="mt-3">
        Send report
      </Button>
    </form>
  );
}
