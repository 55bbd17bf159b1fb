import type { DeliveryPolicy } from '../core/delivery';
import { ConfigError } from '../core/errors';
import type { Form } from '../core/provider';
import { toNumber } from '../core/read';

const modes = ['every', 'latest', 'batch'] as const;

function within(value: unknown, fallback: number, least: number, most: number, field: string): number {
  if (value === undefined || value === null || value === '') return fallback;
  const number = toNumber(value);
  if (number === null || number < least || number > most) {
    throw new ConfigError(`${field} must be a number from ${least} to ${most}.`);
  }
  return Math.round(number);
}

/** The delivery policy of a form, with a host's defaults for what it lacks. Throws a ConfigError. */
export function parseDelivery(form: Form, defaults: DeliveryPolicy): DeliveryPolicy {
  const mode = form.delivery === undefined || form.delivery === '' ? defaults.mode : form.delivery;
  const known = modes.find(one => one === mode);
  if (known === undefined) throw new ConfigError(`Delivery must be one of: ${modes.join(', ')}.`);
  return {
    mode: known,
    everyMs: within(
      form.deliveryMs,
      defaults.everyMs,
      10,
      86_400_000,
      'The delivery interval in milliseconds',
    ),
    batchSize: within(form.batchSize, defaults.batchSize, 1, 10_000, 'The batch size'),
  };
}
