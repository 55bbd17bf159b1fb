import { closing } from './families/closing';
import { lines } from './families/lines';
import { reaching } from './families/reaching';
import type { Family } from './family';

/** All families of faults, in the order of the table. */
export const families: readonly Family[] = [...reaching, ...closing, ...lines];
