import type { NodeAPI } from 'node-red';
import { alertTransform } from '../node-red-alert';
import { registerTransform } from '../node-red-transform';

export = (RED: NodeAPI): void => registerTransform(RED, 'market-alert', alertTransform);
