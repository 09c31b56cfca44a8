import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import type { BridgeServer } from "../../src/ipc/messages.ts";
import type { ToolDoc } from "../../src/rpc/calls.ts";
import type { CallMethod } from "../../src/rpc/frames.ts";
import { isJsonArray, type JsonObject, type JsonValue } from "../../src/json/json.ts";
import { writeJson } from "../../src/json/write_json.ts";
import { RunNotes } from "../../src/calls/run_notes.ts";
import { toJsonBytes, WrittenJson } from "../../src/json/written_json.ts";
import type { Upstreams } from "../../src/calls/upstreams.ts";
import type { ToolChangesPolicy } from "../../src/calls/changed_tools.ts";
import type { KnownTools } from "../../src/known_tools/known_tools.ts";
import type { CallToPermit, Permit } from "../../src/calls/permit.ts";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { callerOf } from "../support/call_handlers.ts";
import { eventually } from "../support/eventually.ts";
import { FakeFiles } from "../fakes/fake_files.ts";
import { knownTools } from "../support/known_tools.ts";
import { realClock, testLog, type TestPort, testPort } from "../support/test_port.ts";
import type { ReadLarge } from "../../src/upstream/large_line.ts";
import { readAnswerHere } from "../support/read_here.ts";
import { refusal, stdioServers, testUpstreams } from "../support/test_upstreams.ts";

interface Bench {
  readonly upstreams: Upstreams;
  readonly port: TestPort;
  readonly log: readonly string[];
  ask(method: CallMethod, params: JsonObject, signal?: AbortSignal): Promise<JsonValue>;
  /** The value of a call whose arguments are written already. */
  callWritten(server: string, tool: string, args: WrittenJson): Promise<unknown>;
  /** The plain value of a call. */
  call(server: string, tool: string, args?: JsonObject, signal?: AbortSignal): Promise<JsonValue>;
}

interface BenchOptions {
  /** What the definitions of servers say of their tools and of time, by name. */
  readonly limits?: Readonly<Record<string, Pick<BridgeServer, "tools" | "timeouts">>>;
  readonly unavailable?: Readonly<Record<string, string>>;
  readonly startTimeoutMs?: number;
  readonly startWaitMs?: number;
  readonly graceMs?: number;
  readonly callTimeoutMs?: number;
  readonly permit?: Permit;
  readonly known?: KnownTools;
  readonly toolChanges?: ToolChangesPolicy;
  /** Names of definitions, by server: what is known of their tools is kept. */
  readonly digests?: Readonly<Record<string, string>>;
  readonly readLarge?: ReadLarge;
}

/** Runs a test against real small servers, and leaves none of them behind. */
async function withServers(
  servers: Readonly<Record<string, readonly [string, ...string[]]>>,
  test: (bench: Bench) => Promise<void>,
  options: BenchOptions = {},
): Promise<void> {
  const { graceMs, limits, unavailable, digests, readLarge, ...varied } = options;
  const port = testPort(servers, graceMs);
  const { log, lines } = testLog();
  const known = stdioServers(Object.keys(servers)).map((server): BridgeServer => ({
    ...server,
    unavailable: unavailable?.[server.name] ?? null,
    ...(digests?.[server.name] === undefined ? {} : { digest: digests[server.name] }),
    ...limits?.[server.name],
  }));
  const upstreams = testUpstreams({
    servers: known,
    openLink: createStdioLinks({
      port,
      clock: realClock,
      log,
      ...(readLarge === undefined ? {} : { readLarge }),
    }),
    log,
    ...varied,
  });
  const caller = callerOf(upstreams.handlers, known);
  const ask: Bench["ask"] = (method, params, signal = new AbortController().signal) =>
    caller(method, params, signal);
  try {
    await test({
      upstreams,
      port,
      log: lines,
      ask,
      callWritten: (server, tool, args) =>
        upstreams.handlers.call_tool({ server, tool, arguments: args, raw: false }, {
          grant: { names: [server], briefs: [], admit: (wanted) => wanted },
          endsAtMs: 1_000_000_000,
          notes: new RunNotes(),
          signal: new AbortController().signal,
          tell: () => {},
        }),
      async call(server, tool, args, signal) {
        const value = await ask("call_tool", { server, tool, arguments: args ?? {} }, signal);
        assert.ok(typeof value === "object" && value !== null && "value" in value);
        return value["value"] ?? null;
      },
    });
  } finally {
    await upstreams.close();
    await port.killAll();
  }
}

/** Whether the slow server counts so many now. */
async function counts(call: Bench["call"], expected: JsonObject): Promise<boolean> {
  const [counter = ""] = Object.keys(expected);
  return JSON.stringify(await call("slow", counter)) === JSON.stringify(expected);
}

Deno.test("createUpstreams() starts a server when it is first called, and keeps it warm", async () => {
  await withServers({ env: ["environment"] }, async ({ ask, call, port }) => {
    assert.deepEqual(await ask("list_servers", {}), ["env"]);
    assert.deepEqual(port.started, []);
    const pids = await Promise.all([call("env", "pid"), call("env", "pid"), call("env", "pid")]);
    assert.equal(new Set([...pids, await call("env", "pid")]).size, 1);
    assert.deepEqual(port.started, ["env"]);
  });
});

