/** A file of a project, as an index lists it. */
export interface IndexFile {
  readonly name: string;
  /** SHA-256 of its bytes; `null` where none is known. A file without one is not used. */
  readonly sha256: string | null;
  /** Specifiers of the Python; empty for any. */
  readonly requiresPython: string;
  /** Whether its author took it back. */
  readonly yanked: boolean;
  /** Where it is from, for the lock file. */
  readonly origin: string;
}

/** Where packages come from. */
export interface PackageIndex {
  /** In a sentence: the address, without a password. */
  readonly label: string;
  /**
   * The files of a project; `null` when there is no such project.
   *
   * @throws {PackageError}
   */
  files(name: string): Promise<readonly IndexFile[] | null>;
  /**
   * The text of a wheel's `METADATA`, known to be the one that the index means.
   *
   * @throws {PackageError}
   */
  metadata(file: IndexFile): Promise<string>;
  /**
   * The bytes of a file, known to have its hash.
   *
   * @throws {PackageError}
   */
  wheel(file: IndexFile): Promise<Uint8Array>;
}
