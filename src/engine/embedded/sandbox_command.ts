/**
 * First argument by which the compiled executable is told that it is to be a sandbox. It is no command
 * of the command line: `main.ts` looks for it before anything else is loaded.
 */
export const SANDBOX_COMMAND = "embedded-sandbox";
