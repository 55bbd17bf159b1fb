import type { NodeAPI } from 'node-red';
import { indicatorTransform } from '../node-red-indicator';
import { registerTransform } from '../node-red-transform';

export = (RED: NodeAPI): void => registerTransform(RED, 'market-indicator', indicatorTransform);