Deno.test("update() starts a server anew that comes back with another definition, and only then", async () => {
  await withServers({ env: ["environment"] }, async ({ upstreams, call }) => {
    const server = { name: "env", alias: "env", unavailable: null, revision: 0, reach: null };
    const first = await call("env", "pid");
    upstreams.update([]);
    upstreams.update([server]);
    assert.equal(await call("env", "pid"), first, "the definition is the same");
    upstreams.update([]);
    assert.equal(await call("env", "pid"), first, "a run was granted it before it went");
    upstreams.update([{ ...server, revision: 2 }]);
    assert.notEqual(await call("env", "pid"), first);
  });
});

Deno.test("call_tool knows servers and tools by alias and repairs arguments", async () => {
  await withServers({ "my-stub": ["stub"] }, async ({ call }) => {
    assert.deepEqual(await call("my_stub", "ADD", { a: "1", b: 2 }), { sum: 3 });
    assert.equal(await call("My-Stub", "echo", { message: 7 }), "7");
  });
});

Deno.test("call_tool says what is known when a name is not", async () => {
  await withServers({ stub: ["stub"] }, async ({ call, port }) => {
    assert.match(
      await refusal("NOT_FOUND", call("stubb", "echo")),
      /No server is named "stubb"; did you mean "stub"\? known servers: stub/,
    );
    assert.deepEqual(port.started, []);
    assert.match(
      await refusal("NOT_FOUND", call("stub", "ecko")),
      /Server "stub" has no tool "ecko"; did you mean "echo"\? its tools: echo, add/,
    );
    assert.match(
      await refusal("BAD_ARGUMENTS", call("stub", "echo")),
      /"message" is missing\. It is called as echo\(\*, message: str\)/,
    );
  });
});

Deno.test("call_tool does not start a server that cannot be used", async () => {
  const unavailable = { stub: "not trusted: run trust" };
  await withServers({ stub: ["stub"] }, async ({ ask, call, port }) => {
    assert.match(await refusal("NOT_AVAILABLE", call("stub", "echo")), /not trusted: run trust/);
    assert.deepEqual(await ask("list_servers", {}), []);
    assert.deepEqual(await ask("search_tool_docs", { query: "echo" }), {
      tools: [],
      missing: [],
    });
    assert.deepEqual(port.started, []);
  }, { unavailable });
});

Deno.test("call_tool gives every kind of result as a value, whatever the output schema says", async () => {
  await withServers({ results: ["results"] }, async ({ ask, call }) => {
    assert.deepEqual(await call("results", "structured"), { temperature: 21.5 });
    assert.equal(await call("results", "wrapped"), "hello");
    assert.deepEqual(await call("results", "several"), ["one", { two: 2 }]);
    assert.equal(await call("results", "empty"), null);
    assert.deepEqual(await call("results", "wrong_structure"), {
      temperature: "warm",
      extra: true,
    });
    assert.equal(
      await call("results", "no_structure"),
      "only text, though a schema was declared",
    );
    for (const tool of ["image", "audio", "resource", "link"]) {
      const value = await ask("call_tool", { server: "results", tool });
      assert.ok(typeof value === "object" && value !== null && "blocks" in value, tool);
    }
    assert.equal(
      await refusal("TOOL_FAILED", call("results", "failure")),
      'Tool "failure" of server "results" failed: no such page',
    );
    assert.match(
      await refusal("TOOL_FAILED", call("results", "failure_without_text")),
      /the tool gave no reason/,
    );
    assert.equal(await call("results", "not_a_result"), "just a string");
  });
});

Deno.test("createUpstreams() speaks with servers of every era", async () => {
  const servers = {
    both: ["sdk_both_eras"],
    newest: ["sdk_newest_only"],
    initialize: ["sdk_initialize_only"],
    old: ["old_protocol"],
  } as const;
  await withServers(servers, async ({ call, port }) => {
    assert.equal(await call("both", "era"), "modern");
    assert.deepEqual(await call("both", "add", { a: 1, b: 2 }), { sum: 3 });
    for (const server of ["newest", "initialize", "old"]) {
      assert.equal(await call(server, "echo", { message: server }), server);
    }
    assert.equal(port.started.length, 4, "none was started twice");
  });
});

Deno.test("createUpstreams() starts a server again that ends on a request it does not know", async () => {
  await withServers({ old: ["old_protocol", "--dies"] }, async ({ call, port }) => {
    assert.equal(await call("old", "echo", { message: "hi" }), "hi");
    assert.deepEqual(port.started, ["old", "old"]);
  });
});

Deno.test("createUpstreams() greets a server in the old way that ignores what it does not know", async () => {
  const servers = {
    ignores: ["old_protocol", "--ignores"],
    nameless: ["old_protocol", "--null-id"],
  } as const;
  await withServers(servers, async ({ call, port }) => {
    const answers = ["ignores", "nameless"].map((server) =>
      call(server, "echo", { message: "hi" })
    );
    assert.deepEqual(await Promise.all(answers), ["hi", "hi"]);
    assert.equal(port.started.length, 2);
  });
});

