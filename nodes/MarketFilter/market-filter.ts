import type { NodeAPI } from 'node-red';
import { FilterTransform } from '../node-red-filter';
import { registerTransform } from '../node-red-transform';

export = (RED: NodeAPI): void =>
  registerTransform(RED, 'market-filter', (form, { clone }) => new FilterTransform(form, clone));
