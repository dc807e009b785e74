import * as react from 'react/jsx-runtime';
import { shownProps } from './shown-props';

/**
 * What TypeScript makes of JSX everywhere in the console (`jsxImportSource`): React's, with all text shown by shownText, so that no
 * component can forget it.
 */
export { Fragment } from 'react/jsx-runtime';
export type { JSX } from 'react/jsx-runtime';

export const jsx: typeof react.jsx = (type, props, key) => react.jsx(type, shownProps(type, props), key);
export const jsxs: typeof react.jsxs = (type, props, key) => react.jsxs(type, shownProps(type, props), key);
