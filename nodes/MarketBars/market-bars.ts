import type { NodeAPI } from 'node-red';
import { BarsNode } from '../node-red-bars';
import { OperatorTransform } from '../node-red-operator';
import { registerTransform } from '../node-red-transform';

export = (RED: NodeAPI): void =>
  registerTransform(RED, 'market-bars', (form, host) => new OperatorTransform(new BarsNode(form), host));
