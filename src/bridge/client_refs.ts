import { contentOf } from "../calls/ref_content.ts";
import type { RefStore } from "../calls/ref_store.ts";
import type { RunOutcome } from "../sandbox/outcome.ts";
import type { ClientRefs } from "../server/ref_resources.ts";

/** What is kept, as the server gives it to the client. */
export function createClientRefs(store: RefStore): ClientRefs {
  return {
    keepResult: (result) => store.keepValue(result, "result"),
    list: () => store.list(),
    read: (ref) => contentOf(store.open(ref)),
  };
}

/** Keeps the files that a run left, for later ones. */
export function keepFiles(outcome: RunOutcome, store: RefStore): RunOutcome {
  const { files, ...others } = outcome;
  if (files === undefined) return outcome;
  return {
    ...others,
    kept: [...outcome.kept ?? [], ...files.map((file) => store.keepFile(file))],
  };
}
