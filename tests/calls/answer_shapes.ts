/** Answers as servers write them, and what a program sees of each. */

/** One answer to a call of a tool. */
export interface AnswerShape {
  readonly what: string;
  /** What the server writes, as one line; `$ID` is the id of the request. */
  readonly line: string;
  /** The tool's output schema. @default none */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Python's `repr` of the value, or of the exception's code and message. */
  readonly sees: string;
  /** Python's `repr` of the value's `mcp_extra`, or of the exception's `data`. @default {"None"} */
  readonly besides?: string;
  /** What stderr tells of a value that can carry nothing. */
  readonly told?: string;
}

function answer(members: string): string {
  return `{"jsonrpc":"2.0","id":$ID,${members}}`;
}

function result(json: string): string {
  return answer(`"result":${json}`);
}

function error(json: string): string {
  return answer(`"error":${json}`);
}

function content(...blocks: readonly string[]): string {
  return `"content":[${blocks.join(",")}]`;
}

function text(value: string): string {
  return JSON.stringify({ type: "text", text: value });
}

function refused(words: string): string {
  return `REFUSED: Tool "shape_$INDEX" of server "answers" failed: ${words}`;
}

function failed(words: string): string {
  return `TOOL_FAILED: Tool "shape_$INDEX" of server "answers" failed: ${words}`;
}

const IMAGE = '{"type":"image","data":"AAEC","mimeType":"image/png"}';
const IMAGE_REPR = "<image image/png, 3 bytes in .data>";
const LINK = '{"type":"resource_link","uri":"file:///a","name":"a"}';
const EMBEDDED = '{"type":"resource","resource":{"uri":"file:///a","text":"inside"}}';
const FAILS = '"isError":true';
const INTEGER = {
  type: "object",
  properties: { result: { type: "integer" } },
  required: ["result"],
};

const MEDIA = {
  type: "object",
  properties: {
    content: { type: "array", items: { type: "object", properties: { type: { const: "image" } } } },
  },
  required: ["content"],
};

const VALUES: readonly AnswerShape[] = [
  { what: "one text", line: result(`{${content(text("hi"))}}`), sees: "'hi'" },
  { what: "JSON in a text", line: result(`{${content(text('{"id": 1}'))}}`), sees: "{'id': 1}" },
  { what: "a number in a text", line: result(`{${content(text("42"))}}`), sees: "'42'" },
  {
    what: "NaN in a text, as in a message",
    line: result(`{${content(text('{"a": [NaN, -Infinity], "b": "NaN"}'))}}`),
    sees: "{'a': [None, None], 'b': 'NaN'}",
  },
  {
    what: "JSON in a text, encoded twice",
    line: result(`{${content(text(JSON.stringify('{"id": 1}')))}}`),
    sees: "{'id': 1}",
  },
  {
    what: "a quoted text that is no JSON inside",
    line: result(`{${content(text('"[draft] a title"'))}}`),
    sees: `'"[draft] a title"'`,
  },
  {
    what: "several texts, one of them encoded twice",
    line: result(`{${content(text("a"), text(JSON.stringify("[1]")))}}`),
    sees: "['a', [1]]",
  },
  {
    what: "several texts",
    line: result(`{${content(text("a"), text("[1]"))}}`),
    sees: "['a', [1]]",
  },
  { what: "no content", line: result('{"content":[]}'), sees: "None" },
  { what: "an image", line: result(`{${content(IMAGE)}}`), sees: IMAGE_REPR },
  {
    what: "an image with annotations",
    line: result(`{${content(IMAGE.replace("}", ',"annotations":{"priority":1}}'))}}`),
    sees: IMAGE_REPR,
    besides: "{'annotations': [{'annotations': {'priority': 1}}]}",
  },
  {
    what: "text and image",
    line: result(`{${content(text("look"), IMAGE)}}`),
    sees: `['look', ${IMAGE_REPR}]`,
  },
  {
    what: "an embedded resource",
    line: result(`{${content(EMBEDDED)}}`),
    sees: "{'type': 'resource', 'resource': {'uri': 'file:///a', 'text': 'inside'}}",
  },
  {
    what: "a link to a resource",
    line: result(`{${content(LINK)}}`),
    sees: "{'type': 'resource_link', 'uri': 'file:///a', 'name': 'a'}",
  },
  {
    what: "a block of no known type",
    line: result('{"content":[{"type":"hologram","x":1}]}'),
    sees: "{'type': 'hologram', 'x': 1}",
  },
  {
    what: "annotations of a text",
    line: result('{"content":[{"type":"text","text":"a","annotations":{"audience":["user"]}}]}'),
    sees: "'a'",
    besides: "{'annotations': [{'annotations': {'audience': ['user']}}]}",
  },
];

