import type { NodeAPI } from 'node-red';
import { MessageTransform } from '../node-red-message';
import { registerTransform } from '../node-red-transform';

export = (RED: NodeAPI): void =>
  registerTransform(RED, 'market-message', (form, { clone }) => new MessageTransform(form, clone));
