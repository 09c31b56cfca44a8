const SUFFIX = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** The path of a file that is being written, before it is renamed to `path`. No two are alike. */
export function unfinishedName(path: string): string {
  return `${path}.${crypto.randomUUID()}.tmp`;
}

/** Whether a file has the name of one that is being written, or whose writer was killed. */
export function isUnfinishedName(name: string): boolean {
  return SUFFIX.test(name);
}
