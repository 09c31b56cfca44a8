/** The measured versions of the peers. */

/** FastMCP with CodeMode, and Monty, the interpreter that its programs run in. */
export const FASTMCP = {
  version: "4.1.2",
  monty: "1.4.0",
  packages: ["fastmcp[code-mode]==4.1.2", "pydantic-monty==1.4.0"],
  /** The oldest Python with which it can be installed. */
  python: [3, 10],
} as const;

/** executor. Its program is in a separate package for each platform, with the same version. */
export const EXECUTOR = {
  version: "1.5.9",
  packages: ["executor@1.5.9"],
  /** The oldest Node.js that it declares to support. */
  node: [20],
} as const;
