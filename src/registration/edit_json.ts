import { type Edit, getNodeValue } from "jsonc-parser";
import {
  type JsonMember,
  type JsonNode,
  membersOf,
  parseJsonTree,
} from "../discovery/formats/json_tree.ts";
import { isJsonObject, type JsonObject, type JsonValue, sameJson } from "../json/json.ts";
import { endOf, indentAt, indentUnitOf, isFirstOnLine, spanOf } from "./json_layout.ts";
import { removal, withoutComments } from "./json_removal.ts";
import type { EntryPlace, Syntax, TakenEntry, TakeOptions } from "./entry_editor.ts";
import { EditProblem, lineEndOf, type TextChange } from "./text_change.ts";

/** JSON in which comments and trailing commas are allowed. */
export const jsonSyntax: Syntax = { parse, put, take };

function parse(text: string): JsonObject {
  if (text.trim() === "") return {};
  const value: unknown = getNodeValue(rootOf(text));
  return isJsonObject(value) ? value : {};
}

function put(change: TextChange, { key, name }: EntryPlace, entry: JsonObject): void {
  const { text } = change;
  if (text.trim() === "") {
    const content = `${JSON.stringify({ [key]: { [name]: entry } }, null, 2)}\n`;
    const withEnds = content.replaceAll("\n", lineEndOf(text));
    change.apply([{ offset: 0, length: text.length, content: withEnds }]);
    return;
  }
  const container = containerIn(text, key);
  const existing = entryIn(container, name);
  if (container === null) {
    change.apply(insertion(text, rootOf(text), { key, value: { [name]: entry } }));
  } else if (existing === null) {
    change.apply(insertion(text, container, { key: name, value: entry }));
  } else {
    for (const [member, value] of Object.entries(entry)) {
      putMember(change, { key, name, member, value });
    }
  }
}

interface MemberPlace extends EntryPlace {
  readonly member: string;
  readonly value: JsonValue;
}

/** Writes one member of an entry that is there, and leaves its others. */
function putMember(change: TextChange, { key, name, member, value }: MemberPlace): void {
  const { text } = change;
  const entry = entryIn(containerIn(text, key), name);
  if (entry === null) return;
  const [existing] = (membersOf(entry.value) ?? []).filter((one) => one.key === member);
  if (existing === undefined) {
    change.apply(insertion(text, entry.value, { key: member, value }));
  } else if (!sameJson(getNodeValue(existing.value), value)) {
    change.apply([replacement(text, existing, value)]);
  }
}

/** @throws {EditProblem} when there is none, or it stands there twice */
function take(
  change: TextChange,
  { key, name }: EntryPlace,
  { withComments }: TakeOptions,
): TakenEntry {
  const { text } = change;
  const container = containerIn(text, key);
  const taken = entryIn(container, name);
  if (container === null || taken === null) throw new EditProblem(`there is no "${name}"`);
  const members = membersOf(container) ?? [];
  const index = members.findIndex((member) => member.key === name);
  const before = members[index - 1];
  const next = members[index + 1];
  const from = before === undefined ? container.offset + 1 : endOf(before.value);
  const until = next === undefined ? endOf(container) - 1 : next.keyNode.offset;
  const span = spanOf(text, taken, { from, until });
  const own = withComments ? span : withoutComments(span, taken);
  change.apply(removal(text, { span: own, before, next, container }));
  removeIfEmpty(change, key);
  return {
    source: text.slice(taken.value.offset, endOf(taken.value)),
    comments: text.slice(span.start, taken.keyNode.offset).trimEnd(),
    indent: indentAt(text, taken.keyNode.offset),
  };
}

/** Takes away a container that holds nothing any more, not even a comment. */
function removeIfEmpty(change: TextChange, key: string): void {
  const { text } = change;
  const root = rootOf(text);
  const members = membersOf(root) ?? [];
  const index = members.findIndex((member) => member.key === key);
  const empty = members[index];
  if (empty === undefined) return;
  if (text.slice(empty.value.offset + 1, endOf(empty.value) - 1).trim() !== "") return;
  const before = members[index - 1];
  const next = members[index + 1];
  const from = before === undefined ? root.offset + 1 : endOf(before.value);
  const until = next === undefined ? endOf(root) - 1 : next.keyNode.offset;
  const span = spanOf(text, empty, { from, until });
  // comments around it are the user's, and may be about it
  const { start, end } = withoutComments(span, empty);
  const between = text.slice(endOf(empty.keyNode), empty.value.offset).trim();
  if (span.start !== start || span.end !== end || between !== ":") return;
  change.apply(removal(text, { span, before, next, container: root }));
}