Deno.test("a server that dies in a call is an error with its last words, and is started again", async () => {
  await withServers({ crash: ["crash"] }, async ({ call, port }) => {
    const before = await call("crash", "pid");
    const hanging = refusal("EXITED", call("crash", "hang"));
    assert.equal(
      await refusal("EXITED", call("crash", "crash")),
      'Tool "crash" of server "crash" failed: the server ended with exit code 7; ' +
        "last lines of its stderr:\nabout to fail\nfatal: the disk is on fire",
    );
    assert.match(await hanging, /Tool "hang".*exit code 7/);
    assert.notEqual(await call("crash", "pid"), before);
    assert.equal(port.started.length, 2);
  });
});

Deno.test("a server that cannot start is an error with its last words, and soon no longer tried", async () => {
  await withServers({ bad: ["crash", "--at-start"], good: ["stub"] }, async ({ call, port }) => {
    for (let time = 0; time < 3; time++) {
      assert.match(
        await refusal("START_FAILED", call("bad", "pid")),
        /Cannot start server "bad": it ended with exit code 7; last lines.*\n.*\n.*on fire$/,
      );
    }
    const starts = port.started.length;
    assert.match(
      await refusal("START_FAILED", call("bad", "pid")),
      /failed 3 times within a minute; it may be started again in \d+ s.*exit code 7/s,
    );
    assert.equal(port.started.length, starts);
    assert.equal(await call("good", "echo", { message: "hi" }), "hi");
  });
});

Deno.test("a server that does not answer the handshake is given up, the others are not held up", async () => {
  await withServers({ silent: ["silent"], good: ["stub"] }, async ({ call }) => {
    const silent = refusal("START_FAILED", call("silent", "x"));
    assert.equal(await call("good", "echo", { message: "hi" }), "hi");
    assert.match(
      await silent,
      /Cannot start server "silent": no answer to the handshake within 0\.8 s.*silent server is up/s,
    );
  }, { startTimeoutMs: 800 });
});

Deno.test("a call gives a slow start up, which goes on, and a later call finds the server ready", async () => {
  await withServers({ late: ["slow_start", "1500"] }, async ({ ask, call, port }) => {
    assert.match(
      await refusal("START_FAILED", call("late", "pid")),
      /"late": it has not answered its handshake for 0\.2 s; its start goes on in the background/,
    );
    let pid: JsonValue = null;
    await eventually("the server is ready", async () => {
      pid = await call("late", "pid").catch(() => null);
      return pid !== null;
    });
    assert.deepEqual(await ask("list_tools", { server: "late" }).then(() => port.started), [
      "late",
    ]);
  }, { startWaitMs: 200 });
});

Deno.test("a server that has something to write at its end is not killed before", async () => {
  const file = await Deno.makeTempFile();
  await withServers({ ends: ["ends_slowly", file, "1500"] }, async ({ call, upstreams }) => {
    await call("ends", "pid");
    await upstreams.close();
    assert.equal(await Deno.readTextFile(file), "written at the end");
  }, { graceMs: 20_000 });
  await Deno.remove(file);
});

Deno.test("a server that answers twice, too early, too late or to nobody is understood all the same", async () => {
  await withServers({ confused: ["confused"] }, async ({ ask, call }) => {
    assert.equal(await call("confused", "echo", { message: "first" }), "first");
    const late = { server: "confused", tool: "late", timeout_ms: 100 };
    await refusal("TIMEOUT", ask("call_tool", late));
    // its answer comes meanwhile, and is nobody's
    const answers = Array.from(
      { length: 20 },
      (_, index) => call("confused", "echo", { message: `${index}` }),
    );
    assert.deepEqual(await Promise.all(answers), answers.map((_, index) => `${index}`));
  });
});

Deno.test("a server that speaks no revision of ours is an error that says so", async () => {
  await withServers({ confused: ["confused", "--version"] }, async ({ call }) => {
    assert.match(await refusal("START_FAILED", call("confused", "echo")), /1999-01-01/);
  });
});

Deno.test("a server that writes other things to stdout is understood all the same", async () => {
  await withServers({ noisy: ["noisy_stdout"] }, async ({ call, log }) => {
    assert.equal(await call("noisy", "echo", { message: "hi" }), "hi");
    const told = log.filter((entry) => entry.includes("not MCP"));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? "", /\*\*\* Welcome to the noisy server \*\*\*/);
  });
});

Deno.test("a server that floods its stderr is never blocked by it", async () => {
  await withServers({ flood: ["stderr_flood", "4"] }, async ({ call }) => {
    assert.equal(await call("flood", "flood"), "done");
  });
});

