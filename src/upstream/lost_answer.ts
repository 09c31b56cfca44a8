import { ProtocolError } from "@modelcontextprotocol/client";

/** Code of the error in place of an answer that will not come, outside the range of JSON-RPC's own. */
export const LOST_ANSWER_CODE = -46_065;

/** The failure of a request whose answer will not come; the reason is a clause. */
export function lostAnswer(reason: string): ProtocolError {
  return new ProtocolError(LOST_ANSWER_CODE, reason);
}
