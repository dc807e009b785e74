/**
 * Which arrays of a document are taken apart while it is read, so that they are never held whole.
 * A layout is a tree of the places that matter; what lies elsewhere stays in the skeleton.
 * It may point back at itself where a format nests (components within components).
 */
export interface LayoutNode {
  /** Members of an object that matter. */
  readonly members?: ReadonlyMap<string, LayoutNode>;
  /** The elements of an array. */
  readonly elements?: LayoutNode;
  /** On an element: it is cut out and handed over under this name; the array stays behind, empty. */
  readonly list?: string;
  /** On a string: it is reported as soon as it is read, and also stays in the skeleton. */
  readonly watch?: string;
}

/** An array whose elements are cut out under the name `list`. */
export function listOf(list: string, members: Record<string, LayoutNode> = {}): LayoutNode {
  return { elements: { list, ...membersOf(members) } };
}

/** An array that stays where it is, and whose elements have members that matter. */
export function arrayOf(members: Record<string, LayoutNode>): LayoutNode {
  return { elements: membersOf(members) };
}

export function membersOf(members: Record<string, LayoutNode>): LayoutNode {
  const entries = Object.entries(members);
  return entries.length === 0 ? {} : { members: new Map(entries) };
}
