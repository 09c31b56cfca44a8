/** The JSON of a value that was read and written in another thread, as bytes in UTF-8. */
export class WrittenJson {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}