Deno.test("a server that floods its stdout is ended with that reason, and soon no longer started", async () => {
  await withServers({ flood: ["floods_stdout"], good: ["stub"] }, async ({ call, port }) => {
    for (
      const [tool, reason] of [
        ["lines", /it wrote \d{6} lines to stdout that answer nothing, within 10 s/],
        ["notifications", /it wrote \d{6} lines to stdout that answer nothing, within 10 s/],
        ["one_line", /it wrote \d{9} bytes to stdout that answer nothing, within 10 s/],
      ] as const
    ) {
      assert.equal(await call("flood", "echo", { message: "hi" }), "hi");
      assert.match(await refusal("EXITED", call("flood", tool)), reason);
    }
    const starts = port.started.length;
    assert.match(
      await refusal("START_FAILED", call("flood", "echo", { message: "hi" })),
      /failed 3 times within a minute/,
    );
    assert.equal(port.started.length, starts);
    assert.equal(await call("good", "echo", { message: "hi" }), "hi");
  });
});

Deno.test("calls run at the same time, and each gets its own answer", async () => {
  await withServers({ slow: ["slow"] }, async ({ call }) => {
    const tags = Array.from({ length: 20 }, (_, index) => `call ${index}`);
    // none is answered before all are there
    const answers = tags.map((tag) => call("slow", "meet", { count: tags.length, tag }));
    assert.deepEqual(await Promise.all(answers), tags.map((tag) => ({ tag })));
  });
});

Deno.test("100 callers with 20 calls each get 2,000 right answers", async () => {
  await withServers({ stub: ["stub"] }, async ({ call }) => {
    const callers = Array.from({ length: 100 }, async (_, caller) => {
      for (let index = 0; index < 20; index++) {
        const message = `nonce ${caller} ${index}`;
        assert.equal(await call("stub", "echo", { message }), message);
      }
    });
    await Promise.all(callers);
  });
});

Deno.test("an abort ends the call at once and is told to the server", async () => {
  await withServers({ slow: ["slow"] }, async ({ call }) => {
    const run = new AbortController();
    const sleeping = refusal("CANCELED", call("slow", "sleep", { ms: 60_000 }, run.signal));
    await eventually("the server sleeps", () => counts(call, { running: 1 }));
    run.abort(new Error("the run is over"));
    assert.match(await sleeping, /Tool "sleep" of server "slow" failed: the run that asked/);
    await eventually("the server was told", () => counts(call, { cancelled: 1 }));
  });
});

Deno.test("call_tool gives a call the time of the settings when the program names none", async () => {
  await withServers({ slow: ["slow"] }, async ({ ask }) => {
    const late = { server: "slow", tool: "sleep", arguments: { ms: 60_000 } };
    assert.match(await refusal("TIMEOUT", ask("call_tool", late)), /within 0\.2 s/);
  }, { callTimeoutMs: 200 });
});

Deno.test("call_tool gives a call the time of its server's definition before that of the settings", async () => {
  const timeouts = { callMs: 150 };
  await withServers({ slow: ["slow"], other: ["slow"] }, async ({ ask }) => {
    const late = { server: "slow", tool: "sleep", arguments: { ms: 60_000 } };
    assert.match(await refusal("TIMEOUT", ask("call_tool", late)), /within 0\.15 s/);
    assert.match(
      await refusal("TIMEOUT", ask("call_tool", { ...late, server: "other" })),
      /within 0\.2 s/,
    );
    const named = ask("call_tool", { ...late, timeout_ms: 180 });
    assert.match(await refusal("TIMEOUT", named), /within 0\.18 s/);
  }, { callTimeoutMs: 200, limits: { slow: { timeouts } } });
});

Deno.test("a call waits for a server's start as long as its definition says", async () => {
  const timeouts = { startMs: 300 };
  await withServers({ silent: ["silent"] }, async ({ call }) => {
    assert.match(await refusal("START_FAILED", call("silent", "x")), /0\.3 s/);
  }, { limits: { silent: { timeouts } } });
});

Deno.test("tools that a definition leaves out are neither listed, found, described nor called", async () => {
  const tools = { allow: ["s*", "running", "cancelled"], deny: ["sleep"] };
  await withServers({ slow: ["slow"], all: ["slow"] }, async ({ ask, call }) => {
    const namesOf = (value: JsonValue) => {
      assert.ok(isJsonArray(value));
      return value.map((tool) => Object(tool)["name"] ?? Object(tool)["tool"]);
    };
    assert.ok(namesOf(await ask("list_tools", { server: "all" })).includes("sleep"));
    const listed = namesOf(await ask("list_tools", { server: "slow" }));
    assert.deepEqual(listed.toSorted(), ["cancelled", "running"]);
    const docs = { server: "slow", detail: "summary" };
    assert.deepEqual(namesOf(await ask("query_tool_docs", docs)).toSorted(), listed.toSorted());
    const found = await ask("search_tool_docs", { query: "wait", limit: 50, detail: "summary" });
    const tools = Object(found)["tools"];
    assert.ok(isJsonArray(tools));
    const own = tools.filter((doc) => Object(doc)["server"] === "slow");
    assert.deepEqual(own.filter((doc) => Object(doc)["tool"] === "sleep"), []);
    const described = Object(await ask("describe_server", { server: "slow" }));
    assert.deepEqual(namesOf(described["tools"]).toSorted(), listed.toSorted());
    assert.equal(
      await refusal("NOT_FOUND", call("slow", "sleep", { ms: 1 })),
      'Server "slow" lets no one use its tool "sleep": its entry in your configuration leaves it out',
    );
    for (const name of ["Sleep", "SLEEP", "meet"]) {
      await refusal("NOT_FOUND", call("slow", name, { ms: 1 }));
    }
    await refusal("NOT_FOUND", ask("query_tool_docs", { ...docs, tool: "sleep" }));
    assert.ok(await call("slow", "running"));
    assert.ok(await call("all", "sleep", { ms: 1 }));
  }, { limits: { slow: { tools } } });
});

