/** What all rows run with. */
import type { Feed } from './processes';
import type { Line } from './table';

export interface Setting {
  /** The Node.js that every measured process runs on. */
  node: string;
  feed: Feed;
  quick: boolean;
  /** Folders of the clients that ours is measured beside; undefined where one is not installed. */
  peers: { reconnecting: string | undefined; ccxt: string | undefined };
  /** The highest foreign load of the rounds that count, in cores. */
  noteLoad(cores: number): void;
}

/** A row of the table, or a few that are measured together. */
export interface Row {
  name: string;
  /** Seconds that it takes, about, for whoever waits. */
  measure(setting: Setting): Promise<Line[]>;
}
