import { UpstreamError } from "../errors.ts";
import type { StoredRef } from "./ref_store.ts";

/** What a client gets of a ref: a text, or bytes in base64. */
export type RefContent =
  | { readonly mimeType: string; readonly text: string }
  | { readonly mimeType: string; readonly blob: string };

/** Most bytes that a client gets at once: 4 MiB. More of them would hold up others. */
export const MAX_READ_BYTES = 4 * 1024 * 1024;

/** Types besides `text/…` whose files are texts. */
const TEXT_TYPE = /^text\/|^application\/(?:json|jsonl|toml|xml|yaml|x-ipynb\+json)$|\+xml$/;

/**
 * What a ref stands for, for the client.
 *
 * @throws {UpstreamError} `LIMIT` when it is too large
 */
export function contentOf({ info, content }: StoredRef): RefContent {
  const { mime_type: mimeType } = info;
  if (info.bytes > MAX_READ_BYTES) {
    throw new UpstreamError(
      "LIMIT",
      `Cannot read ${info.ref}: it has ${info.bytes} bytes, and a client gets ${MAX_READ_BYTES} ` +
        `at most; open it in a program with runtime.ref("${info.ref}") and take a part`,
    );
  }
  const json = decode(content.bytes) ?? "";
  if (info.schema !== null) {
    const value = mimeType === "text/plain" ? content.value() : null;
    return { mimeType, text: typeof value === "string" ? value : json };
  }
  const blob = json.slice(1, -1);
  const text = TEXT_TYPE.test(mimeType) ? decode(Uint8Array.fromBase64(blob)) : null;
  return text === null ? { mimeType, blob } : { mimeType, text };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
