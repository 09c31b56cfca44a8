/** `doctor` as a program, on a real engine. */

import assert from "node:assert/strict";
import { skipReason } from "../support/engines.ts";
import { whenHung } from "../support/eventually.ts";
import { serverCommand } from "../support/server_command.ts";
import { bridgeCommand, bridgeEnvironment } from "./support/bridge_command.ts";
import { createHome, STATE } from "./support/home.ts";

interface DoctorReport {
  readonly level: string;
  readonly findings: readonly {
    readonly id: string;
    readonly level: string;
    readonly subject: string;
    readonly text: string;
    readonly fixed: { readonly done: boolean } | null;
  }[];
}

/** Runs `doctor --json`; what is in `env` is added to the environment. */
async function doctor(
  home: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly report: DoctorReport; readonly printed: string }> {
  const bridge = bridgeCommand();
  const { code, stdout, stderr } = await new Deno.Command(bridge.command, {
    args: [...bridge.args, "doctor", "--json", ...args],
    env: bridgeEnvironment(home, { NO_COLOR: "1", ...env }),
    clearEnv: true,
    cwd: home,
    signal: whenHung(),
  }).output();
  const decoder = new TextDecoder();
  const printed = decoder.decode(stdout) + decoder.decode(stderr);
  return { code, report: JSON.parse(decoder.decode(stdout)), printed };
}

function find(report: DoctorReport, id: string) {
  return report.findings.filter((one) => one.id === id);
}

const noPodman = await skipReason("podman");

Deno.test({
  name: "doctor runs a program on podman, asks the servers, and finds the one that fails",
  ignore: noPodman !== null,
  async fn() {
    await using home = await createHome({
      jira: { ...serverCommand("jira"), env: { TOKEN: "SECRET-VALUE" } },
      gone: { command: "/nowhere/server", args: ["SECRET-ARGUMENT"] },
    });
    const { code, report, printed } = await doctor(home.path, { MCP_BRIDGE_RUNTIME: "podman" });
    assert.equal(code, 1, printed);
    const [run] = find(report, "run.passed");
    assert.match(run?.text ?? "", /^ran on podman in \d+\.\d s/, printed);
    const [engine] = find(report, "engine.ready");
    assert.match(engine?.text ?? "", /^in use; version \d.*proven since boot/);
    const [jira] = find(report, "server.ready");
    assert.match(jira?.text ?? "", /^\d+ tools, listed after \d+\.\d s$/);
    assert.deepEqual(find(report, "server.missing").map(({ subject }) => subject), ["gone"]);
    assert.doesNotMatch(printed, /SECRET/);
  },
});

Deno.test({
  name: "doctor --fix puts modes right, and says so; without a home it still answers",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using home = await createHome({ jira: serverCommand("jira") });
    const state = `${home.path}/${STATE}`;
    await Deno.writeTextFile(`${state}/digest-key`, "0".repeat(64), { mode: 0o644 });
    await Deno.chmod(state, 0o755);
    const env = { MCP_BRIDGE_RUNTIME: "embedded" };
    const { report, printed } = await doctor(home.path, env, "--no-start", "--fix");
    for (const id of ["state.open", "file.readable"]) {
      assert.deepEqual(find(report, id).map(({ fixed }) => fixed?.done), [true], printed);
    }
    assert.equal(((await Deno.stat(state)).mode ?? 0) & 0o777, 0o700);
    assert.equal(find(report, "run.passed").length, 1, printed);
    assert.equal(find(report, "server.unasked").length, 1);

    const homeless = { ...env, HOME: "", USERPROFILE: "", MCP_BRIDGE_STATE_DIR: "" };
    const broken = await doctor(
      home.path,
      { ...homeless, MCP_BRIDGE_RUNTIME: "docket" },
      "--no-start",
    );
    assert.equal(broken.code, 2);
    assert.equal(find(broken.report, "state.temporary").length, 1);
    assert.equal(find(broken.report, "settings.refused").length, 1);
  },
});
