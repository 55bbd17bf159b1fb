import type { NodeAPI } from 'node-red';
import { registerSource } from '../node-red';
import { insightSentry } from './insightsentry.provider';

export = (RED: NodeAPI): void => registerSource(RED, 'insightsentry-live', insightSentry);
