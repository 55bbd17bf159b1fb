import type { Clock, Store } from '../../core/ports';
import type { Form } from '../../core/provider';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/server';
import type { Driver } from './drivers';

/** How a run is set up. */
export interface RunOptions {
  simulator?: SimulatorOptions;
  /** What the account's form has besides the usual. */
  account?: (simulator: Simulator) => Form;
  /** What the node asks for, where it is not the driver's. */
  form?: Form;
  /** How something new is said of it. */
  publish?: Driver['publish'];
  /** Where it keeps what outlives the process, instead of a folder on the disk. */
  store?: (clock: Clock) => Store;
}

/** Starts the practice feed of a run, on the clock of the run. */
export function startFeed(driver: Driver, options: RunOptions, now: () => number): Promise<Simulator> {
  const { id } = driver;
  return startSimulator({
    rate: 0,
    now,
    ...driver.simulator,
    ...options.simulator,
    [id]: { ...driver.simulator[id], ...options.simulator?.[id] },
  });
}
