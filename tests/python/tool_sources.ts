/** Sources of saved tools, for every interpreter that loads some: all are named `tool`. */

/** Code that leaves a mark when it runs. */
const MARK = 'print("PLANTED")';

/** Runs code, or could, when the tool is loaded. Each is refused for the reason that is given. */
export const HOSTILE_SOURCES: readonly (readonly [source: string, reason: RegExp])[] = [
  [`${MARK}\ndef tool(): return 1`, /one function, not 2 statements/],
  [`def tool(): return 1\n${MARK}`, /one function, not 2 statements/],
  [`def tool(): return 1; \nimport os`, /one function, not 2 statements/],
  [`def tool(): return 1\ndef other(): return 2`, /one function, not 2 statements/],
  [`"text"\ndef tool(): return 1`, /one function, not 2 statements/],
  ["", /one function, not 0 statements/],
  [MARK, /must be one `def`/],
  ["import tool", /must be one `def`/],
  ["tool = lambda: 1", /must be one `def`/],
  [`tool = ${MARK}`, /must be one `def`/],
  [`class tool:\n    ${MARK}`, /must be one `def`/],
  [`if True:\n    def tool(): return 1\n    ${MARK}`, /must be one `def`/],
  [`with open("/x") as tool:\n    ${MARK}`, /must be one `def`/],
  [`for tool in [1]:\n    ${MARK}`, /must be one `def`/],
  [`try:\n    ${MARK}\nfinally:\n    pass`, /must be one `def`/],
  ["def other(): return 1", /defines 'other' and not 'tool'/],
  ["def print(): return 1", /defines 'print' and not 'tool'/],
  ["@print\ndef tool(): return 1", /a decorator would run/],
  [`@(lambda f: ${MARK})\ndef tool(): return 1`, /a decorator would run/],
  [`@print("PLANTED")\ndef tool(): return 1`, /a decorator would run/],
  [`@staticmethod\n@exit\ndef tool(): return 1`, /a decorator would run/],
  [`def tool(a=${MARK}): return 1`, /a default value .* not Call/],
  [`def tool(*, a=${MARK}): return 1`, /a default value .* not Call/],
  [`def tool(a, /, b=1, *, c=[1, ${MARK}]): return 1`, /a default value .* not Call/],
  [`def tool(a={"k": {${MARK}}}): return 1`, /a default value .* not Call/],
  [`def tool(a={${MARK}: 1}): return 1`, /a default value .* not Call/],
  ["def tool(a={**mcp_servers}): return 1", /a default value/],
  ["def tool(a=[*mcp_servers]): return 1", /a default value .* not Starred/],
  ["def tool(a=(b := 1)): return 1", /a default value .* not NamedExpr/],
  ["def tool(a=lambda: 1): return 1", /a default value .* not Lambda/],
  ["def tool(a=mcp_servers['x']): return 1", /a default value .* not Subscript/],
  ["def tool(a=mcp_servers.x): return 1", /a default value .* not Attribute/],
  ["def tool(a=-mcp_servers): return 1", /a default value .* not UnaryOp/],
  ["def tool(a=not mcp_servers): return 1", /a default value/],
  ["def tool(a=~1): return 1", /a default value .* not Invert/],
  ["def tool(a='x' * 10 ** 10): return 1", /a default value .* not BinOp/],
  ["def tool(a=1 < 2): return 1", /a default value .* not Compare/],
  ["def tool(a=f'{mcp_servers}'): return 1", /a default value .* not JoinedStr/],
  [`def tool(a=[${MARK} for _ in [1]]): return 1`, /a default value .* not ListComp/],
  [`def tool(a=(${MARK} for _ in [1])): return 1`, /a default value .* not GeneratorExp/],
  [`def tool(a=1 if ${MARK} else 2): return 1`, /a default value .* not IfExp/],
  [`def tool(a=None or ${MARK}): return 1`, /a default value .* not BoolOp/],
  [`async def tool(a=${MARK}): return 1`, /a default value .* not Call/],
  [`def tool(a: ${MARK}): return 1`, /an annotation .* not Call/],
  [`def tool(*a: ${MARK}): return 1`, /an annotation .* not Call/],
  [`def tool(**a: ${MARK}): return 1`, /an annotation .* not Call/],
  [`def tool(*, a: ${MARK} = 1): return 1`, /an annotation .* not Call/],
  [`def tool(a, /, b: list[${MARK}]): return 1`, /an annotation .* not Call/],
  [`def tool() -> ${MARK}: return 1`, /an annotation .* not Call/],
  ["def tool(a: (b := 1)): return 1", /an annotation .* not NamedExpr/],
  ["def tool(a: lambda: 1): return 1", /an annotation .* not Lambda/],
  ["def tool(a: [1 for _ in [1]]): return 1", /an annotation .* not ListComp/],
  [`def tool(): return 1\n\\\n;${MARK}`, /./],
  ["def tool(:", /./],
  ["def tool(): return 1\0", /./],
  [`def tool(a=${"(".repeat(5000)}1${")".repeat(5000)}): return 1`, /./],
  [`def tool(a=${"[".repeat(150)}${MARK}${"]".repeat(150)}): return 1`, /./],
  [`def tool(a=${"-".repeat(50_000)}1): return 1`, /./],
];

/** Runs nothing until it is called, and then gives 1. */
export const HARMLESS_SOURCES: readonly string[] = [
  "def tool(): return 1",
  "async def tool(): return 1",
  'def tool():\n    "Docstring."\n    return 1',
  "# a comment\n\ndef tool(): return 1  # another\n",
  "def tool():\n    def inner(): return 1\n    return inner()",
  "def tool():\n    class Inner:\n        one = 1\n    return Inner.one",
  "def tool():\n    import json\n    return json.loads('1')",
  "def tool(a=1, b='text', c=None, d=True, e=..., f=b'x', *, g=-1, h=1.5): return a",
  "def tool(a=(), b=[], c={}, d={1}, e=(1, (2, [3])), f={'k': [1]}): return 1",
  "def tool(a=int, b=print, c=mcp_servers): return 1",
  "def tool(a: int = 1, *b: str, c: 'later' = 2, **d: Unknown) -> None: return a",
  "def tool(a: list[dict[str, int]] | None = None, b: typing.Any = 1): return 1",
  "def tool(a: Callable[[int], str] = int, b: Literal['x', -1] = 'x'): return 1",
];

/** A program that loads each of `sources` in turn and says what it got. */
export function programOf(sources: readonly string[]): string {
  return `
import inspect, json
from sandbox_runtime.saved_tools import load_function
from mcp import MCPError
got = []
for source in json.loads(${JSON.stringify(JSON.stringify(sources))}):
    try:
        tool = load_function("tool", source)
        value = tool()
        got.append(await value if inspect.isawaitable(value) else value)
    except MCPError as error:
        got.append(f"{error.code} {error.message}")
got
`;
}