const STRUCTURED: readonly AnswerShape[] = [
  {
    what: "a structure that the text repeats",
    line: result(`{${content(text('{"b": 2, "a": 1}'))},"structuredContent":{"a":1,"b":2}}`),
    sees: "{'a': 1, 'b': 2}",
  },
  {
    what: "a structure with another text",
    line: result(`{${content(text("21 degrees"))},"structuredContent":{"t":21,"unit":"C"}}`),
    sees: "{'t': 21, 'unit': 'C'}",
    besides: "{'content': ['21 degrees']}",
  },
  {
    what: "a structure of which the text repeats a member",
    line: result(`{${content(text("[1]"))},"structuredContent":{"items":[1],"total":1}}`),
    sees: "{'items': [1], 'total': 1}",
  },
  {
    what: "an empty structure with the real answer as text",
    line: result(`{${content(text("the real answer"))},"structuredContent":{}}`),
    sees: "'the real answer'",
  },
  {
    what: "a wrapper of nothing with the real answer as text",
    line: result(`{${content(text("the real answer"))},"structuredContent":{"result":null}}`),
    sees: "'the real answer'",
  },
  {
    what: "a null structure",
    line: result(`{${content(text("a"))},"structuredContent":null}`),
    sees: "'a'",
  },
  {
    what: "an empty structure alone",
    line: result('{"content":[],"structuredContent":{}}'),
    sees: "{}",
  },
  {
    what: "an empty list alone",
    line: result('{"content":[],"structuredContent":[]}'),
    sees: "[]",
  },
  {
    what: "a structure without content",
    line: result('{"structuredContent":{"a":1}}'),
    sees: "{'a': 1}",
  },
  {
    what: "a wrapper that the text repeats",
    line: result(`{${content(text("5"))},"structuredContent":{"result":5}}`),
    sees: "5",
  },
  {
    what: "a wrapper that the schema declares, with another text",
    line: result(`{${content(text("five"))},"structuredContent":{"result":5}}`),
    schema: INTEGER,
    sees: "5",
    besides: "{'content': ['five']}",
  },
  {
    what: "a wrapper that nothing declares, with another text",
    line: result(`{${content(text("five"))},"structuredContent":{"result":5}}`),
    sees: "{'result': 5}",
    besides: "{'content': ['five']}",
  },
  {
    what: "a single key that the schema declares as no wrapper",
    line: result(`{${content(text("21"))},"structuredContent":{"t":21}}`),
    schema: { type: "object", properties: { t: { type: "number" } } },
    sees: "{'t': 21}",
  },
  {
    what: "a wrapper that a framework marks",
    line: result(
      `{${
        content(text("yes"))
      },"structuredContent":{"result":"y"},"_meta":{"fastmcp":{"wrap_result":true}}}`,
    ),
    sees: "'y'",
    besides: "{'content': ['yes']}",
  },
  {
    what: "a wrapped list, one text an item",
    line: result(`{${content(text("a"), text("b"))},"structuredContent":{"result":["a","b"]}}`),
    sees: "['a', 'b']",
  },
  {
    what: "a wrapped None without text",
    line: result('{"content":[],"structuredContent":{"result":null}}'),
    sees: "None",
  },
  {
    what: "a structured list with another text",
    line: result(`{${content(text("two"))},"structuredContent":[1,2]}`),
    sees: "[1, 2]",
    besides: "{'content': ['two']}",
  },
  {
    what: "a structured text with another text",
    line: result(`{${content(text("short"))},"structuredContent":"long"}`),
    sees: "'long'",
    besides: "{'content': ['short']}",
  },
  {
    what: "a structured float with another text",
    line: result(`{${content(text("half"))},"structuredContent":0.5}`),
    sees: "0.5",
    besides: "{'content': ['half']}",
  },
  {
    what: "a structured boolean with another text, which nothing can carry",
    line: result(`{${content(text("deleted 3 files"))},"structuredContent":true}`),
    sees: "True",
    told: "returned True and said besides: deleted 3 files\n",
  },
  {
    what: "JSON in a wrapper that the text repeats",
    line: result(`{${content(text('{"id": 1}'))},"structuredContent":{"result":"{\\"id\\": 1}"}}`),
    sees: "{'id': 1}",
  },
  {
    what: "JSON with NaN in a wrapper that the schema declares, and in the text with other blanks",
    line: result(
      `{${content(text('{"id":NaN}'))},"structuredContent":{"result":"{\\"id\\": NaN}"}}`,
    ),
    schema: { type: "object", properties: { result: { type: "string" } }, required: ["result"] },
    sees: "{'id': None}",
  },
  {
    what: "JSON in a structured text",
    line: result(`{${content(text("[1]"))},"structuredContent":"[1]"}`),
    sees: "[1]",
  },
  {
    what: "a file that holds JSON, which stays its text",
    line: result(`{${content(text("[1]"))},"structuredContent":{"content":"[1]"}}`),
    sees: "'[1]'",
  },
  {
    what: "the same with a schema",
    line: result(`{${content(text("[1]"))},"structuredContent":{"content":"[1]"}}`),
    schema: { type: "object", properties: { content: { type: "string" } }, required: ["content"] },
    sees: "'[1]'",
  },
  {
    what: "an image that the structure repeats",
    line: result(`{${content(IMAGE)},"structuredContent":{"content":[${IMAGE}]}}`),
    sees: IMAGE_REPR,
  },
  {
    what: "an image that the structure holds as the schema says",
    line: result(`{${content(text("a dot"))},"structuredContent":{"content":[${IMAGE}]}}`),
    schema: MEDIA,
    sees: IMAGE_REPR,
    besides: "{'content': ['a dot']}",
  },
  {
    what: "no block where the schema says blocks",
    line: result('{"content":[],"structuredContent":{"content":[]}}'),
    schema: MEDIA,
    sees: "None",
  },
  {
    what: "an empty structure that the schema declares",
    line: result(`{${content(text("no issues"))},"structuredContent":{}}`),
    schema: { type: "object", properties: { issues: { type: "array" } } },
    sees: "{}",
    besides: "{'content': ['no issues']}",
  },
  {
    what: "an image with its structured companion",
    line: result(`{${content(IMAGE)},"structuredContent":{"width":1}}`),
    sees: "{'width': 1}",
    besides: `{'content': [${IMAGE_REPR}]}`,
  },
  {
    what: "a link and an embedded resource beside a structure",
    line: result(`{${content(LINK, EMBEDDED)},"structuredContent":{"a":1}}`),
    sees: "{'a': 1}",
    besides: "{'content': [{'type': 'resource_link', 'uri': 'file:///a', 'name': 'a'}, " +
      "{'type': 'resource', 'resource': {'uri': 'file:///a', 'text': 'inside'}}]}",
  },
  {
    what: "_meta of a result",
    line: result(`{${content(text("a"))},"_meta":{"cost":3}}`),
    sees: "'a'",
    besides: "{'meta': {'cost': 3}}",
  },
  {
    what: "members that MCP does not know",
    line: result(`{${content(text("a"))},"usage":{"tokens":3}}`),
    sees: "'a'",
    besides: "{'other': {'usage': {'tokens': 3}}}",
  },
  {
    what: "a structure against its schema",
    line: result('{"content":[],"structuredContent":{"t":"warm"}}'),
    schema: { type: "object", properties: { t: { type: "number" } } },
    sees: "{'t': 'warm'}",
  },
];

