import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

/** Enough for one to help deflate the next, few enough to be read for the sake of one. */
const MOST_TEXTS = 128;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Texts as a row of `text_block` has them, and which. */
export interface TextBlock {
  /** Names of the texts, by place. */
  readonly hashes: readonly string[];
  readonly bytes: Buffer;
}

export function textBlockCount(textCount: number): number {
  return Math.ceil(textCount / MOST_TEXTS);
}

/** Takes texts by their hashes. They are deflated in threads of their own. */
export function toTextBlocks(texts: readonly (readonly [string, string])[]): Promise<TextBlock[]> {
  const blocks: Promise<TextBlock>[] = [];
  for (let start = 0; start < texts.length; start += MOST_TEXTS) {
    blocks.push(toTextBlock(texts.slice(start, start + MOST_TEXTS)));
  }
  return Promise.all(blocks);
}

async function toTextBlock(texts: readonly (readonly [string, string])[]): Promise<TextBlock> {
  const json = Buffer.from(JSON.stringify(texts.map(([, text]) => text)));
  return { hashes: texts.map(([hash]) => hash), bytes: await deflate(json, { level: 3 }) };
}

/** The texts of a block, by place. */
export async function textsOf(bytes: Uint8Array): Promise<string[]> {
  return JSON.parse((await inflate(bytes)).toString()) as string[];
}
