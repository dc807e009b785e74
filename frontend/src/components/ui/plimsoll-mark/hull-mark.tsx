'use client';

import { useId } from 'react';
import { SEVERITIES, type Severity, type SeverityCounts } from '@/lib/api/types';
import {
  isWaived,
  markGeometry,
  markInWords,
  verdictInWords,
  type MarkFrame,
  type MarkLine,
  type MarkVerdict,
} from './geometry';

interface HullMarkProps {
  readonly verdicts: readonly MarkVerdict[];
  readonly load: number;
  readonly counts: SeverityCounts;
  /** Loads of the last scans, oldest first. */
  readonly wake: readonly number[];
}

const WIDTH = 420;
const HEIGHT = 300;
const FRAME: MarkFrame = { deck: 58, keel: 262, firstLine: 92, lastLine: 220, widestStep: 56, clearance: 15 };

/** The hull's middle, and half of its beam. */
const MIDDLE = 184;
const BEAM = 82;
const DECK = 48;
const KEEL = 276;

const DISC = { x: 147, y: 156, radius: 22, arm: 13 };
/** The upright that the load lines start from. */
const STEM = 206;
const STEM_WIDTH = 3.5;
const LINE_LENGTH = 40;
const LABEL = MIDDLE + BEAM + 22;

/** Midship section: upright sides, round bilges, a little rise of floor. `inset` draws the inner shell. */
function section(inset: number): string {
  const left = MIDDLE - BEAM + inset;
  const right = MIDDLE + BEAM - inset;
  const bottom = KEEL - inset;
  const bilge = 64;
  return [
    `M${left} ${DECK}`,
    `L${left + 3} ${bottom - bilge}`,
    `C${left + 5} ${bottom - 18} ${left + 24} ${bottom - 4} ${left + 62} ${bottom - 2}`,
    `L${MIDDLE} ${bottom}`,
    `L${right - 62} ${bottom - 2}`,
    `C${right - 24} ${bottom - 4} ${right - 5} ${bottom - 18} ${right - 3} ${bottom - bilge}`,
    `L${right} ${DECK}`,
  ].join('');
}

const SHELL = section(0);
const DECK_LINE = `Q${MIDDLE} ${DECK - 7}`;
/** The shell closed by the deck. */
const HULL = `${SHELL}${DECK_LINE} ${MIDDLE - BEAM} ${DECK}Z`;
const INNER_SHELL = section(7);

export function HullMark({ verdicts, load, counts, wake }: HullMarkProps) {
  const id = useId();
  const { lines, waterY } = markGeometry(verdicts, load, FRAME);
  const hasVerdicts = verdicts.length > 0;
  const hasWaived = verdicts.some(isWaived);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={markInWords(verdicts, load)}
      className="block h-auto w-full max-w-[420px] select-none font-sans"
    >
      <defs>
        <clipPath id={`${id}hull`}>
          <path d={HULL} />
        </clipPath>
        <pattern id={`${id}hatch`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2.2" height="5" className="fill-ink" />
        </pattern>
        <pattern id={`${id}waived`} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <rect width="2" height="4" className="fill-accent" />
        </pattern>
      </defs>

      {hasVerdicts && (
        <g>
          <rect y={waterY} width={WIDTH} height={HEIGHT - waterY} className="fill-water" opacity="0.13" />
          <Ripples waterY={waterY} lines={lines} hasLegend={hasWaived} />
          <Wake loads={wake} waterY={waterY} load={load} />
        </g>
      )}

      <path d={HULL} className="fill-surface" />
      {hasVerdicts && (
        <rect
          y={waterY}
          width={WIDTH}
          height={HEIGHT - waterY}
          clipPath={`url(#${id}hull)`}
          className="fill-water"
          opacity="0.13"
        />
      )}
      <path d={INNER_SHELL} className="fill-none stroke-rule-strong" strokeWidth="0.75" opacity="0.7" />
      <path
        d={`M${MIDDLE} 12V292`}
        className="stroke-rule-strong"
        strokeWidth="0.75"
        strokeDasharray="9 3 2 3"
        opacity="0.8"
      />
      <path d={SHELL} className="fill-none stroke-ink" strokeWidth="2.5" strokeLinejoin="round" />
      <Deck />
      <Cargo counts={counts} />

      {hasVerdicts && <path d={`M0 ${waterY}H${WIDTH}`} className="stroke-water" strokeWidth="1.5" />}
      <Disc />
      {lines.length > 1 && (
        <path
          d={`M${STEM} ${(lines[0]?.y ?? 0) - 2.5}V${(lines.at(-1)?.y ?? 0) + 2.5}`}
          className="stroke-ink"
          strokeWidth={STEM_WIDTH}
        />
      )}
      {lines.map((line) => (
        <LoadLine
          key={line.environment}
          line={line}
          hatch={`url(#${id}hatch)`}
          waived={`url(#${id}waived)`}
          isRoomy={lines.length <= MOST_ROOMY_LINES}
        />
      ))}
      <Gauge load={load} isKnown={hasVerdicts} />
      {hasWaived && <Legend waived={`url(#${id}waived)`} />}
    </svg>
  );
}

