/** The credential tests of n8n: they prove an account by a connection. */
import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { toStreamError } from '../core/errors';
import type { Account, Form, Params, Provider } from '../core/provider';
import type { Subscription } from '../core/subscribe';
import type { FeedState } from '../core/subscriber';
import { nodeEngine, nodePorts } from '../ports/node';

/** A credential test waits this long for the provider's verdict. */
const verdictMs = 15_000;

type CredentialTest = (
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
) => Promise<INodeCredentialTestResult>;

/** The test of a provider's credential, for a node's `methods.credentialTest`. */
export function credentialTest<P extends Params, A extends Account>(
  provider: Provider<P, A>,
): CredentialTest {
  return async credential => testCredential(provider, credential.data ?? {});
}

/** Proves an account: by the connection that is there, else by a short one of its own. */
export async function testCredential<P extends Params, A extends Account>(
  provider: Provider<P, A>,
  form: Form,
): Promise<INodeCredentialTestResult> {
  let subscription: Subscription<P> | undefined;
  try {
    const account = provider.account(form, provider.title);
    if (nodeEngine().isOnline(provider, account)) return { status: 'OK', message: 'Connected right now.' };
    const state = await new Promise<FeedState | undefined>(resolve => {
      const cancel = nodePorts.clock.after(verdictMs, () => resolve(undefined));
      subscription = nodeEngine().subscribe({
        provider,
        account,
        params: provider.probe(account),
        name: 'the credential test',
        delivery: { mode: 'every', everyMs: 1000, batchSize: 100 },
        sink: {
          events: () => undefined,
          notice: () => undefined,
          state: entered => {
            if (entered.name === 'connecting' || entered.name === 'idle') return;
            cancel();
            resolve(entered);
          },
        },
      });
    });
    return credentialVerdict(provider.title, state);
  } catch (thrown) {
    return { status: 'Error', message: toStreamError(thrown).message };
  } finally {
    subscription?.stop();
  }
}

/** What the first state of a connection says about the account behind it; undefined where none came in time. */
export function credentialVerdict(title: string, state: FeedState | undefined): INodeCredentialTestResult {
  if (!state || !('cause' in state)) {
    return state?.name === 'online'
      ? { status: 'OK', message: `${title} accepted the account.` }
      : { status: 'Error', message: `${title} did not answer in time.` };
  }
  // Only an account that is known can have its place taken.
  if (state.name === 'waiting' && state.cause.code === 'occupied') {
    return {
      status: 'OK',
      message: `${title} knows the account. Another connection holds its place now: a workflow waits until that one ends.`,
    };
  }
  // The stream that was tried is not in the plan; others may be.
  if (state.cause.code === 'plan') return { status: 'OK', message: state.cause.message };
  return { status: 'Error', message: state.cause.message };
}
