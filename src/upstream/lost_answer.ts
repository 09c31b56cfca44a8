/** Code of the error in place of an answer that will not come, outside the range of JSON-RPC's own. */
export const LOST_ANSWER_CODE = -46_065;
