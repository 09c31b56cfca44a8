/** Bytes that should be text are not UTF-8. */
export class NotUtf8Error extends Error {
  override readonly name = "NotUtf8Error";
}

/**
 * Text of bytes in UTF-8; a byte order mark is left out.
 *
 * @throws {NotUtf8Error}
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new NotUtf8Error("it is not UTF-8 text", { cause: error });
  }
}
