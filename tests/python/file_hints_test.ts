import assert from "node:assert/strict";
import { testEveryPython } from "./every_python.ts";
import { granted } from "./run_program.ts";

testEveryPython(
  "file_hint() names the servers about files for a file of the user's machine",
  async (run) => {
    const servers = [granted("github"), granted("filesystem")];
    const programs = [
      "open('/home/ada/x.csv')",
      "import pathlib\npathlib.Path('~/x').read_text()",
      "import os\nos.listdir('/Users/ada')",
      "import os\nos.stat('C:\\\\x')",
      "import sqlite3\nsqlite3.connect('/home/ada/x.db')",
    ];
    for (const code of programs) {
      const { done } = await run(code, { servers });
      assert.match(
        done?.error?.traceback ?? "",
        /Hint: no file of the user's machine is visible in the sandbox; a tool of mcp_filesystem may/,
        code,
      );
    }
  },
);

testEveryPython(
  "file_hint() is silent about files of the sandbox's system, and names all servers if none fits",
  async (run) => {
    const own = await run("open('/usr/none.txt')", { servers: [granted("github")] });
    assert.doesNotMatch(own.done?.error?.traceback ?? "", /Hint/);
    const other = await run("open('/home/ada/x')", {
      servers: [granted("github"), granted("jira")],
    });
    assert.match(other.done?.error?.traceback ?? "", /a tool of mcp_github or mcp_jira may reach/);
  },
);
