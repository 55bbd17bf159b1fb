import type { NodeAPI } from 'node-red';
import { PaceNode } from '../node-red-pace';
import { OperatorTransform } from '../node-red-operator';
import { registerTransform } from '../node-red-transform';

export = (RED: NodeAPI): void =>
  registerTransform(
    RED,
    'market-pace',
    (form, host) => new OperatorTransform(new PaceNode(form, host.clone), host),
  );
