import type { NodeAPI } from 'node-red';
import { registerAccount } from '../node-red';
import { insightSentry } from './insightsentry.provider';

export = (RED: NodeAPI): void => registerAccount(RED, 'insightsentry-account', insightSentry);
