import type { NodeAPI } from 'node-red';
import { registerSource } from '../node-red';
import { finFeedApi } from './finfeedapi.provider';

export = (RED: NodeAPI): void => registerSource(RED, 'finfeedapi-filings', finFeedApi);
