import type { NodeAPI } from 'node-red';
import { registerAccount } from '../node-red';
import { finFeedApi } from './finfeedapi.provider';

export = (RED: NodeAPI): void => registerAccount(RED, 'finfeedapi-account', finFeedApi);