const OLD_AND_BARE: readonly AnswerShape[] = [
  { what: "toolResult", line: result('{"toolResult":{"a":1}}'), sees: "{'a': 1}" },
  { what: "toolResult with text", line: result('{"toolResult":"done"}'), sees: "'done'" },
  {
    what: "toolResult with content",
    line: result(`{"toolResult":{${content(text("a"))}}}`),
    sees: "'a'",
  },
  { what: "content that is a text", line: result('{"content":"plain"}'), sees: "'plain'" },
  { what: "content that is one block", line: result(`{"content":${text("a")}}`), sees: "'a'" },
  { what: "content that is an object", line: result('{"content":{"a":1}}'), sees: "{'a': 1}" },
  { what: "content with bare texts", line: result('{"content":["a","b"]}'), sees: "['a', 'b']" },
  { what: "content without a type", line: result('{"content":[{"text":"a"}]}'), sees: "'a'" },
  { what: "content that is a number", line: result('{"content":7}'), sees: "7" },
  {
    what: "a bare object",
    line: result('{"temperature":21}'),
    sees: "{'temperature': 21}",
  },
  { what: "an empty object", line: result("{}"), sees: "{}" },
  { what: "a bare text", line: result('"just a text"'), sees: "'just a text'" },
  { what: "a bare list", line: result("[1,2]"), sees: "[1, 2]" },
  { what: "a bare list of blocks", line: result(`[${text("a")}]`), sees: "'a'" },
  { what: "a bare number", line: result("3"), sees: "3" },
  { what: "a bare boolean", line: result("false"), sees: "False" },
  { what: "null", line: result("null"), sees: "None" },
  {
    what: "names in snake_case",
    line: result('{"content":[],"structured_content":{"a":1},"is_error":false}'),
    sees: "{'a': 1}",
  },
];

