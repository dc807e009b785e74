interface PartForbiddenProps {
  /** What it needs. */
  readonly permission: string;
}

interface NoPermissionProps extends PartForbiddenProps {
  /** The page's title. */
  readonly title: string;
}

/** What somebody sees who may not see the page: not that it is gone, but what it takes. */
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
      <h2 className="text-lg">This is not for your role</h2>
      <p className="mt-2 max-w-[72ch] text-ink-soft">
        It needs the permission <code className="font-mono text-[0.92em]">{permission}</code>, which none of your roles
        has here. An administrator can grant one that does.
      </p>
    </div>
  );
}
