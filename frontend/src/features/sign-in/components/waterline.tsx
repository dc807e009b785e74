'use client';

/** The water that the mark floats in: rows of waves that grow fainter with depth, and say nothing. */
export function Waterline() {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-x-0 bottom-0 -z-10 h-[42svh] overflow-hidden print:hidden"
    >
      <div className="absolute inset-0 bg-water opacity-10" />
      <div className="absolute inset-x-0 top-0 h-px bg-water opacity-60" />
      <svg width="100%" height="100%" className="absolute inset-0 fill-none stroke-water" strokeWidth="1">
        <defs>
          <pattern id="wave" width="56" height="26" patternUnits="userSpaceOnUse">
            <path d="M4 8q7-5 14 0t14 0M32 21q7-5 14 0t14 0" />
          </pattern>
        </defs>
        {rows.map((row) => (
          <rect
            key={row}
            y={ROW_HEIGHT * row}
            width="100%"
            height={ROW_HEIGHT}
            fill="url(#wave)"
            stroke="none"
            opacity={0.4 * (1 - row / ROWS) ** 1.5}
          />
        ))}
      </svg>
    </div>
  );
}

const ROWS = 16;
/** The pattern's own, so that rows meet where waves do. */
const ROW_HEIGHT = 26;
