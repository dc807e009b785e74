import { RuleBook } from './rule-book.js';
import type { SarifInvocation, SarifMessage, SarifNotification, SarifRule, SarifRun } from './sarif-log.js';

/** Where within the run, and the tool's own word, or the plain fact where it left no word. */
export interface RunFailure {
  readonly at: readonly (string | number)[];
  readonly message: string;
}

const NOTIFICATIONS = ['toolExecutionNotifications', 'toolConfigurationNotifications'] as const;

/**
 * What tells that a run did not look at all that it was to look at: no list of results (null where the tool could not
 * make one), an invocation that says so, a signal that ended it, a process that did not start, an error that it
 * reports. Exit codes are each tool's own, so they decide alone only where an invocation says neither that it
 * succeeded nor that it found anything.
 */
export function failuresOf(run: SarifRun, hasResults: boolean, notifications: RuleBook): RunFailure[] {
  const failures: RunFailure[] = [];
  if (!Array.isArray(run.results)) {
    failures.push({ at: ['results'], message: 'The run has no list of results, so nothing tells what was looked at.' });
  }
  (run.invocations ?? []).forEach((invocation, index) => {
    failures.push(
      ...ofInvocation(invocation, hasResults, notifications).map(({ at, message }) => ({
        at: ['invocations', index, ...at],
        message: shortened(message),
      })),
    );
  });
  return failures;
}

/** A verdict says it in one line. */
function shortened(message: string): string {
  const line = message.trim().replace(/\s+/g, ' ');
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
}

const MOST_CHARACTERS = 500;

function ofInvocation(invocation: SarifInvocation, hasResults: boolean, notifications: RuleBook): RunFailure[] {
  const said = NOTIFICATIONS.flatMap((list): RunFailure[] =>
    (invocation[list] ?? []).flatMap((notification, index) => {
      const descriptor =
        notification.descriptor === null || notification.descriptor === undefined
          ? null
          : notifications.find(notification.descriptor);
      if (levelOf(notification, descriptor, invocation, notifications) !== 'error') return [];
      const message = textOf(notification, descriptor) || 'The tool reports an error and does not say which.';
      return [{ at: [list, index], message }];
    }),
  );
  const started = invocation.processStartFailureMessage?.trim() ?? '';
  const signal = signalOf(invocation);
  if (started !== '') said.push({ at: ['processStartFailureMessage'], message: started });
  if (signal !== null && said.length === 0) said.push({ at: ['exitSignalName'], message: signal });
  if (said.length === 0 && isFailure(invocation, hasResults)) {
    said.push({ at: ['executionSuccessful'], message: describe(invocation) });
  }
  return said;
}

/** Some tools (SpotBugs) write words such as `BUGS FOUND` there; those count only where the run is not said to have succeeded. */
function signalOf({ exitSignalName, exitSignalNumber, executionSuccessful }: SarifInvocation): string | null {
  const name = exitSignalName?.trim() ?? '';
  if (/^SIG[A-Z]/i.test(name)) return `The signal ${name} ended the tool.`;
  if (executionSuccessful === true) return null;
  if (name !== '') return name;
  return exitSignalNumber === null || exitSignalNumber === undefined
    ? null
    : `The signal ${exitSignalNumber} ended the tool.`;
}

function isFailure({ executionSuccessful, exitCode }: SarifInvocation, hasResults: boolean): boolean {
  if (executionSuccessful !== null && executionSuccessful !== undefined) return !executionSuccessful;
  return (exitCode ?? 0) !== 0 && !hasResults;
}

function describe({ exitCode, exitCodeDescription }: SarifInvocation): string {
  const described = exitCodeDescription?.trim() ?? '';
  if (described !== '') return described;
  return exitCode === null || exitCode === undefined
    ? 'The tool says that its run failed.'
    : `The tool’s run failed with exit code ${exitCode}.`;
}

/** 3.58.6: its own level, else the invocation's override, else its descriptor's default, else a warning. */
function levelOf(
  { level }: SarifNotification,
  descriptor: SarifRule | null,
  { notificationConfigurationOverrides }: SarifInvocation,
  notifications: RuleBook,
): string {
  if (level !== null && level !== undefined) return level;
  if (descriptor === null) return 'warning';
  const override = (notificationConfigurationOverrides ?? []).find(
    (candidate) =>
      candidate.descriptor !== null &&
      candidate.descriptor !== undefined &&
      notifications.find(candidate.descriptor) === descriptor,
  );
  return override?.configuration?.level ?? descriptor.defaultConfiguration?.level ?? 'warning';
}

function textOf({ message, exception }: SarifNotification, descriptor: SarifRule | null): string {
  const text = message === null || message === undefined ? '' : filledMessage(message, descriptor);
  return text.trim() || (exception?.message?.trim() ?? '');
}

/** A message's own text, else that which its descriptor holds under its identifier, with the arguments in place. */
export function filledMessage(message: SarifMessage, descriptor: SarifRule | null): string {
  const text = message.text ?? (message.id === undefined ? undefined : descriptor?.messageStrings?.[message.id]?.text);
  const filled = text?.replace(
    /\{(\d+)\}/g,
    (placeholder, index: string) => message.arguments?.[Number(index)] ?? placeholder,
  );
  return filled ?? '';
}
