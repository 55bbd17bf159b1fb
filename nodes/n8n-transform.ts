/** What n8n's transform nodes have in common: items are judged one by one, and each says where it comes from. */
import {
  NodeOperationError,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import { ConfigError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import { isEvent, whyNoEvent, type Other } from './payload';

/** An item that is an event, or one that is to go on as it is. */
export interface Judged {
  readonly item: INodeExecutionData;
  readonly event: MarketEvent | undefined;
}

/** An alert, event or message as n8n takes it: all of them are JSON, though their types do not say so. */
export function jsonOf(value: object): IDataObject {
  return value as IDataObject;
}

/** Reads a form; what is wrong with it is told in the node's name. */
export function readOrTell<Result>(context: IExecuteFunctions, read: () => Result): Result {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw new NodeOperationError(context.getNode(), thrown as Error);
    throw new NodeOperationError(context.getNode(), thrown.message);
  }
}

/**
 * The items as events. What is none goes on without one, or ends the run with its number told; where the node goes on
 * after errors, the item carries the sentence as `error`.
 */
export function judgeItems(context: IExecuteFunctions, other: Other): Judged[] {
  return context.getInputData().map((input, itemIndex) => {
    const { json } = input;
    const pairedItem = { item: itemIndex };
    if (isEvent(json)) return { item: { ...input, pairedItem }, event: json };
    if (other === 'pass') return { item: { ...input, pairedItem }, event: undefined };
    const error = new NodeOperationError(context.getNode(), whyNoEvent(json, `Item ${itemIndex}`), {
      itemIndex,
    });
    if (!context.continueOnFail()) throw error;
    const told: IDataObject = { ...json, error: error.message };
    return { item: { json: told, pairedItem }, event: undefined };
  });
}
