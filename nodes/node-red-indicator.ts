/** Node-RED's indicators: each event leaves with its numbers beside it. */
import type { NodeMessage } from 'node-red';
import type { Form } from '../core/provider';
import { IndicatorOperator, parseIndicators, type IndicatedEvent } from '../transforms/indicator/indicator';
import { OperatorTransform } from './node-red-operator';
import type { Transform, TransformHost } from './node-red-transform';
import { readOther } from './payload';

type IndicatorMessage = NodeMessage & Pick<IndicatedEvent, 'indicators'>;

function messageOf(event: IndicatedEvent): NodeMessage {
  const message: IndicatorMessage = { payload: event };
  if (event.symbol) message.topic = event.symbol;
  // Of its own: whoever changes one of the two does not change the other.
  if (event.indicators) message.indicators = { ...event.indicators };
  return message;
}

/** Throws a ConfigError that names the indicator. */
export function indicatorTransform(form: Form, host: TransformHost): Transform {
  const operator = new IndicatorOperator(parseIndicators(form));
  const counters = (): Record<string, string> => {
    const { symbols, warming } = operator.counts;
    return { symbols: String(symbols), warming: String(warming) };
  };
  return new OperatorTransform(
    { operator, other: readOther(form.other), message: messageOf, counters },
    host,
  );
}
