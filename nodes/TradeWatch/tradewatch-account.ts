import type { NodeAPI } from 'node-red';
import { registerAccount } from '../node-red';
import { tradeWatch } from './tradewatch.provider';

export = (RED: NodeAPI): void => registerAccount(RED, 'tradewatch-account', tradeWatch);
