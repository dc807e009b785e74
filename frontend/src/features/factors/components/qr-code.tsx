'use client';

import { create } from 'qrcode';

interface QrCodeProps {
  readonly text: string;
  /** What scanning it does. */
  readonly label: string;
}

/** Light modules around it, by which scanners find its edge (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** Drawn as one path. Always dark on white: not every scanner reads the opposite. */
export function QrCode({ text, label }: QrCodeProps) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const edge = modules.size + 2 * QUIET_ZONE;
  const rows = Array.from({ length: modules.size }, (_, index) => index);
  const path = rows.flatMap((y) => rows.filter((x) => modules.get(y, x)).map((x) => `M${x} ${y}h1v1h-1z`)).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${edge} ${edge}`}
      shapeRendering="crispEdges"
      className="block aspect-square w-full max-w-52 rounded-sm border border-rule bg-[#fff]"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
