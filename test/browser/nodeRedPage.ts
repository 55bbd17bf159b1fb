/** A page with the real Node-RED editor: opens dialogs, reads and fills their fields, as a person does. */
import type { Locator, Page } from 'playwright-core';

type Form = Record<string, unknown>;

/** A node as the editor keeps it. */
export interface EditorNode extends Form {
  id: string;
  valid: boolean;
  validationErrors?: string[];
}

/** What the tests use of the editor's own interface, inside the page. */
declare const RED: {
  history: { clear(): void };
  view: { redraw(updateActive: boolean): void };
  nodes: {
    node(id: string): EditorNode | null;
    workspace(id: string): object | null;
    clear(): void;
    import(flows: object[]): void;
    version(revision: string): void;
    dirty(isDirty?: boolean): boolean;
    getNodeHelp(type: string): string;
    getType(type: string): {
      label(this: Form): string;
      defaults: Record<string, { validate?(this: Form, value: unknown, options: object): true | string }>;
    };
  };
  editor: { edit(node: EditorNode | null): void; editConfig(name: string, type: string, id: string): void };
};

export class EditorPage {
  constructor(readonly page: Page) {}

  /** Loads the editor and waits until the node or tab `id` is there. */
  async open(url: string, id = 'tab'): Promise<void> {
    await this.page.goto(url, { waitUntil: 'domcontentloaded' });
    await this.page.waitForFunction(
      id => typeof RED !== 'undefined' && (RED.nodes?.node(id) ?? RED.nodes?.workspace(id)),
      id,
    );
  }

  /**
   * Takes the flows anew as they are deployed, which is what loading the editor does, without the seconds for the rest
   * of it: dialogs are cancelled, changes forgotten.
   */
  async reset(): Promise<void> {
    const trays = this.page.locator('.red-ui-tray');
    for (await this.traySettled(); (await trays.count()) > 0; await this.traySettled()) {
      await this.page.click('.red-ui-tray-toolbar [id$="-dialog-cancel"]');
    }
    await this.page.evaluate(async () => {
      const answer = await fetch('flows', { headers: { 'Node-RED-API-Version': 'v2' } });
      const { flows, rev } = (await answer.json()) as { flows: object[]; rev: string };
      RED.nodes.clear();
      RED.history.clear();
      RED.nodes.version(rev);
      RED.nodes.import(flows);
      RED.nodes.dirty(false);
      RED.view.redraw(true);
    });
  }

  /** Waits until no dialog slides in or out: a click meanwhile may miss. */
  async traySettled(): Promise<void> {
    await this.page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLElement>('.red-ui-tray')].every(
        tray => tray.style.right === '0px' && getComputedStyle(tray).right === '0px',
      ),
    );
  }

  /** Opens a node's dialog; `last` is a field that is there when all of it is. */
  async openNode(id: string, last = 'delivery'): Promise<void> {
    await this.page.evaluate(id => RED.editor.edit(RED.nodes.node(id)), id);
    await this.page.waitForSelector(`#node-input-${last}`);
    await this.traySettled();
  }

  async openAccount(type: string, id: string): Promise<void> {
    await this.page.evaluate(([type, id]) => RED.editor.editConfig('', type, id), [type, id] as const);
    await this.page.waitForSelector('#node-config-input-practice');
    await this.traySettled();
  }

  /** Closes the node's dialog with Done and gives the node. */
  async done(id: string, last = 'delivery'): Promise<EditorNode> {
    await this.page.click('#node-dialog-ok');
    await this.page.waitForSelector(`#node-input-${last}`, { state: 'detached' });
    return this.node(id);
  }

  /** Closes the account's dialog with Update and gives the account. */
  async update(id: string): Promise<EditorNode> {
    await this.page.click('#node-config-dialog-ok');
    await this.page.waitForSelector('#node-config-input-practice', { state: 'detached' });
    return this.node(id);
  }

  async cancel(): Promise<void> {
    await this.page.click('#node-dialog-cancel');
    await this.page.waitForSelector('#node-input-delivery', { state: 'detached' });
  }

  /** A field of the open dialog, by the name of its property. */
  field(name: string): Locator {
    return this.page.locator(`#node-input-${name}, #node-config-input-${name}`);
  }

  async visible(...names: string[]): Promise<string[]> {
    const shown = await Promise.all(names.map(name => this.field(name).isVisible()));
    return names.filter((_name, index) => shown[index]);
  }

  /** The sentence under a field; empty where nothing is wrong with it. */
  async fault(name: string): Promise<string> {
    const sentence = this.page.locator(`#node-input-${name}-error, #node-config-input-${name}-error`);
    return (await sentence.isVisible()) ? String(await sentence.textContent()) : '';
  }

  node(id: string): Promise<EditorNode> {
    return this.page.evaluate(id => {
      const { _def, valid, validationErrors, ...node } = RED.nodes.node(id) as EditorNode & { _def: object };
      const names = Object.keys((_def as { defaults: object }).defaults);
      const values = Object.fromEntries(names.map(name => [name, node[name]]));
      return { ...values, id, valid, ...(validationErrors && { validationErrors }) };
    }, id);
  }

  isChanged(): Promise<boolean> {
    return this.page.evaluate(() => RED.nodes.dirty());
  }

  help(type: string): Promise<string> {
    return this.page.evaluate(type => RED.nodes.getNodeHelp(type), type);
  }

  /** What a node with these properties is called on the canvas. */
  label(type: string, node: Form): Promise<string> {
    return this.page.evaluate(({ type, node }) => RED.nodes.getType(type).label.call(node), { type, node });
  }

  /** What the editor says of each of these forms: the first sentence about one of its properties, or nothing. */
  verdicts(type: string, forms: Form[]): Promise<string[]> {
    return this.page.evaluate(
      ({ type, forms }) => {
        const definition = RED.nodes.getType(type);
        return forms.map(form => {
          const node = { ...form, _def: definition };
          const said = Object.entries(definition.defaults).map(([name, { validate }]) =>
            validate ? validate.call(node, form[name], {}) : true,
          );
          return said.find(one => typeof one === 'string') ?? '';
        });
      },
      { type, forms },
    );
  }
}
