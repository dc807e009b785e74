/**
 * Grows with every release whose readers take more from a report, or something else, than those before. A stored scan that an
 * earlier one read is read again from its report before a verdict rests on it.
 */
export const READER_VERSION = 3;
