import { Buffer } from 'node:buffer';

/** One advisory concerns one component of the artifact. */
export interface Concern {
  /** The advisory's lead identifier. */
  readonly lead: string;
  /** component.id */
  readonly component: number;
}

/** Concerns that are read together. */
const PIECE = 32;
const MOST_BITS = 16;

/** How many bits name a lead's piece and how many bytes a component takes, one byte each, and two for later. */
const HEADER = 4;

/** Of where a piece begins. */
const OFFSET = 4;

/** Of what a lead is known by in its piece. */
const MARK = 4;

/**
 * By pieces, so that who asks of one advisory reads some hundred bytes, however many there are: a header, where each piece begins and the last
 * one ends, then each concern as the mark of its lead and its component. Leads are known by hashes of some 40 bits, since a report that comes in
 * has no rows for them yet. The greatest byte is first, as SQL reads numbers.
 */
export function encodeConcerned(concerns: readonly Concern[]): Buffer {
  let bits = 0;
  while (bits < MOST_BITS && PIECE << bits < concerns.length) bits += 1;
  const pieces = Array.from({ length: 1 << bits }, (): { mark: number; component: number }[] => []);
  let most = 0;
  for (const { lead, component } of concerns) {
    const { place, mark } = markOf(lead);
    pieces[place & (pieces.length - 1)]?.push({ mark, component });
    most = Math.max(most, component);
  }
  const width = Math.max(1, Math.ceil((32 - Math.clz32(most)) / 8));
  const each = MARK + width;
  let start = HEADER + OFFSET * (pieces.length + 1);
  const block = Buffer.alloc(start + each * concerns.length);
  block.set([bits, width]);
  let at = HEADER;
  for (const piece of [...pieces, []]) {
    at = block.writeUInt32BE(start, at);
    start += piece.length * each;
  }
  for (const { mark, component } of pieces.flat()) {
    at = block.writeUInt32BE(mark, at);
    at = block.writeUIntBE(component, at, width);
  }
  return block;
}

/** SQL: the header of a block and the piece of it that has what concerns a lead, in one. `place` is the lead's. */
export function pieceOfConcerned(block: string, place: string): string {
  const piece = `(${place} & ((1 << least(${MOST_BITS}, get_byte(${block}, 0))) - 1))`;
  const [start, end] = [0, 1].map((further) => numberAt(block, `${HEADER} + ${OFFSET} * (${further} + ${piece})`));
  return `substr(${block}, 1, ${HEADER}) || substr(${block}, ${start} + 1, greatest(0, ${end} - ${start}))`;
}

/** The components that a lead concerns, by the piece of it. Null where that is none. */
export function componentsIn(piece: Buffer, lead: string): number[] | null {
  const [, width = 0] = piece;
  const each = MARK + width;
  if (piece.length < HEADER || width < 1 || width > 4 || (piece.length - HEADER) % each !== 0) return null;
  const { mark } = markOf(lead);
  const found: number[] = [];
  for (let at = HEADER; at < piece.length; at += each) {
    if (piece.readUInt32BE(at) === mark) found.push(piece.readUIntBE(at + MARK, width));
  }
  return found;
}

/** By what a lead is found: `place` says in which piece, by its last bits. Both are stored: they do not change. */
export function markOf(lead: string): { readonly place: number; readonly mark: number } {
  let [place, mark] = [0x9e37_79b9, 0x85eb_ca6b];
  for (let at = 0; at < lead.length; at += 1) {
    const unit = lead.charCodeAt(at);
    place = Math.imul(place ^ unit, 0x9e37_79b1);
    mark = Math.imul(mark ^ unit, 0x5f35_6495);
    place ^= mark >>> 15;
    mark ^= place >>> 13;
  }
  return { place: (place ^ (place >>> 16)) & 0xffff, mark: mark >>> 0 };
}

/** SQL: the number that begins at a byte, from 0. */
function numberAt(block: string, byte: string): string {
  return `('x' || encode(substr(${block}, ${byte} + 1, ${OFFSET}), 'hex'))::bit(32)::int`;
}
