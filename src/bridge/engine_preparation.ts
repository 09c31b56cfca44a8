/**
 * What the launcher does so that sandboxes can be started at all, such as the start of a virtual
 * machine.
 */
export class EnginePreparation {
  /** On one line; `null` when nothing is under way. */
  current: string | null = null;
  #over = Promise.withResolvers<void>();

  /** Takes what the launcher tells. */
  tell(text: string | null): void {
    this.current = text;
    if (text !== null) return;
    this.#over.resolve();
    this.#over = Promise.withResolvers();
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    if (this.current !== null) await this.#over.promise;
  }
}
