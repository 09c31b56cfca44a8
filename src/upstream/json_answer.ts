import type { RemoteResponse } from "../ipc/port.ts";
import type { Inbox } from "./inbox.ts";
import { cleanLine } from "../text/clean_text.ts";
import { LOST_ANSWER_CODE } from "./lost_answer.ts";
import { MAX_MESSAGE_BYTES, TOO_LARGE_CODE } from "./messages.ts";
import { readBody } from "./read_body.ts";

/** Characters of what does not answer a request which its error shows. */
const SHOWN = 200;

/**
 * Delivers the answer to a request that comes as one JSON text, or an error in its place.
 *
 * @throws {ProtocolError} when the connection breaks
 */
export async function takeJsonAnswer(
  response: RemoteResponse,
  { id, inbox }: { readonly id: string | number; readonly inbox: Inbox },
): Promise<void> {
  const { bytes, cut } = await readBody(response, MAX_MESSAGE_BYTES);
  if (cut) {
    const message = `its answer is larger than ${MAX_MESSAGE_BYTES} bytes`;
    inbox.fail(id, { code: TOO_LARGE_CODE, message });
    return;
  }
  inbox.count(bytes.length);
  const shown = cleanLine(new TextDecoder().decode(bytes.subarray(0, 4 * SHOWN)), SHOWN);
  const reading = inbox.take(bytes);
  if (reading === null) inbox.answerWith(id, bytes);
  else await reading;
  const message = `what the server sent does not answer it: ${shown || "nothing"}`;
  inbox.fail(id, { code: LOST_ANSWER_CODE, message });
}
