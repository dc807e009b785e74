import type { Waiver } from '../model/waiver.js';
import type { VexDocument } from '../vex/vex-word.js';
import type { FlipSide } from './flip-side.js';

/**
 * Waivers and VEX documents of one side, at the instant of whichever side. What only this side has counts from there on: it begins when it is approved or
 * filed, so that to exchange it without the time would else exchange nothing.
 */
export function exceptionsAt(side: FlipSide, other: FlipSide, at: string): Pick<FlipSide, 'waivers' | 'vex'> {
  if (Date.parse(at) >= Date.parse(side.at)) return side;
  const known = new Set(other.waivers.map((waiver) => JSON.stringify(waiver)));
  const filed = new Set(other.vex.map(({ document }) => document));
  const notAfter = (instant: string): string =>
    Date.parse(instant) > Date.parse(at) && Date.parse(instant) <= Date.parse(side.at) ? at : instant;
  return {
    waivers: side.waivers.map((waiver) => (known.has(JSON.stringify(waiver)) ? waiver : begun(waiver, notAfter))),
    vex: side.vex.map((document) => (filed.has(document.document) ? document : said(document, notAfter))),
  };
}

function begun(waiver: Waiver, notAfter: (instant: string) => string): Waiver {
  const { validFrom } = waiver;
  return typeof validFrom === 'string' ? { ...waiver, validFrom: notAfter(validFrom) } : waiver;
}

function said(document: VexDocument, notAfter: (instant: string) => string): VexDocument {
  const statements = document.content.statements.map((statement) =>
    statement.saidAt === null ? statement : { ...statement, saidAt: notAfter(statement.saidAt) },
  );
  return { ...document, content: { ...document.content, statements } };
}
