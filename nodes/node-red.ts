/** The Node-RED adapter: registers account and source nodes of any provider. It translates and nothing more. */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { ConfigError } from '../core/errors';
import type { Account, Form, Params, Provider } from '../core/provider';
import { keepIn } from '../ports/node';
import { onceStarted } from './flows-started';
import { ledgerKind, sweepKept } from './node-red-kept';
import { Source } from './node-red-source';

/** What an account node offers to the nodes that use it. */
export interface AccountNode<A extends Account> extends Node {
  /** The validated account. Throws a ConfigError. */
  readAccount(): A;
}

/** Registers a provider's config node. */
export function registerAccount<P extends Params, A extends Account>(
  RED: NodeAPI,
  type: string,
  provider: Provider<P, A>,
): void {
  const { userDir } = RED.settings;
  if (userDir) keepIn(userDir, message => RED.log.warn(`[market-feeds] ${message}`));
  function Constructor(this: AccountNode<A>, definition: NodeDef): void {
    RED.nodes.createNode(this, definition);
    this.readAccount = () => {
      const secrets = (this.credentials ?? {}) as Form;
      return provider.account({ ...definition, ...secrets }, definition.name || provider.title);
    };
  }
  const secrets = provider.credentialFields.filter(({ typeOptions }) => typeOptions?.password);
  RED.nodes.registerType(type, Constructor as (this: Node, definition: NodeDef) => void, {
    credentials: Object.fromEntries(secrets.map(({ name }) => [name, { type: 'password' as const }])),
  });
}

/** Registers a provider's source node. */
export function registerSource<P extends Params, A extends Account>(
  RED: NodeAPI,
  type: string,
  provider: Provider<P, A>,
): void {
  sweepKept(RED, ledgerKind);
  function Constructor(this: Node, definition: NodeDef & Form): void {
    RED.nodes.createNode(this, definition);
    const findAccount = (): A => {
      const node = RED.nodes.getNode(
        typeof definition.account === 'string' ? definition.account : '',
      ) as AccountNode<A> | null;
      if (!node) throw new ConfigError(`Choose an ${provider.title} account in this node.`);
      return node.readAccount();
    };
    const source = new Source(this, provider, definition, findAccount, RED._.bind(RED));
    this.on('input', (message, send, done) => source.control(message, send, done));
    const cancel = onceStarted(RED, () => source.start());
    this.on('close', (_isRemoved: boolean, done: () => void) => {
      cancel();
      void source.stop().then(done);
    });
  }
  RED.nodes.registerType(type, Constructor as (this: Node, definition: NodeDef) => void);
}
