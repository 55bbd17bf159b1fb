/** Node-RED for one transform node, without Node-RED. */
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI, NodeMessage, NodeStatus } from 'node-red';
import type { Form } from '../../core/provider';

type Messages = (NodeMessage | null)[];

/** What Node-RED gives to one node, and what the node did with it. */
export class FakeRed {
  readonly sent: Messages[] = [];
  readonly told: string[] = [];
  readonly failed: string[] = [];
  readonly shown: NodeStatus[] = [];
  readonly events = new EventEmitter();
  private readonly handlers = new EventEmitter();
  private isDeployed = true;

  /** @param userDir where nodes keep what they remember; without it they forget with the process */
  constructor(register: (RED: NodeAPI) => void, form: Form, userDir?: string) {
    let make: (this: Node, form: object) => void = () => undefined;
    register({
      nodes: {
        createNode: () => undefined,
        registerType: (_type: string, its: typeof make) => (make = its),
        eachNode: (look: (node: object) => void) => this.isDeployed && look(node),
      },
      util: { cloneMessage: structuredClone },
      events: this.events,
      settings: { userDir },
      httpAdmin: { get: () => undefined, post: () => undefined },
      auth: { needsPermission: () => undefined },
      log: { warn: (text: string) => this.told.push(text) },
      _: (key: string, values: Record<string, string> = {}) => [key, ...Object.values(values)].join(' '),
    } as unknown as NodeAPI);
    const node = {
      ...{ id: 'n1', type: 'fake', z: 'tab' },
      on: (name: string, handler: () => void) => this.handlers.on(name, handler),
      status: (status: NodeStatus) => this.shown.push(status),
      error: (text: string) => this.told.push(text),
      warn: (text: string) => this.told.push(text),
      send: (messages: Messages) => this.sent.push(messages),
    };
    make.call(node as unknown as Node, form);
    this.events.emit('flows:started');
  }

  input(message: object): void {
    const send = (messages: Messages): void => void this.sent.push(messages);
    const done = (error?: Error): void => void (error && this.failed.push(error.message));
    this.handlers.emit('input', message, send, done);
  }

  close(isRemoved = false): Promise<void> {
    return new Promise(resolve => this.handlers.emit('close', isRemoved, resolve));
  }

  /** Deploys flows in which the node is disabled, or no more. */
  async deployWithout({ isDisabled = false } = {}): Promise<void> {
    await this.close(true);
    this.isDeployed = isDisabled;
    this.events.emit('flows:started', { diff: { removed: ['n1'] } });
  }
}
