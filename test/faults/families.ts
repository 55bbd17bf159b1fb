import { accounts } from './families/accounts';
import { closing } from './families/closing';
import { flows } from './families/flows';
import { hosts } from './families/hosts';
import { lines } from './families/lines';
import { reaching } from './families/reaching';
import type { Family } from './family';

/** All families of faults, in the order of the table. */
export const families: readonly Family[] = [
  ...reaching,
  ...closing,
  ...lines,
  ...accounts,
  ...flows,
  ...hosts,
];
