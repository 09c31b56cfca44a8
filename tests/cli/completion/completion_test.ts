import assert from "node:assert/strict";
import { Argument, Command, Option } from "commander";
import { bashScript } from "../../../src/cli/completion/bash_script.ts";
import { completionTree } from "../../../src/cli/completion/completion_tree.ts";
import { fishScript } from "../../../src/cli/completion/fish_script.ts";
import { zshScript } from "../../../src/cli/completion/zsh_script.ts";
import { main } from "../../../src/cli/main.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";

/** A program with every kind of thing that can be completed. */
function exampleProgram(): Command {
  const program = new Command("my-tool").version("1", "-V, --version", "print the version");
  program.command("go").description("go there, it's [far]: now")
    .addOption(new Option("-p, --pace <pace>", "how fast").choices(["slow", "fast"]))
    .option("--map <file>", "a map")
    .option("--note <text>", "a note")
    .option("--dry", "only say")
    .addArgument(new Argument("<where>").choices(["home", "away"]));
  program.command("read").description("read").argument("[file]");
  program.command("image").description("images")
    .addCommand(new Command("pull").option("--quiet", "say nothing"))
    .addCommand(new Command("list").option("--json", "as JSON"));
  program.command("hidden", { hidden: true });
  return program;
}

Deno.test("completionTree() has commands, options, choices and files of the program", () => {
  const tree = completionTree(exampleProgram());
  assert.deepEqual(tree.options.map(({ long }) => long), ["--version", "--help"]);
  assert.deepEqual(tree.commands.map(({ name }) => name), ["go", "read", "image", "help"]);
  const [go, read, image, help] = tree.commands;
  assert.deepEqual(go?.options.map(({ short, long, value }) => [short, long, value]), [
    ["-p", "--pace", { kind: "choices", choices: ["slow", "fast"] }],
    [undefined, "--map", { kind: "file" }],
    [undefined, "--note", { kind: "text" }],
    [undefined, "--dry", null],
    ["-h", "--help", null],
  ]);
  assert.deepEqual(go.argument, { kind: "choices", choices: ["home", "away"] });
  assert.deepEqual(read?.argument, { kind: "file" });
  assert.deepEqual(image?.argument, { kind: "choices", choices: ["pull", "list"] });
  assert.deepEqual(image.options.map(({ long }) => long), ["--help", "--quiet", "--json"]);
  assert.deepEqual(help?.argument, { kind: "choices", choices: ["go", "read", "image"] });
});

Deno.test("zshScript() and fishScript() are as they were reviewed", async () => {
  const tree = completionTree(exampleProgram());
  for (const [shell, script] of [["zsh", zshScript(tree)], ["fish", fishScript(tree)]] as const) {
    const golden = new URL(`golden/my-tool.${shell}`, import.meta.url);
    assert.equal(script, await Deno.readTextFile(golden), shell);
  }
});

/** Whether a shell is there to try a script in. */
async function has(shell: string): Promise<boolean> {
  const tried = new Deno.Command(shell, { args: ["-c", ":"] }).output();
  return await tried.then(({ success }) => success, () => false);
}

/** What bash offers for the last word of a command line. */
async function offered(script: string, words: readonly string[]): Promise<readonly string[]> {
  const line = words.map((word) => `'${word}'`).join(" ");
  const { stdout, stderr } = await new Deno.Command("bash", {
    args: [
      "--norc",
      "-c",
      `${script}\nCOMP_WORDS=(${line}) COMP_CWORD=${words.length - 1}\n` +
      `${/^(_\w+)\(\)/m.exec(script)?.[1]}\nprintf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).trim().split("\n");
}

const BASH = { ignore: !await has("bash") };

Deno.test(
  "bashScript() completes commands, options, choices, and leaves files to bash",
  BASH,
  async () => {
    const script = bashScript(completionTree(exampleProgram()));
    for (
      const [words, expected] of [
        [[""], ["go", "read", "image", "help", "--version", "--help"]],
        [["r"], ["read"]],
        [["--v"], ["--version"]],
        [["go", "--"], ["--pace", "--map", "--note", "--dry", "--help"]],
        [["go", "--pace", ""], ["slow", "fast"]],
        [["go", "-p", "f"], ["fast"]],
        [["go", "--map", ""], [""]],
        [["go", "a"], ["away"]],
        [["read", ""], [""]],
        [["help", "r"], ["read"]],
        [["image", "p"], ["pull"]],
      ] as const
    ) {
      assert.deepEqual(await offered(script, ["my-tool", ...words]), expected, words.join(" "));
    }
  },
);

Deno.test("completion prints a script of the program's own commands", BASH, async () => {
  const system = new FakeSystem();
  assert.equal(await main(system, ["completion", "bash"]), 0);
  const script = system.streams.stdout;
  assert.deepEqual(await offered(script, ["mcp-code-bridge", "perm"]), ["permissions"]);
  assert.deepEqual(await offered(script, ["mcp-code-bridge", "run", "-e", "pod"]), ["podman"]);
  assert.deepEqual(await offered(script, ["mcp-code-bridge", "completion", "z"]), ["zsh"]);
  assert.equal(await main(new FakeSystem(), ["completion", "tcsh"]), 2);
});
