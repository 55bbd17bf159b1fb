/** The editor of n8n in a browser, in a person's words: open, find, add, choose, see. */
import type { Locator, Page } from 'playwright-core';
import type { N8n } from '../hosts/n8n';
import { browserId } from '../hosts/n8nRest';
import { openBrowser, type Browser } from './browser';

/** How many items the output of an executed step says it has. */
const itemCount = /^\d+ items?$/;

export class N8nPage {
  private constructor(
    private readonly n8n: N8n,
    private readonly browser: Browser,
    public page: Page,
  ) {}

  /** Opens a browser that is signed in already, by the session of the tests: the form for it is n8n's own matter. */
  static async open(n8n: N8n): Promise<N8nPage> {
    const browser = await openBrowser();
    const page = await signedInPage(browser);
    const [name = '', value = ''] = n8n.rest.cookie.split('=');
    await page.context().addCookies([{ name, value, url: n8n.url }]);
    return new N8nPage(n8n, browser, page);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** A tab that knows nothing of what was done before. */
  async fresh(): Promise<void> {
    await this.page.close();
    this.page = await signedInPage(this.browser);
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.n8n.url + path, { waitUntil: 'domcontentloaded' });
  }

  byId(id: string): Locator {
    return this.page.locator(`[data-test-id="${id}"]`);
  }

  input(name: string): Locator {
    return this.byId(`parameter-input-${name}`);
  }

  /** The choices of the list that is open. */
  choices(): Locator {
    return this.page.locator('.el-select-dropdown__item:visible');
  }

  /** The names of the fields that a form shows, in its order. */
  async shown(): Promise<string[]> {
    const ids = await this.page
      .locator('[data-test-id^="parameter-input-"]:visible')
      .evaluateAll(found => found.map(element => element.getAttribute('data-test-id') ?? ''));
    return ids
      .map(id => id.replace('parameter-input-', ''))
      .filter(name => !['item', 'field'].includes(name));
  }

  /** What a field with a list has on offer. */
  async offered(name: string): Promise<string[]> {
    await this.input(name).click();
    await this.choices().first().waitFor();
    const names = await this.choices().locator('.option-headline').allTextContents();
    await this.page.keyboard.press('Escape');
    await this.choices().first().waitFor({ state: 'hidden' });
    return names.map(text => text.trim());
  }

  async choose(name: string, choice: string): Promise<void> {
    await this.input(name).click();
    const words = this.page.locator('.option-headline').getByText(choice, { exact: true });
    await this.choices().filter({ has: words }).click();
    await this.choices().first().waitFor({ state: 'hidden' });
  }

  /** What a field with a list is set to. */
  chosen(name: string): Promise<string> {
    return this.input(name).locator('input').inputValue();
  }

  /** A trigger in the nodes panel. */
  found(trigger: string): Locator {
    return this.byId('node-creator-node-item').filter({
      has: this.byId('node-creator-item-name').getByText(trigger, { exact: true }),
    });
  }

  /** Looks for a trigger in the nodes panel of a new workflow. */
  async find(trigger: string, words: string): Promise<void> {
    await this.goTo('/workflow/new');
    await this.byId('canvas-plus-button').click();
    await this.search(trigger, words);
  }

  /** Looks for a trigger in the nodes panel that is open. */
  async search(trigger: string, words: string): Promise<void> {
    await this.byId('node-creator-search-bar').fill(words);
    await this.found(trigger).waitFor();
  }

  /** Adds a trigger that was found, and waits until its form shows `field`. */
  async add(trigger: string, field: string): Promise<void> {
    await this.found(trigger).click();
    await this.page.getByText('Add to workflow').click();
    await this.input(field).waitFor();
  }

  /** Executes the trigger that is open; the first row of its output, by column. */
  async executeStep(): Promise<Record<string, string>> {
    await this.byId('node-execute-button').first().click();
    const output = this.byId('output-panel');
    await output.getByText(itemCount).first().waitFor({ timeout: 40_000 });
    await output.getByText('Table', { exact: true }).click();
    const table = output.locator('table');
    // The table is drawn after the count of its items, its cells after its head.
    await table.locator('tbody td').first().waitFor();
    const texts = async (path: string): Promise<string[]> =>
      (await table.locator(path).allTextContents()).map(text => text.trim());
    const cells = await texts('tbody tr:first-of-type td');
    return Object.fromEntries((await texts('thead th')).map((name, index) => [name, cells[index] ?? '']));
  }

  /** Opens the form of a new credential. */
  async newCredential(type: string, words: string): Promise<void> {
    await this.goTo('/home/credentials/create');
    await this.page.getByPlaceholder('Search for app...').fill(words);
    await this.choices().filter({ hasText: type }).click();
    await this.byId('new-credential-type-button').click();
    await this.input('practice').waitFor();
  }

  /** The practice feed's switch in the form of a credential. */
  switchPractice(): Promise<void> {
    return this.input('practice').locator('.el-switch').click();
  }

  /** Saves a credential, which must prove itself at once. */
  async saveCredential(): Promise<void> {
    await this.byId('credential-save-button').click();
    await this.byId('credentials-config-container-test-success').waitFor();
  }
}

/** A new tab which n8n takes for the browser that its session is tied to. */
async function signedInPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.addInitScript(id => localStorage.setItem('n8n-browserId', id), browserId);
  return page;
}