Deno.test("call_tool ends with TIMEOUT when its time is over, names the call and tells the server", async () => {
  await withServers({ slow: ["slow"] }, async ({ ask, call }) => {
    await call("slow", "running");
    const late = { server: "slow", tool: "sleep", arguments: { ms: 60_000 }, timeout_ms: 200 };
    assert.equal(
      await refusal("TIMEOUT", ask("call_tool", late)),
      'Tool "sleep" of server "slow" failed: no answer within 0.2 s; ' +
        "pass a larger timeout, or ask for less",
    );
    await eventually("the server was told", () => counts(call, { cancelled: 1 }));
  });
});

Deno.test("call_tool's time covers the start of a server, which others may share", async () => {
  await withServers({ stub: ["stub"] }, async ({ ask, call, port }) => {
    const late = { server: "stub", tool: "echo", arguments: { message: "x" }, timeout_ms: 1 };
    assert.match(
      await refusal("TIMEOUT", ask("call_tool", late)),
      /Tool "echo".*not sent within 0\.001 s, because it waited for the server to start/,
    );
    assert.equal(await call("stub", "echo", { message: "x" }), "x");
    assert.deepEqual(port.started, ["stub"]);
  });
});

Deno.test("call_tool asks the policy with the call exactly as the server receives it", async () => {
  const asked: CallToPermit[] = [];
  const permit: Permit = (call) => void asked.push(call);
  await withServers({ "my-stub": ["stub"], odd: ["odd_names"] }, async ({ call }) => {
    assert.deepEqual(await call("my_stub", "ADD", { a: "1", b: 2 }), { sum: 3 });
    const got = await call("odd", "odd_parameters", { from_: "a", issue_id: "7" });
    assert.deepEqual(asked.map(({ server, tool }) => [server, tool]), [
      ["my-stub", "add"],
      ["odd", "odd-parameters"],
    ]);
    assert.deepEqual(asked[0]?.arguments, { a: 1, b: 2 });
    assert.deepEqual(got, { got: asked[1]?.arguments });
    assert.deepEqual(asked[0]?.granted, ["my-stub", "odd"]);
  }, { permit });
});

Deno.test("call_tool sends arguments that are written already as it sends others", async () => {
  const asked: CallToPermit[] = [];
  const permit: Permit = (call) => void asked.push(call);
  await withServers({ odd: ["odd_names"] }, async ({ callWritten }) => {
    const args = { from_: "a\n\u{1f600}", issue_id: "7" };
    const got = await callWritten("odd", "odd_parameters", new WrittenJson(toJsonBytes(args)));
    const [sent] = asked;
    assert.ok(sent?.arguments instanceof WrittenJson);
    assert.deepEqual(got, { kind: "json", value: { got: sent.arguments.value() } });
    assert.notDeepEqual(sent.arguments.value(), args);
    const bad = new WrittenJson(toJsonBytes({ no_such: 1 }));
    await refusal("BAD_ARGUMENTS", callWritten("odd", "odd_parameters", bad));
    assert.equal(asked.length, 1);
  }, { permit });
});

Deno.test("call_tool gives large answers of servers of every era", async () => {
  let read = 0;
  const readLarge: ReadLarge = (line, form) => {
    read++;
    return readAnswerHere(line, form);
  };
  const servers = {
    stub: ["stub"],
    newest: ["sdk_newest_only"],
    initialize: ["sdk_initialize_only"],
  } as const;
  await withServers(servers, async ({ callWritten }) => {
    const message = "x".repeat(5 * 1024 * 1024);
    for (const [index, server] of Object.keys(servers).entries()) {
      const value = await callWritten(server, "echo", new WrittenJson(toJsonBytes({ message })));
      assert.ok(value instanceof WrittenJson, server);
      assert.deepEqual(value.value(), { kind: "json", value: message });
      assert.equal(read, index + 1);
    }
  }, { readLarge });
});

