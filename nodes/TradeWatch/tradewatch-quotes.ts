import type { NodeAPI } from 'node-red';
import { registerSource } from '../node-red';
import { tradeWatch } from './tradewatch.provider';

export = (RED: NodeAPI): void => registerSource(RED, 'tradewatch-quotes', tradeWatch);