/** Deck with its camber, bulwarks and bilge keels: what makes it a ship. */
function Deck() {
  const left = MIDDLE - BEAM;
  const right = MIDDLE + BEAM;
  return (
    <g className="fill-none stroke-ink" strokeWidth="2.5" strokeLinecap="round">
      <path d={`M${left} ${DECK}${DECK_LINE} ${right} ${DECK}`} strokeWidth="1.75" />
      <path d={`M${left} ${DECK}V${DECK - 10}M${right} ${DECK}V${DECK - 10}`} />
      <path d={`M${MIDDLE} ${KEEL}V${KEEL + 5}`} strokeWidth="5" strokeLinecap="butt" />
      <path d={`M${left + 16} ${KEEL - 22}l-9 8M${right - 16} ${KEEL - 22}l9 8`} strokeWidth="1.75" />
    </g>
  );
}

function Disc() {
  const { x, y, radius, arm } = DISC;
  return (
    <g>
      <g className="fill-none stroke-ink" strokeWidth="4.5">
        <circle cx={x} cy={y} r={radius} />
        <path d={`M${x - radius - arm} ${y}h${2 * (radius + arm)}`} />
      </g>
      <g className="fill-ink text-[11px] font-semibold" textAnchor="middle" aria-hidden>
        <text x={x - radius - 8} y={y - 6}>
          P
        </text>
        <text x={x + radius + 8} y={y - 6}>
          L
        </text>
      </g>
    </g>
  );
}

const LINE_FILL = { pass: 'fill-pass', fail: 'fill-fail' } as const;
const GLYPH = { pass: '✓', fail: '✕', unknown: '?' } as const;
const LONGEST_LABEL = 16;
/** With more lines than this, words give way to glyphs. */
const MOST_ROOMY_LINES = 4;

interface LoadLineProps {
  readonly line: MarkLine;
  readonly hatch: string;
  readonly waived: string;
  /** Whether there is room for two rows of text between this line and the next. */
  readonly isRoomy: boolean;
}

function LoadLine({ line, hatch, waived, isRoomy }: LoadLineProps) {
  const { environment, outcome, y } = line;
  const label = environment.length > LONGEST_LABEL ? `${environment.slice(0, LONGEST_LABEL - 1)}…` : environment;
  const start = STEM + STEM_WIDTH / 2;
  const end = start + LINE_LENGTH;
  return (
    <g>
      {outcome === 'unknown' ? (
        <g>
          <rect x={start} y={y - 4} width={LINE_LENGTH} height="8" className="fill-surface" />
          <rect x={start + 0.5} y={y - 3.5} width={LINE_LENGTH - 1} height="7" fill={hatch} className="stroke-ink" />
        </g>
      ) : (
        <rect x={start} y={y - 2.5} width={LINE_LENGTH} height="5" className={LINE_FILL[outcome]} />
      )}
      {isWaived(line) && <WaivedPart x={end - WAIVED.width} y={y} fill={waived} />}
      <path d={`M${end + 3} ${y}H${LABEL - 5}`} className="stroke-ink" strokeWidth="0.75" strokeDasharray="1.5 2.5" />
      <text x={LABEL} y={isRoomy ? y - 1 : y + 4.5} className="fill-ink text-[13px] font-semibold">
        {!isRoomy && `${GLYPH[outcome]} `}
        {label}
      </text>
      {isRoomy && (
        <text x={LABEL} y={y + 12} className="fill-ink text-[11px]">
          {verdictInWords(line)}
        </text>
      )}
    </g>
  );
}

const WAIVED = { width: 14, height: 9 };

interface WaivedPartProps {
  readonly x: number;
  /** Its middle. */
  readonly y: number;
  readonly fill: string;
}

/** The end of a load line that waivers hold up. */
function WaivedPart({ x, y, fill }: WaivedPartProps) {
  const box = { x, y: y - WAIVED.height / 2, ...WAIVED };
  return (
    <g>
      <rect {...box} className="fill-surface" />
      <rect {...box} fill={fill} className="stroke-accent" strokeWidth="1" />
    </g>
  );
}

/** Below the labels, where the lines end. */
const LEGEND_Y = 284;

function Legend({ waived }: { readonly waived: string }) {
  return (
    <g>
      <WaivedPart x={LABEL} y={LEGEND_Y} fill={waived} />
      <text x={LABEL + WAIVED.width + 6} y={LEGEND_Y + 4} className="fill-ink text-[11px]">
        findings waived
      </text>
    </g>
  );
}

