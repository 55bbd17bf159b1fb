import type { NodeAPI } from 'node-red';
import { registerSource } from '../node-red';
import { benzinga } from './benzinga.provider';

export = (RED: NodeAPI): void => registerSource(RED, 'benzinga-stream', benzinga);
