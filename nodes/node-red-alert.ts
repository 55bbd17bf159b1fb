/** Node-RED's alert: rules over events, one message for each alert. */
import type { NodeMessage } from 'node-red';
import type { MarketEvent } from '../core/event';
import type { Form } from '../core/provider';
import { AlertOperator, parseAlerts, type Alert } from '../transforms/alert/alert';
import { OperatorTransform } from './node-red-operator';
import type { Transform, TransformHost } from './node-red-transform';
import { readOther } from './payload';

type AlertMessage = NodeMessage & { event: MarketEvent };

/** Throws a ConfigError that names the rule. */
export function alertTransform(form: Form, host: TransformHost): Transform {
  const operator = new AlertOperator(parseAlerts(form));
  const message = (alert: Alert): NodeMessage => {
    const { symbol, alert: name, event } = alert;
    const sent: AlertMessage = { payload: alert, topic: symbol ?? name, event };
    // Rules that still wait may hold the same event: whoever gets the message may change it.
    return host.clone(sent);
  };
  const counters = (): Record<string, string> => {
    const { fired, waiting } = operator.counts;
    return { fired: String(fired), waiting: String(waiting) };
  };
  return new OperatorTransform({ operator, other: readOther(form.other), message, counters }, host);
}
