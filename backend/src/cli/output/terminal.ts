import { styleText } from 'node:util';

type Format = Extract<Parameters<typeof styleText>[0], string>;

export type Style = Format | readonly Format[];

/** What a person reads on: how wide, and how it styles text, if at all. */
export interface Terminal {
  readonly width: number;
  readonly style: (style: Style, text: string) => string;
}

/** Pipes and files have no width of their own. */
const WIDTH_OF_A_FILE = 100;

/** Colour on a TTY only, unless FORCE_COLOR asks for it or NO_COLOR forbids it; `--no-color` has the last word. */
export function terminalOf(stream: NodeJS.WriteStream, isColourAllowed: boolean): Terminal {
  return {
    width: stream.isTTY && stream.columns > 0 ? stream.columns : WIDTH_OF_A_FILE,
    // One format at a time: given several, Node 20 styles even what is no terminal.
    style: (style, text) =>
      isColourAllowed ? [style].flat().reduce((styled, format) => styleText(format, styled, { stream }), text) : text,
  };
}
