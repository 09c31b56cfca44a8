import { SandboxError } from "../errors.ts";
import { type JsonObject, ownText } from "../json/json.ts";
import { toJsonBytes } from "../json/written_json.ts";
import { type FileMessage, MAX_FILE_BYTES } from "./frames.ts";

/** Characters of a name; no path of Linux is longer. */
const MAX_NAME = 4096;
/** Bytes that are looked at to see whether a file is text, and characters that are kept of them. */
const LOOKED_AT = 4096;
const MAX_HEAD = 400;
/** Control characters that no text has. */
const NO_TEXT = /(?!\s)\p{Cc}/u;

/**
 * A file that a program left, as its message has it.
 *
 * @throws {SandboxError} `PROTOCOL_ERROR` when a field is missing, or the file is too large
 */
export function parseFile(message: JsonObject): FileMessage {
  const [name, data] = [ownText(message, "name"), ownText(message, "data")];
  if (name === undefined || name === "" || name.length > MAX_NAME) {
    throw refused("a file must have a name of at most 4096 characters");
  }
  if (data === undefined) throw refused("the data of a file must be a string");
  const bytes = decode(data);
  return {
    type: "file",
    name: name.toWellFormed(),
    size: bytes.length,
    content: toJsonBytes(data),
    head: headOf(bytes),
  };
}

function decode(data: string): Uint8Array {
  // base64 has four characters for three bytes
  if (data.length > Math.ceil(MAX_FILE_BYTES / 3) * 4) {
    throw refused(`a file has more than ${MAX_FILE_BYTES} bytes`);
  }
  try {
    return Uint8Array.fromBase64(data, { lastChunkHandling: "strict" });
  } catch {
    throw refused("the data of a file is not base64");
  }
}

/** How a text begins; `null` for what is not text, as far as it is looked at. */
function headOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true })
      .decode(bytes.subarray(0, LOOKED_AT), { stream: bytes.length > LOOKED_AT });
    return NO_TEXT.test(text) ? null : text.slice(0, MAX_HEAD).toWellFormed();
  } catch {
    return null;
  }
}

function refused(what: string): SandboxError {
  return new SandboxError("PROTOCOL_ERROR", `Cannot understand the sandbox: ${what}`);
}
