import { editDistance } from "../text/edit_distance.ts";
import { looseName } from "../text/nearest.ts";

/** Characters of a name that are compared. */
const MAX_LENGTH = 64;
/** Letters from which one slip, or two, leave a name recognizable. */
const ONE_SLIP = 4;
const TWO_SLIPS = 8;
/** Letters from which the first one may be the slip. */
const ANY_PLACE = 6;
/** Words that make another thing of what they are added to: `page_size` is no `page`. */
const QUALIFIERS: ReadonlySet<string> = new Set(
  ("size order token type max min default new old parent target source count total start end from to " +
    "before after by not exclude format mode").split(" "),
);
/** Last words of names that say little without the others: `name` is any of many. */
const GENERIC: ReadonlySet<string> = new Set(
  "name type value text list data number code".split(" "),
);

/**
 * Names that tools give to one thing, loose: what most APIs call one is what others call another. Each
 * is common in public APIs of the web.
 */
const SYNONYMS: readonly ReadonlySet<string>[] = [
  "limit count max maxresults maxrecords maxitems maxcount pagesize perpage top size rows n first " +
  "numresults resultlimit",
  "page pagenumber pagenum pageno",
  "cursor pagetoken nextpagetoken nextcursor pagecursor startcursor",
  "query q search searchquery querystring searchterm searchtext keyword keywords term",
  "path file filename filepath",
  "directory dir folder path",
  "text message body content msg",
  "sort sortby orderby order sortfield",
  "order direction sortorder sortdirection",
  "since after start from startdate starttime startdatetime datefrom begin",
  "until before end to enddate endtime enddatetime dateto",
  "url uri link href",
  "repo repository reponame repositoryname",
  "name title",
  "state status",
  "type kind category",
  "labels tags label tag",
  "assignee assignees assignedto assigneeid",
  "author creator createdby",
  "due duedate deadline dueon",
  "priority severity importance",
  "recipient recipients to emails emailaddress email",
  "sha commit commitsha commithash hash",
  "branch branchname ref",
  "project projectkey projectid projectname",
  "channel channelid channelname",
  "id key number identifier",
  "user username login",
  "org organization organisation",
  "desc description",
  "lang language",
  "env environment",
  "doc document",
  "tz timezone",
  "cmd command",
  "config configuration",
  "db database",
  "src source",
  "dest destination",
  "img image",
  "lat latitude",
  "lng lon long longitude",
  "ref reference",
  "col column",
  "min minimum",
  "num number",
].map((names) => new Set(names.split(" ")));

/**
 * How an unknown name resembles a known one; `null` when it does not. A `slip` is another spelling, a
 * typing error, singular and plural, or words in another order. `other` words mean the same: a part of
 * the name, an abbreviation, a synonym. Its value must bear that out.
 */
export function resemblance(asked: string, known: string): "slip" | "other" | null {
  const [a, k] = [looseName(asked.slice(0, MAX_LENGTH)), looseName(known.slice(0, MAX_LENGTH))];
  if (a === "" || k === "") return null;
  if (a === k) return "slip";
  const [words, knownWords] = [wordsOf(asked), wordsOf(known)];
  // word by word, because `min_price` and `max_price` differ by two letters
  const isNear = words.length === knownWords.length
    ? words.every((word, index) => isWordSlip(word, knownWords[index] ?? ""))
    : isWordSlip(a, k);
  if (isNear || words.toSorted().join(" ") === knownWords.toSorted().join(" ")) return "slip";
  const [short, long] = words.length < knownWords.length
    ? [words, knownWords]
    : [knownWords, words];
  if (isEnd(short, long)) return "other";
  return SYNONYMS.some((names) => names.has(a) && names.has(k)) ? "other" : null;
}

function isWordSlip(a: string, b: string): boolean {
  return a === b || isPlural(a, b) || isPlural(b, a) || isSlip(a, b);
}

function isPlural(one: string, many: string): boolean {
  return many === `${one}s` || many === `${one}es` || many === one.replace(/y$/, "ies");
}

function isSlip(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  if (length < ONE_SLIP) return false;
  // `address1` and `address2` are two things
  if (/\d/.test(a + b) && a.replace(/\d+/g, "") === b.replace(/\d+/g, "")) return false;
  if (length < ANY_PLACE && a[0] !== b[0]) return false;
  const most = length >= TWO_SLIPS ? 2 : 1;
  return editDistance(a, b, { most, swaps: true }) <= most;
}

/** Whether a name is the beginning or the end of a longer one, and the rest changes little. */
function isEnd(short: readonly string[], long: readonly string[]): boolean {
  const text = short.join(" ");
  const more = long.length - short.length;
  if (more === 0 || text.length < 2) return false;
  const begins = long.slice(0, short.length).join(" ") === text;
  const ends = long.slice(more).join(" ") === text && !GENERIC.has(text);
  const rest = begins ? long.slice(short.length) : long.slice(0, more);
  return (begins || ends) && !rest.some((word) => QUALIFIERS.has(word));
}

function wordsOf(name: string): readonly string[] {
  return name.slice(0, MAX_LENGTH)
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
