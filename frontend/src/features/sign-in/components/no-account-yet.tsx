import { Command } from '@/components/ui/command';
import { Card } from './card';

/** In place of a form that no account could be used with. `command` is how the command line is called on the server's machine. */
export function NoAccountYet({ command }: { readonly command: string }) {
  return (
    <Card title="Set up Plimsoll">
      <div className="flex flex-col gap-3 text-ink-soft">
        <p>
          There is no account yet. Open the link that Plimsoll printed when it started: it creates the first
          administrator.
        </p>
        <p>The link works once and expires in 30 minutes. To print a new one, run this on the server:</p>
        <Command text={`${command} user setup-link`} />
      </div>
    </Card>
  );
}