const FAILURES: readonly AnswerShape[] = [
  {
    what: "a failure",
    line: result(`{${content(text("no page"))},${FAILS}}`),
    sees: failed("no page"),
  },
  {
    what: "a failure without a reason",
    line: result(`{"content":[],${FAILS}}`),
    sees: failed("the tool gave no reason"),
  },
  {
    what: "a failure with a structured part",
    line: result(`{${content(text("no"))},${FAILS},"structuredContent":{"field":"a"}}`),
    sees: failed('no\n{"field":"a"}'),
    besides: "{'field': 'a'}",
  },
  {
    what: "a failure whose text repeats the structured part",
    line: result(`{${content(text('{"field": "a"}'))},${FAILS},"structuredContent":{"field":"a"}}`),
    sees: failed('{"field": "a"}'),
    besides: "{'field': 'a'}",
  },
  {
    what: "a failure whose reason is in a resource",
    line: result(`{${content(EMBEDDED)},${FAILS}}`),
    sees: failed("inside"),
  },
  {
    what: "a failure with an unknown member",
    line: result(`{${FAILS},"error":"quota"}`),
    sees: failed('{"error":"quota"}'),
    besides: "{'error': 'quota'}",
  },
  {
    what: "an error with data",
    line: error('{"code":-32602,"message":"Invalid","data":{"errors":[{"path":"a"}]}}'),
    sees: refused('Invalid (code -32602); it adds: {"errors":[{"path":"a"}]}'),
    besides: "{'errors': [{'path': 'a'}]}",
  },
  {
    what: "an error that asks for a sign-in",
    line: error(
      '{"code":-32042,"message":"Sign in","data":{"elicitations":[{"mode":"url","url":"https://a.example/s","message":"Grant access"}]}}',
    ),
    sees: refused(
      "Sign in (code -32042); open https://a.example/s (Grant access), then call again",
    ),
    besides:
      "{'elicitations': [{'mode': 'url', 'url': 'https://a.example/s', 'message': 'Grant access'}]}",
  },
  {
    what: "an error that is only text",
    line: error('"out of paper"'),
    sees: refused("out of paper (code -32603)"),
  },
  {
    what: "an error without a code",
    line: error('{"message":"no","hint":"x"}'),
    sees: refused('no (code -32603); it adds: {"hint":"x"}'),
    besides: "{'hint': 'x'}",
  },
  {
    what: "an error whose code is text",
    line: error('{"code":"E_QUOTA","message":"no"}'),
    sees: refused("E_QUOTA: no (code -32603)"),
  },
  {
    what: "an error without words",
    line: error('{"status":500}'),
    sees: refused('{"status":500} (code -32603)'),
  },
  {
    what: "neither a result nor an error",
    line: answer('"response":1'),
    sees: refused(
      'its answer has neither a result nor an error, but ["response"] (code -32603)',
    ),
  },
];