const CARGO: Record<Severity, { readonly letter: string; readonly box: string; readonly text: string }> = {
  critical: { letter: 'C', box: 'fill-critical stroke-critical-edge', text: 'fill-critical-ink' },
  high: { letter: 'H', box: 'fill-high stroke-high-edge', text: 'fill-high-ink' },
  medium: { letter: 'M', box: 'fill-medium stroke-medium-edge', text: 'fill-medium-ink' },
  low: { letter: 'L', box: 'fill-low stroke-low-edge', text: 'fill-low-ink' },
  unknown: { letter: 'U', box: 'fill-unrated stroke-unrated-edge', text: 'fill-unrated-ink' },
};

const BOX_WIDTH = 30;
const BOX_HEIGHT = 19;

function shortCount(count: number): string {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${Math.floor(count / 1000)}k` : `${Math.floor(count / 1_000_000)}M`;
}

/** What weighs on her: one container on deck for each severity that has findings. */
function Cargo({ counts }: { readonly counts: SeverityCounts }) {
  const present = SEVERITIES.filter((severity) => counts[severity] > 0);
  const left = MIDDLE - (present.length * BOX_WIDTH) / 2;
  return (
    <g className="font-mono text-[10.5px] font-semibold" textAnchor="middle">
      {present.map((severity, index) => {
        const { letter, box, text } = CARGO[severity];
        const x = left + index * BOX_WIDTH;
        const y = DECK - 6 - BOX_HEIGHT;
        return (
          <g key={severity}>
            <rect x={x + 0.75} y={y} width={BOX_WIDTH - 1.5} height={BOX_HEIGHT} className={box} strokeWidth="1" />
            <text x={x + BOX_WIDTH / 2} y={y + 13.5} className={text}>
              {letter}
              {shortCount(counts[severity])}
            </text>
          </g>
        );
      })}
    </g>
  );
}

const RIPPLE = { row: 13, wave: 28, left: 4 };
/** The gauge's corner stays calm. */
const GAUGE = { right: 76, top: 252 };

interface RipplesProps {
  readonly waterY: number;
  readonly lines: readonly MarkLine[];
  readonly hasLegend: boolean;
}

/** Water as engravers draw it: rows that grow fainter with depth, and leave words alone. */
function Ripples({ waterY, lines, hasLegend }: RipplesProps) {
  const rows = Array.from({ length: Math.floor((HEIGHT - waterY - 4) / RIPPLE.row) }, (_, index) => index);
  return (
    <g className="fill-none stroke-water" strokeWidth="0.9">
      {rows.map((row) => {
        const y = waterY + 8 + row * RIPPLE.row;
        const isLabelled = lines.some((line) => y > line.y - 17 && y < line.y + 17) || (hasLegend && y > LEGEND_Y - 14);
        const first = RIPPLE.left + (row % 2) * (RIPPLE.wave / 2) + (y > GAUGE.top ? GAUGE.right : 0);
        const last = (isLabelled ? MIDDLE : WIDTH) - RIPPLE.wave;
        const count = Math.max(Math.floor((last - first) / RIPPLE.wave) + 1, 0);
        const waves = Array.from({ length: count }, (_, index) => `M${first + index * RIPPLE.wave} ${y}q5-4 10 0t10 0`);
        return <path key={row} d={waves.join('')} opacity={0.45 - (0.36 * row) / rows.length} />;
      })}
    </g>
  );
}

const WAKE_STEP = 9;
/** Loads are logarithms to base 2: this is how far the wake rises when the risk doubles. */
const WAKE_PER_DOUBLING = 7;
const WAKE_REACH = 34;

interface WakeProps {
  readonly loads: readonly number[];
  /** Where the water stands now, and at which load. */
  readonly waterY: number;
  readonly load: number;
}

/**
 * Where the water stood after each of the last scans, trailing off to the left; the older, the fainter. It has a scale
 * of its own: within the band, a halved risk would hardly show.
 */
function Wake({ loads, waterY, load }: WakeProps) {
  const right = MIDDLE - BEAM - 3;
  const steps = loads.map((past, index) => {
    const age = loads.length - 1 - index;
    const rise = Math.min(Math.max((past - load) * WAKE_PER_DOUBLING, -WAKE_REACH), WAKE_REACH);
    return { age, x: right - (age + 1) * WAKE_STEP, y: waterY - rise };
  });
  return (
    <g className="fill-none stroke-water" strokeWidth="1.5">
      {steps.map(({ age, x, y }, index) => {
        const next = steps[index + 1];
        const drop = next ? `V${next.y}` : '';
        return <path key={age} d={`M${x} ${y}h${WAKE_STEP}${drop}`} opacity={0.85 - (0.65 * age) / steps.length} />;
      })}
    </g>
  );
}

function Gauge({ load, isKnown }: { readonly load: number; readonly isKnown: boolean }) {
  return (
    <g className="fill-ink">
      <text x="10" y="270" className="text-[11px]">
        load
      </text>
      <text x="10" y="290" className="font-mono text-[18px] font-semibold">
        {isKnown ? load.toFixed(1) : '–'}
      </text>
    </g>
  );
}
