import type { NodeAPI } from 'node-red';
import { alertTransform } from '../node-red-alert';
import { registerTransform } from '../node-red-transform';
import { serveWouldHaveFired } from '../node-red-would-have-fired';

export = (RED: NodeAPI): void => {
  registerTransform(RED, 'market-alert', alertTransform);
  // Its dialog tries rules on recordings.
  serveWouldHaveFired(RED);
};