const NOT_QUITE_JSON: readonly AnswerShape[] = [
  {
    what: "NaN and infinities",
    line: result('{"structuredContent":{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN"}}'),
    sees: "{'a': None, 'b': [None, None], 'c': 'NaN'}",
  },
  {
    what: "no jsonrpc member",
    line: `{"id":$ID,"result":{${content(text("a"))}}}`,
    sees: "'a'",
  },
  {
    what: "a wrong jsonrpc member",
    line: `{"jsonrpc":"2","id":$ID,"result":{${content(text("a"))}}}`,
    sees: "'a'",
  },
  {
    what: "an id that is text",
    line: `{"jsonrpc":"2.0","id":"$ID","result":{${content(text("a"))}}}`,
    sees: "'a'",
  },
  {
    what: "words before the message",
    line: `DEBUG {x} sent: ${result(`{${content(text("a"))}}`)}`,
    sees: "'a'",
  },
  {
    what: "words behind the message",
    line: `${result(`{${content(text("a"))}}`)} [done]`,
    sees: "'a'",
  },
  {
    what: "two messages in a line",
    line: `{"jsonrpc":"2.0","method":"notifications/x"}${result(`{${content(text("a"))}}`)}`,
    sees: "'a'",
  },
  {
    what: "an array of messages",
    line: `[${result(`{${content(text("a"))}}`)}]`,
    sees: "'a'",
  },
  {
    what: "an error that names no request, because it could not be parsed",
    line: '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}',
    sees: refused("Parse error (code -32700)"),
  },
  {
    what: "a message that breaks off",
    line: '{"jsonrpc":"2.0","id":$ID,"result":{"content":[{"type":"te',
    sees: refused(
      'its answer cannot be read: {"jsonrpc":"2.0","id":$ID,"result":{"content":[{"type":"te (code -32603)',
    ),
  },
  {
    what: "Python's own notation",
    line: "{'jsonrpc': '2.0', 'id': $ID, 'result': {'a': None}}",
    sees: refused(
      "its answer cannot be read: {'jsonrpc': '2.0', 'id': $ID, 'result': {'a': None}} (code -32603)",
    ),
  },
  {
    what: "an unpaired surrogate and a null character",
    line: result('{"content":[{"type":"text","text":"a\\u0000\\ud800"}]}'),
    sees: "'a\\x00\\ud800'",
  },
  {
    what: "integers beyond 2^53",
    line: result('{"structuredContent":{"id":9007199254740993}}'),
    sees: "{'id': 9007199254740993}",
  },
];

/** All of them. */
export const ANSWER_SHAPES: readonly AnswerShape[] = [
  ...VALUES,
  ...STRUCTURED,
  ...OLD_AND_BARE,
  ...FAILURES,
  ...NOT_QUITE_JSON,
];