Deno.test("call_tool sends nothing that the policy refuses, and does not ask it about bad calls", async () => {
  let asked = 0;
  const permit: Permit = ({ tool }) => {
    asked++;
    if (tool === "sleep") throw new UpstreamError("NOT_AVAILABLE", "Cannot sleep: not allowed");
  };
  await withServers({ slow: ["slow"] }, async ({ call }) => {
    const refused = refusal("NOT_AVAILABLE", call("slow", "sleep", { ms: 60_000 }));
    assert.equal(await refused, "Cannot sleep: not allowed");
    assert.deepEqual(await call("slow", "running"), { running: 0 });
    await refusal("NOT_FOUND", call("slow", "no_such_tool"));
    await refusal("NOT_FOUND", call("nobody", "sleep"));
    assert.equal(asked, 2);
  }, { permit });
});

Deno.test("a server that asks for sampling, roots or input is told that there is none", async () => {
  await withServers({ asks: ["asks_client"] }, async ({ call }) => {
    const none = { code: -32601, message: "Method not found" };
    assert.deepEqual(await call("asks", "ask"), {
      "sampling/createMessage": none,
      "roots/list": none,
      "elicitation/create": none,
    });
  });
});

Deno.test("tools with odd names are all callable, by name and by alias", async () => {
  await withServers({ odd: ["odd_names"] }, async ({ ask, call }) => {
    const tools = await ask("list_tools", { server: "odd" });
    assert.ok(Array.isArray(tools));
    assert.equal(tools.length, 12);
    for (const tool of tools.slice(0, 11)) {
      const expected = { tool: tool.name, got: {} };
      assert.deepEqual(await call("odd", tool.name), expected, tool.name);
      assert.deepEqual(await call("odd", tool.alias), expected, tool.alias);
      assert.ok(!/[\p{Cc}\p{Cf}]/u.test(tool.description));
    }
    assert.deepEqual(await call("odd", "odd_parameters", { from_: "a", issue_id: "7" }), {
      got: { from: "a", "issue-id": 7 },
    });
  });
});

Deno.test("long lists of tools are read page by page, within bounds", async () => {
  const servers = {
    pages: ["paginated", "25", "10"],
    endless: ["paginated", "--endless"],
    circling: ["paginated", "--same-cursor"],
    many: ["paginated", "6000", "2000"],
  } as const;
  await withServers(servers, async ({ call, log, upstreams }) => {
    const { signal } = new AbortController();
    const count = async (server: string) => (await upstreams.describe(server, signal)).tools.length;
    assert.equal(await count("pages"), 25);
    assert.equal(await call("pages", "tool_24"), "24");
    assert.equal(await count("endless"), 100);
    assert.equal(await count("circling"), 1);
    assert.equal(await count("many"), 5_000);
    const cuts = log.filter((line) => line.includes("tools ends at"));
    assert.deepEqual(cuts.map((line) => line.split("ends at ")[1]), [
      "100 pages",
      "its page 2, which names a page again",
      "5000 tools",
    ]);
  });
});

Deno.test("a tool that a server adds can be called, and a storm of announcements costs one list", async () => {
  await withServers({ changing: ["changing_tools"] }, async ({ call }) => {
    assert.deepEqual(await call("changing", "lists"), { lists: 1 });
    const added = await call("changing", "grow");
    assert.equal(await call("changing", String(added)), added);
    assert.deepEqual(await call("changing", "lists"), { lists: 2 });
  });
});

Deno.test("a server of the newest era is asked to announce its changes", async () => {
  await withServers({ both: ["sdk_both_eras"] }, async ({ call }) => {
    const added = await call("both", "grow");
    assert.equal(await call("both", String(added)), added);
  });
});

Deno.test("known tools stay when a server cannot list them any more", async () => {
  await withServers({ changing: ["changing_tools", "--fails"] }, async ({ ask, call, log }) => {
    const before = await ask("list_tools", { server: "changing" });
    await call("changing", "grow");
    await refusal("NOT_FOUND", call("changing", "unheard_of"));
    assert.deepEqual(await ask("list_tools", { server: "changing" }), before);
    assert.ok(log.some((line) => line.includes("keeping its known tools")));
  });
});

Deno.test("results up to the bound arrive, larger ones are a clear error", async () => {
  await withServers({ huge: ["huge_result"] }, async ({ call }) => {
    const text = await call("huge", "mebibytes", { n: 32 });
    assert.ok(typeof text === "string");
    assert.equal(text.length, 32 * 1024 * 1024);
    assert.match(
      await refusal("MESSAGE_TOO_LARGE", call("huge", "mebibytes", { n: 65 })),
      /Tool "mebibytes" of server "huge" failed: its answer is larger than 67108864 bytes/,
    );
    assert.match(
      await refusal("MESSAGE_TOO_LARGE", call("huge", "nested", { n: 150 })),
      /its result is nested more than 100 levels deep; ask it for less$/,
    );
    assert.match(
      await refusal("MESSAGE_TOO_LARGE", call("huge", "nested", { n: 5_000 })),
      /its answer is too large: it is nested more than 256 levels deep; ask it for less$/,
    );
    assert.match(
      await refusal("MESSAGE_TOO_LARGE", call("huge", "values", { n: 1_000_000 })),
      /its answer is too large: it has more than 1000000 values; ask it for less$/,
    );
    const rows = await call("huge", "rows", { n: 100_000 });
    assert.ok(isJsonArray(rows));
    assert.equal(rows.length, 100_000);
    assert.deepEqual(rows[99_999], { id: 99_999, a: 1, b: 2, c: 3, d: 4 });
    const sent = "x".repeat(8 * 1024 * 1024);
    assert.deepEqual(await call("huge", "length", { text: sent }), { length: sent.length });
  });
});

