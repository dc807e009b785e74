import { compare, valid } from '@renovatebot/pep440';
import { genericOrder } from './generic-order.js';
import { orderOfParsed } from './version-order.js';

/** PEP 440. */
export const pythonOrder = orderOfParsed(valid, compare, genericOrder);
