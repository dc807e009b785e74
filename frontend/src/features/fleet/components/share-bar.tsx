'use client';

interface ShareBarProps {
  /** In the order in which they are drawn. */
  readonly shares: readonly { readonly fill: string; readonly count: number }[];
  /** What the whole bar stands for. */
  readonly total: number;
}

const BAR = { width: 96, height: 8 };

/** Shares of a whole, for the eye only. By attributes of SVG: the content security policy refuses a style attribute. */
export function ShareBar({ shares, total }: ShareBarProps) {
  if (total === 0) return null;
  const widths = shares.map(({ count }) => (count / total) * BAR.width);
  return (
    <svg aria-hidden {...BAR} className="shrink-0 max-sm:hidden">
      <rect {...BAR} className="fill-sunken" />
      {shares.map(({ fill }, place) => (
        <rect
          key={fill}
          x={widths.slice(0, place).reduce((start, width) => start + width, 0)}
          width={widths[place]}
          height={BAR.height}
          className={fill}
        />
      ))}
    </svg>
  );
}