for (const era of ["2025-11-25", "modern"]) {
  Deno.test(`integers beyond 2^53 keep their digits, ${era}`, async () => {
    await withServers({ integers: ["integers", era] }, async ({ ask, call, log }) => {
      const id = 2n ** 53n + 1n;
      assert.deepEqual(await call("integers", "structured"), { id, kind: "issue" });
      assert.deepEqual(await call("integers", "wrapped"), [id]);
      assert.deepEqual(await call("integers", "written"), { id, double: 0.1, zero: -0 });
      assert.equal(await call("integers", "told"), "done");
      for (const digits of ["12345678901234567890", "-9007199254740993", "1".repeat(640)]) {
        assert.equal(await call("integers", "echo", { value: BigInt(digits) }), digits);
      }
      const link = { type: "resource_link", uri: "file:///a", name: "a", size: id };
      const linked = { server: "integers", tool: "linked", arguments: {} };
      assert.deepEqual(await ask("call_tool", linked), {
        kind: "blocks",
        blocks: [link],
        extra: { meta: { id } },
      });
      const tools = writeJson(await ask("list_tools", { server: "integers" }));
      assert.match(tools, /"maximum":9223372036854775807,"default":9223372036854775807/);
      assert.match(tools, /echo\(\*, value: int = 9223372036854775807\)/);
      assert.deepEqual(log, []);
    });
  });
}

Deno.test("describe_server gives tools with signatures, and what the server says of itself", async () => {
  await withServers({ files: ["filesystem"] }, async ({ ask }) => {
    const description = await ask("describe_server", { server: "files" });
    assert.ok(typeof description === "object" && description !== null && "tools" in description);
    assert.match(String(description["instructions"]), /^Serves the files in /);
    assert.deepEqual(description["tools"], await ask("list_tools", { server: "files" }));
    assert.deepEqual(await ask("query_tool_docs", { server: "files", tool: "read_file" }), [{
      server: "files",
      server_alias: "files",
      tool: "read_file",
      alias: "read_file",
      signature: "read_file(*, path: str)",
      description: "Read a file as text.",
    }]);
  });
});

Deno.test("server_stubs gives the text of a stub file", async () => {
  await withServers({ files: ["filesystem"] }, async ({ ask }) => {
    const stubs = String(await ask("server_stubs", { server: "files" }));
    assert.match(stubs, /^async def read_file\(\*, path: str\) -> Any:$/m);
  });
});

Deno.test("docs give up a server that hangs in time for their run, and the others are not held up", async () => {
  const servers = { hangs: ["silent"], files: ["filesystem"] } as const;
  await withServers(servers, async ({ ask, upstreams: { handlers } }) => {
    const run = {
      grant: { names: ["hangs"], briefs: [], admit: (wanted: string) => wanted },
      endsAtMs: realClock.monotonic() + 2_000,
      notes: new RunNotes(),
      signal: new AbortController().signal,
      tell: () => {},
    };
    const server = "hangs";
    const late = [
      handlers.query_tool_docs({ server, detail: "summary" }, run),
      handlers.list_tools({ server }, run),
      handlers.describe_server({ server }, run),
    ].map((asked) => refusal("TIMEOUT", asked));
    const docs = await ask("query_tool_docs", { server: "files" });
    assert.ok(isJsonArray(docs) && docs.length > 0);
    for (const said of await Promise.all(late)) {
      assert.match(said, /server "hangs": it has not answered within 0\.\d s/);
    }
  });
});

Deno.test("search_tool_docs searches every server, and names one that does not start, which is not started again", async () => {
  const servers = { jira: ["jira"], github: ["github"], bad: ["crash", "--at-start"] } as const;
  await withServers(servers, async ({ ask, port }) => {
    const search = async () =>
      Object(await ask("search_tool_docs", { query: "create an issue", limit: 2 }));
    const { tools, missing } = await search();
    assert.equal(tools.length, 2);
    assert.equal(tools[0].tool, "create_issue");
    assert.ok(tools[0].score > tools[1].score);
    assert.equal(missing.length, 1);
    assert.equal(missing[0].server, "bad");
    assert.match(missing[0].reason, /exit code 7/);
    const started = [...port.started];
    const again = await search();
    assert.deepEqual(again.tools, tools);
    assert.match(again.missing[0].reason, /exit code 7.*a search tries it again in 10 min/s);
    assert.deepEqual(port.started, started, "nothing was started");
  });
});

