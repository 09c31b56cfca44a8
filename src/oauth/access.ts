import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Access } from "../remote/remote_server.ts";
import type { Clock } from "../system/system.ts";
import { orAborted } from "../system/waiting.ts";
import type { GuardedFetch } from "./guarded_fetch.ts";
import { readChallenge } from "./challenge.ts";
import { refresh, RefreshRefused } from "./refresh.ts";
import type { SignIn } from "./sign_in.ts";
import type { SignInStore } from "./sign_in_store.ts";

/** A token is renewed so many milliseconds before it expires. */
const MARGIN_MS = 30_000;
/** Milliseconds for which what was read counts: a sign-in or its end takes effect after them. */
const READ_MS = 2_000;

export interface AccessOptions {
  /** The server, and its URL as configured. */
  readonly name: string;
  readonly url: string;
  readonly store: SignInStore;
  readonly fetch: GuardedFetch;
  readonly clock: Clock;
  readonly log: Log;
}

/** The access to one server by the user's sign-in. All bridges of a user share it. */
export function createAccess(options: AccessOptions): Access {
  const { name, url, store, clock, log } = options;
  let known: SignIn | null = null;
  let readAt = -Infinity;

  const isFresh = ({ expiresAt }: SignIn) =>
    expiresAt === null || expiresAt - MARGIN_MS > clock.now();

  /** One refresh for all: who comes second finds the token of the first. */
  const renewed = (refused: string | null) =>
    store.locked(url, async () => {
      const current = await store.read(url);
      if (current === null) return null;
      if (current.accessToken !== refused && isFresh(current)) return current;
      try {
        const next = await refresh(current, options);
        await store.write(next);
        return next;
      } catch (error) {
        log("warning", `Cannot renew the sign-in to server "${name}": ${messageOf(error)}`);
        // a token that may still count is better than none
        return error instanceof RefreshRefused || refused !== null ? null : current;
      }
    });

  return {
    async token(signal) {
      if (clock.monotonic() - readAt > READ_MS) {
        known = await store.read(url);
        readAt = clock.monotonic();
      }
      if (known !== null && !isFresh(known)) known = await orAborted(renewed(null), signal);
      return known?.accessToken ?? null;
    },
    async renew(refused, signal) {
      known = await orAborted(renewed(refused), signal);
      return known?.accessToken ?? null;
    },
    async remedy(challenge) {
      const { scheme, error, scope } = readChallenge(challenge);
      const login = `run: mcp-code-bridge login ${shellWord(name)}`;
      if (error !== "insufficient_scope") {
        const header = scheme === "bearer"
          ? ""
          : ', or put an "Authorization" into the "headers" of its entry';
        return `asks for a sign-in: ${login}${header}`;
      }
      const current = await store.read(url);
      if (current !== null && scope !== null) await store.write({ ...current, wantedScope: scope });
      return `asks for more than your sign-in allows${
        scope === null ? "" : ` (${scope})`
      }: ${login}`;
    },
  };
}

function shellWord(name: string): string {
  return /^[\w./:@-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
