/** Characters of a project's name. */
const MAX_NAME = 100;
/** Names by the specification of core metadata; nothing that passes is an option or a path. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** Whether a text is the name of a Python project. */
export function isProjectName(text: string): boolean {
  return text.length <= MAX_NAME && NAME.test(text);
}

/**
 * The one spelling of a project's name: `Foo.Bar__baz` is `foo-bar-baz`. Source: "Names and
 * normalization" of the PyPA specifications.
 */
export function normalizedName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}
