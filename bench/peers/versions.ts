/** What is measured beside the bridge: the one place that names the versions. */

/** FastMCP with CodeMode, and Monty, the interpreter that its programs run in. */
export const FASTMCP = {
  version: "4.1.2",
  monty: "1.4.0",
  packages: ["fastmcp[code-mode]==4.1.2", "pydantic-monty==1.4.0"],
  /** The oldest Python that it can be installed with. */
  python: [3, 10],
} as const;

/** executor; its program is in a package for each platform, of the same version. */
export const EXECUTOR = {
  version: "1.5.9",
  packages: ["executor@1.5.9"],
  /** The oldest Node.js that it says it works with. */
  node: [20],
} as const;
