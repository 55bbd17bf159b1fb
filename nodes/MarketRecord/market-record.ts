import type { NodeAPI } from 'node-red';
import { registerRecord } from '../node-red-record';

export = (RED: NodeAPI): void => registerRecord(RED, 'market-record');
