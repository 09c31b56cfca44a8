/**
 * First argument that makes the compiled executable run as a sandbox. It is not a command for
 * users: `main.ts` checks for it before it loads anything else.
 */
export const SANDBOX_COMMAND = "embedded-sandbox";