Deno.test("search_tool_docs of one server starts no other, and knows it by its alias", async () => {
  await withServers({ "the-jira": ["jira"], github: ["github"] }, async ({ ask, port }) => {
    const query = { query: "create an issue" };
    const { tools } = Object(await ask("search_tool_docs", { ...query, server: "the_jira" }));
    assert.ok(tools.length > 0);
    assert.deepEqual(new Set(tools.map(({ server }: ToolDoc) => server)), new Set(["the-jira"]));
    assert.equal(port.started.length, 1);
    const message = await refusal(
      "NOT_FOUND",
      ask("search_tool_docs", { ...query, server: "githup" }),
    );
    assert.match(message, /No server is named "githup"; did you mean "github"\?/);
  });
});

/** A definition's name, as the launcher gives it. */
const DIGEST = "0123456789abcdef0123456789abcdef";

function recorded(): FakeFiles {
  return new FakeFiles({ separator: "/", uid: 1000, entries: {} });
}

Deno.test("a bridge answers from what one before it kept, and starts no server", async () => {
  const files = recorded();
  const digests = { jira: DIGEST };
  await withServers({ jira: ["jira"] }, async ({ ask }) => {
    await ask("search_tool_docs", { query: "issue" });
  }, { digests, known: knownTools(files) });
  await withServers({ jira: ["jira"] }, async ({ ask, port }) => {
    const { tools, missing } = Object(await ask("search_tool_docs", { query: "issue" }));
    assert.deepEqual(missing, []);
    assert.ok(tools.length > 0);
    assert.ok(Object(await ask("describe_server", { server: "jira" }))["tools"].length > 0);
    await ask("list_tools", { server: "jira" });
    await ask("query_tool_docs", { server: "jira", tool: "search_issues", detail: "full" });
    const [details] = Object(await ask("list_servers", { detailed: true }));
    assert.deepEqual([details.tools > 0, details.error, details.changed_tools], [true, null, []]);
    assert.deepEqual(port.started, []);
    // a tool that is not among them may be new
    await refusal(
      "NOT_FOUND",
      ask("query_tool_docs", { server: "jira", tool: "none", detail: "full" }),
    );
    assert.deepEqual(port.started, ["jira"]);
  }, { digests, known: knownTools(files) });
});

Deno.test("askAll() asks every server, and reports() then says how long each took, and which failed", async () => {
  await withServers({ jira: ["jira"], gone: ["absent"] }, async ({ upstreams }) => {
    const times = async () => (await upstreams.reports()).map(({ askedMs }) => typeof askedMs);
    assert.deepEqual(await times(), ["undefined", "undefined"]);
    await upstreams.askAll(new AbortController().signal, "all");
    assert.deepEqual(await times(), ["number", "number"]);
    const [jira, gone] = await upstreams.reports();
    assert.deepEqual([(jira?.tools ?? 0) > 0, jira?.error], [true, null]);
    assert.deepEqual([gone?.tools, gone?.error !== null], [null, true]);
  });
});

Deno.test("a tool that is not as it was first seen is marked, and refused if the user wants it so, until accepted", async () => {
  const files = recorded();
  const digests = { look: DIGEST };
  const first = { look: ["versioned", "Look at a file"] } as const;
  const second = { look: ["versioned", "Send a file"] } as const;
  await withServers(first, async ({ call }) => {
    assert.equal(await call("look", "look"), "seen");
  }, { digests, known: knownTools(files) });
  await withServers(second, async ({ ask, call, upstreams }) => {
    assert.equal(await call("look", "look"), "seen");
    const { tools: [found] } = Object(await ask("search_tool_docs", { query: "send" }));
    assert.deepEqual(found.changed, ["description"]);
    const [listed] = Object(await ask("list_tools", { server: "look" }));
    assert.deepEqual(listed.changed, ["description"]);
    assert.deepEqual((await upstreams.reports())[0]?.changedTools, ["look"]);
  }, { digests, known: knownTools(files) });
  const refusing = { digests, toolChanges: "refuse" } as const;
  await withServers(second, async ({ call, upstreams }) => {
    assert.match(
      await refusal("NOT_AVAILABLE", call("look", "look")),
      /its description changed since it was first seen.*tools SERVER --accept/,
    );
    assert.equal(await call("look", "same"), "same");
    const accepted = await upstreams.acceptTools("look", new AbortController().signal);
    assert.deepEqual([...accepted], [["look", ["description"]]]);
    assert.equal(await call("look", "look"), "seen");
  }, { ...refusing, known: knownTools(files) });
  await withServers(first, async ({ call }) => {
    await refusal("NOT_AVAILABLE", call("look", "look"));
  }, { ...refusing, known: knownTools(files) });
});

Deno.test("close() ends every server, also one that is starting or does not listen", async () => {
  const servers = { stub: ["stub"], deaf: ["silent", "--deaf"] } as const;
  await withServers(servers, async ({ call, port, upstreams }) => {
    const starting = refusal("CANCELED", call("deaf", "x"));
    await call("stub", "echo", { message: "x" });
    assert.deepEqual(port.started, ["deaf", "stub"]);
    await upstreams.close();
    assert.equal(port.running(), 0);
    assert.match(await starting, /the bridge is closing/);
    await refusal("CANCELED", call("stub", "echo", { message: "x" }));
  });
});
