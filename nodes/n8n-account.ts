/** n8n's credentials as accounts that somebody may change, and as the place that keeps a short-lived key. */
import type {
  ICredentialDataDecryptedObject,
  IDataObject,
  INodeProperties,
  ITriggerFunctions,
} from 'n8n-workflow';
import type { AccountSource } from '../core/pool-account';
import type { Store } from '../core/ports';
import type { Account, Params, Provider } from '../core/provider';
import { isObject, parseJson, toText } from '../core/read';

/**
 * The hidden field in which a credential carries its short-lived key. n8n encrypts it with the rest, hides it from the
 * editor, and lets `preAuthentication` write it.
 */
export const keyField: INodeProperties = {
  displayName: 'Streaming Key',
  name: 'streamingKey',
  type: 'hidden',
  typeOptions: { expirable: true, password: true },
  default: '',
};

/** What is to be written into {@link keyField}: never stored itself. */
const pendingField = 'streamingKeyToKeep';

/** A credential's `preAuthentication`: gives what {@link CredentialStore} asks to be kept, and nothing to others. */
export function keptKey(credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
  const text = credentials[pendingField];
  return Promise.resolve(typeof text === 'string' ? { [keyField.name]: text } : {});
}

/**
 * Keeps one value in a credential. n8n writes to a credential on one occasion only: before a request that the credential
 * authenticates, while its hidden field is empty. So such a request is made out to be due and is aborted before it
 * leaves; what `preAuthentication` gave is kept by then.
 */
class CredentialStore implements Store {
  private read: (() => unknown) | undefined;
  private name = '';
  private writing: Promise<void> = Promise.resolve();
  private isTroubled = false;

  /** @param text what stands in the credential */
  constructor(
    private readonly context: ITriggerFunctions,
    private readonly credential: string,
    public text: string,
  ) {}

  load(name: string): unknown {
    const saved = parseJson(this.text);
    return isObject(saved) && saved.name === name ? saved.value : undefined;
  }

  keep(name: string, read: () => unknown): void {
    this.name = name;
    this.read = read;
  }

  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const { context, credential, read, name } = this;
    if (!read) return;
    const text = JSON.stringify({ name, value: read() });
    if (text === this.text) return;
    const { id = '', name: called = '' } = context.getNode().credentials?.[credential] ?? {};
    const data = { [keyField.name]: '', [pendingField]: text };
    const credentialsDecrypted = { id: id ?? '', name: called, type: credential, data };
    try {
      await context.helpers.httpRequestWithAuthentication
        .call(
          context,
          credential,
          { url: 'http://127.0.0.1', abortSignal: AbortSignal.abort() },
          { credentialsDecrypted },
        )
        // It is aborted.
        .catch(() => undefined);
      const { [keyField.name]: now } = await context.getCredentials(credential);
      this.text = toText(now) ?? '';
      if (now === text) this.isTroubled = false;
      else this.trouble();
    } catch {
      this.trouble();
    }
  }

  private trouble(): void {
    if (this.isTroubled) return;
    this.isTroubled = true;
    this.context.logger.warn(
      `${this.context.getNode().name}: the streaming key could not be kept in the credential. The next start of n8n fetches another one.`,
    );
  }
}

/** Where a trigger's account stands: its credential, read as `secrets` at first. */
export function accountSource<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  provider: Provider<P, A>,
  credential: string,
  secrets: ICredentialDataDecryptedObject,
): AccountSource<A> {
  const { id, name = provider.title } = context.getNode().credentials?.[credential] ?? {};
  const kept = secrets[keyField.name];
  const store = typeof kept === 'string' ? new CredentialStore(context, credential, kept) : undefined;
  return {
    id: `${credential} ${id ?? name}`,
    read: async () => {
      const read = await context.getCredentials(credential);
      if (store) store.text = toText(read[keyField.name]) ?? '';
      return provider.account(read, name);
    },
    store,
  };
}
