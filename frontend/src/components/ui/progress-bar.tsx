interface ProgressBarProps {
  /** What is under way, for who does not see the bar. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** How much of something long is done. The numbers stand beside it. */
export function ProgressBar({ label, done, total }: ProgressBarProps) {
  return (
    <progress
      aria-label={label}
      value={done}
      max={total}
      className="h-1.5 w-40 appearance-none overflow-hidden rounded-sm bg-rule print:hidden [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-rule [&::-webkit-progress-value]:bg-accent"
    />
  );
}
