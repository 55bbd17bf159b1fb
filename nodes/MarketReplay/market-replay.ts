import type { NodeAPI } from 'node-red';
import { registerReplay } from '../node-red-replay';
import { serveWouldHaveFired } from '../node-red-would-have-fired';

export = (RED: NodeAPI): void => {
  registerReplay(RED, 'market-replay');
  // Its dialog lists the recordings.
  serveWouldHaveFired(RED);
};
