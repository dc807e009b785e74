'use client';

import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { FormProblem } from '@/components/ui/form-problem';
import { Modal } from '@/components/ui/modal';
import { ProjectField } from '@/features/administration/project-field';
import { useConfirmed } from '@/features/session/use-confirmed';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Image, MovedImage } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';

interface MoveImageProps {
  readonly image: Image;
  /** Slugs to choose from. */
  readonly projects: readonly string[];
  readonly onMoved: (moved: MovedImage) => void;
  readonly onClose: () => void;
}

const FIELDS = ['project'];

/** Asks where to, and says what it means, before an image leaves its project. */
export function MoveImageDialog({ image, projects, onMoved, onClose }: MoveImageProps) {
  const router = useRouter();
  const confirmed = useConfirmed();
  const { formProps, isSending, problem, errorOf } = useSubmission({
    send: (fields) => {
      const body = { project: textOf(fields, 'project').trim() };
      return confirmed(() =>
        resultOf(browserApi.POST('/api/v1/images/{imageId}/move', { params: { path: { imageId: image.id } }, body })),
      );
    },
    onDone: (moved) => {
      onMoved(moved);
      router.refresh();
    },
  });
  return (
    <Modal isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={`Move ${image.repository}`}>
      <form {...formProps} className="flex min-h-0 flex-col">
        <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
          <ProjectField
            label="To project"
            projects={projects.filter((slug) => slug !== image.project)}
            canBeEverywhere={false}
            hint="You need the permission to move images in both projects."
            error={errorOf('project')}
          />
          <ul className="flex max-w-[64ch] list-disc flex-col gap-1.5 pl-5 text-ink-soft">
            <li>
              Its artifacts, scans, verdicts and deployments move along. People of {image.project} no longer see them.
            </li>
            <li>
              Waivers of {image.project} no longer count. Waivers of the other project count only if they name this
              image or are requested after the move. Every verdict is evaluated again.
            </li>
            <li>
              Change pipelines that name {image.project} first. Otherwise the next report creates the image there again.
            </li>
          </ul>
          {problem && <FormProblem problem={problem} fields={FIELDS} />}
        </div>
        <div className="flex justify-end gap-2 border-t border-rule px-4 py-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={isSending}>
            {isSending ? 'Moving…' : 'Move'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
