import type { NodeAPI } from 'node-red';
import { registerAccount } from '../node-red';
import { benzinga } from './benzinga.provider';

export = (RED: NodeAPI): void => registerAccount(RED, 'benzinga-account', benzinga);
