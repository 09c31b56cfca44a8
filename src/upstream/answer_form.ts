import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import type { ValueForm } from "../catalogue/value.ts";

/** Travels with the params of a call through the SDK, which copies it; JSON has no words for it. */
const FORM = Symbol("form of the answer");

type Marked = { readonly [FORM]?: ValueForm };

/** The params of a call with the form in which its answer is wanted; the server does not see it. */
export function withForm<T extends object>(params: T, form: ValueForm): T {
  return Object.assign({ ...params }, { [FORM]: form });
}

/** The form in which the answer to a request is wanted, if it says so. */
export function formOf(message: JSONRPCMessage): ValueForm | undefined {
  if (!("params" in message)) return undefined;
  const params = message.params as Marked | undefined;
  return params?.[FORM];
}
