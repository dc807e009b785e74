/**
 * What cannot be seen, or changes how others are seen: controls but for line breaks and tabs, format characters (overrides and marks
 * of direction, zero-width ones), half surrogate pairs, line separators. A joiner between the parts of an emoji is not one.
 */
const UNSEEN =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D|[^\P{C}\n\r\t\u200D\p{Co}\p{Cn}]|[\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/**
 * Text that others chose, as it is shown: a package named with a right-to-left override must not look like another one, and a
 * name with a zero-width space in it is not the name without. Each such character is named in its place: `[U+202E]`.
 */
export function shownText(text: string): string {
  return text.replace(
    UNSEEN,
    (found) => `[U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}
