import { shownText } from './shown-text';

/** Attributes that people read or hear. */
const READ = ['title', 'aria-label', 'aria-description', 'alt', 'placeholder'] as const;

/** Elements whose text is code. */
const CODE: ReadonlySet<unknown> = new Set(['script', 'style']);

/** The properties of an element with all of their text as it is to be shown. Values, addresses and what is copied stay as they are. */
export function shownProps<Props>(type: unknown, props: Props): Props {
  if (typeof props !== 'object' || props === null || CODE.has(type)) return props;
  const given = props as Record<string, unknown>;
  const changed: Record<string, unknown> = {};
  for (const name of READ) {
    const value = given[name];
    if (typeof value === 'string') differs(changed, name, value, shownText(value));
  }
  differs(changed, 'children', given['children'], shownChildren(given['children']));
  return Object.keys(changed).length === 0 ? props : { ...props, ...changed };
}

function differs(changed: Record<string, unknown>, name: string, before: unknown, after: unknown): void {
  if (after !== before) changed[name] = after;
}

function shownChildren(children: unknown): unknown {
  if (typeof children === 'string') return shownText(children);
  if (!Array.isArray(children)) return children;
  const shown = children.map(shownChildren);
  return shown.every((child, index) => child === children[index]) ? children : shown;
}
