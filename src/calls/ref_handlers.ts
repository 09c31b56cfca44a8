import { WrittenJson } from "../json/written_json.ts";
import { writeJson } from "../json/write_json.ts";
import { joinChunks } from "../system/join_chunks.ts";
import type { RefHandlers } from "./handlers.ts";
import type { RefStore, StoredRef } from "./ref_store.ts";

/** Gives runs what earlier ones kept. */
export function createRefHandlers(store: RefStore): RefHandlers {
  return {
    keep_value: ({ name, value }, { notes }) => {
      const kept = store.keepValue(value, name);
      notes.addKept(kept);
      return Promise.resolve(kept);
    },
    open_ref: ({ ref }) => Promise.resolve(opened(store.open(ref))),
    list_refs: () => Promise.resolve(store.list()),
  };
}

/** What is kept goes out as it is: it is neither read nor written again. */
function opened({ info: { name, schema, mime_type }, content }: StoredRef): WrittenJson {
  const around = schema === null
    ? { kind: "file", name, mime_type, data: null }
    : { kind: "value", value: null };
  const text = writeJson(around);
  const bytes = joinChunks(content.piecesWithin(text));
  return new WrittenJson({ bytes, characters: text.length + content.characters });
}
