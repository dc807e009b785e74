interface PartForbiddenProps {
  /** What it needs. */
  readonly permission: string;
}

interface NoPermissionProps extends PartForbiddenProps {
  /** The page's title. */
  readonly title: string;
}

/** Shown in place of a page to a person without the permission: names the permission that is needed. */
export function NoPermission({ title, permission }: NoPermissionProps) {
  return (
    <>
      <h1 className="mb-4 text-xl">{title}</h1>
      <PartForbidden permission={permission} />
    </>
  );
}

export function PartForbidden({ permission }: PartForbiddenProps) {
  return (
    <div className="rounded-sm border border-dashed border-rule-strong bg-surface px-6 py-10">
      <h2 className="text-lg">You do not have access to this page</h2>
      <p className="mt-2 max-w-[72ch] text-ink-soft">
        You need the permission <code className="font-mono text-[0.92em]">{permission}</code>. Ask an administrator for
        a role that includes it.
      </p>
    </div>
  );
}