interface NewMember {
  readonly key: string;
  readonly value: JsonValue;
}

/** Puts a member behind the last one of an object, in the manner of those that are there. */
function insertion(text: string, object: JsonNode, member: NewMember): readonly Edit[] {
  const eol = lineEndOf(text);
  const close = endOf(object) - 1;
  const last = (membersOf(object) ?? []).at(-1);
  if (last === undefined) {
    const outer = indentAt(text, object.offset);
    const inner = outer + indentUnitOf(text);
    const content = eol + inner + written(text, member, inner);
    const inside = text.slice(object.offset + 1, close);
    if (inside.trim() === "") {
      return [{ offset: object.offset + 1, length: inside.length, content: content + eol + outer }];
    }
    // behind the comments that are there
    const offset = object.offset + 1 + inside.trimEnd().length;
    const end = text.slice(offset, close).includes("\n") ? "" : eol + outer;
    return [{ offset, length: 0, content: content + end }];
  }
  const { valueEnd, comma, end } = spanOf(text, last, { from: object.offset + 1, until: close });
  if (!isFirstOnLine(text, last.keyNode.offset)) {
    const blank = isTight(text, last) ? "" : " ";
    const content = written(text, member, null, blank);
    return comma === null
      ? [{ offset: valueEnd, length: 0, content: `,${blank}${content}` }]
      : [{ offset: comma + 1, length: 0, content: `${blank}${content},` }];
  }
  const inner = indentAt(text, last.keyNode.offset);
  const content = eol + inner + written(text, member, inner);
  if (comma !== null) return [{ offset: end, length: 0, content: `${content},` }];
  if (end === valueEnd) return [{ offset: end, length: 0, content: `,${content}` }];
  return [{ offset: valueEnd, length: 0, content: "," }, { offset: end, length: 0, content }];
}

function replacement(text: string, { keyNode, value }: JsonMember, now: JsonValue): Edit {
  const indent = isFirstOnLine(text, keyNode.offset) ? indentAt(text, keyNode.offset) : null;
  return { offset: value.offset, length: value.length, content: valueText(text, now, indent) };
}

function written(
  text: string,
  { key, value }: NewMember,
  indent: string | null,
  blank = " ",
): string {
  return `${JSON.stringify(key)}:${blank}${valueText(text, value, indent, blank)}`;
}

/** A value over several lines, or on one when there is no indentation. */
function valueText(text: string, value: JsonValue, indent: string | null, blank = " "): string {
  if (indent === null) return onOneLine(value, blank);
  const lines = JSON.stringify(value, null, indentUnitOf(text)).split("\n");
  return lines.join(lineEndOf(text) + indent);
}

function onOneLine(value: JsonValue, blank: string): string {
  if (Array.isArray(value)) {
    return `[${value.map((one) => onOneLine(one, blank)).join(`,${blank}`)}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}:${blank}${onOneLine(one, blank)}`);
  return members.length === 0 ? "{}" : `{${blank}${members.join(`,${blank}`)}${blank}}`;
}

/** Whether nothing stands between a key's colon and its value. */
function isTight(text: string, { value }: JsonMember): boolean {
  return text[value.offset - 1] === ":";
}

function rootOf(text: string): JsonNode {
  const json = parseJsonTree(text);
  if (!json.ok) throw new EditProblem(json.problem);
  const { root } = json.tree;
  if (membersOf(root) === null) throw new EditProblem("an object was expected");
  return root;
}

/** The object that holds the entries; `null` when there is none. */
function containerIn(text: string, key: string): JsonNode | null {
  if (text.trim() === "") return null;
  const [container, again] = (membersOf(rootOf(text)) ?? []).filter((one) => one.key === key);
  if (container === undefined) return null;
  if (again !== undefined) throw new EditProblem(`"${key}" stands in it twice: keep one`);
  if (membersOf(container.value) === null) throw new EditProblem(`"${key}" must be an object`);
  return container.value;
}

function entryIn(container: JsonNode | null, name: string): JsonMember | null {
  if (container === null) return null;
  const [entry, again] = (membersOf(container) ?? []).filter((one) => one.key === name);
  if (again !== undefined) throw new EditProblem(`${JSON.stringify(name)} stands in it twice`);
  return entry ?? null;
}
