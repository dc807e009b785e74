import * as react from 'react/jsx-dev-runtime';
import { shownProps } from './shown-props';

/** The same as jsx-runtime, as the development server has it. */
export { Fragment } from 'react/jsx-dev-runtime';
export type { JSX } from 'react/jsx-dev-runtime';

export const jsxDEV: typeof react.jsxDEV = (type, props, ...rest) =>
  react.jsxDEV(type, shownProps(type, props), ...rest);
