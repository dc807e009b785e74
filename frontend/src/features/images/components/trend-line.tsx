'use client';

import { curveStepAfter } from '@visx/curve';
import { scaleLinear } from '@visx/scale';
import { AreaClosed, LinePath } from '@visx/shape';
import type { Severity } from '@/lib/api/types';

interface TrendLineProps {
  readonly severity: Severity;
  /** One for each artifact, oldest first. */
  readonly values: readonly number[];
  /** The line in words. */
  readonly label: string;
  /** In `values`: which one to mark. */
  readonly markedAt: number | null;
  /** In `values`: which one the pointer is at; null where it has left. */
  readonly onPoint: (place: number | null) => void;
}

interface Point {
  readonly x: number;
  readonly value: number;
}

const LOOK: Record<Severity, { readonly area: string; readonly line: string }> = {
  critical: { area: 'fill-critical', line: 'stroke-critical-edge' },
  high: { area: 'fill-high', line: 'stroke-high-edge' },
  medium: { area: 'fill-medium', line: 'stroke-medium-edge' },
  low: { area: 'fill-low', line: 'stroke-low-edge' },
  unknown: { area: 'fill-hatch', line: 'stroke-unrated-edge' },
};

/** In the drawing's own units, of which the width is stretched. */
const WIDTH = 1000;
const HEIGHT = 44;
/** Above the highest value and below none. */
const MARGIN = 5;

/** Steps, for an artifact has what it has until the next one comes. As wide as its place. */
export function TrendLine({ severity, values, label, markedAt, onPoint }: TrendLineProps) {
  const x = scaleLinear({ domain: [0, values.length], range: [0, WIDTH] });
  const y = scaleLinear({ domain: [0, Math.max(1, ...values)], range: [HEIGHT - MARGIN, MARGIN] });
  // The last step is as wide as the others.
  const points = [...values, values.at(-1) ?? 0].map((value, place): Point => ({ x: place, value }));
  const { area, line } = LOOK[severity];
  const toX = (point: Point) => x(point.x);
  const toY = (point: Point) => y(point.value);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width="100%"
      height={HEIGHT}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      onPointerMove={({ clientX, currentTarget }) => {
        const { left, width } = currentTarget.getBoundingClientRect();
        const place = Math.floor(((clientX - left) / width) * values.length);
        onPoint(Math.max(0, Math.min(values.length - 1, place)));
      }}
      onPointerLeave={() => onPoint(null)}
      className="block"
    >
      <AreaClosed data={points} x={toX} y={toY} yScale={y} curve={curveStepAfter} className={area} fillOpacity={0.35} />
      <LinePath
        data={points}
        x={toX}
        y={toY}
        curve={curveStepAfter}
        className={`fill-none ${line}`}
        strokeWidth={1.75}
        vectorEffect="non-scaling-stroke"
      />
      {markedAt !== null && (
        <line
          x1={x(markedAt + 0.5)}
          x2={x(markedAt + 0.5)}
          y1={0}
          y2={HEIGHT}
          className="stroke-ink"
          strokeWidth={1}
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
