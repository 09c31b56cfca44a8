import assert from "node:assert/strict";
import { RUNTIME_MODULES } from "../../src/python/modules.ts";
import { INTERPRETERS } from "./interpreters.ts";

const RESET = RUNTIME_MODULES["sandbox_runtime.reset"] ?? "";
const NONCE = "0123456789abcdef";
const TOKEN = "fedcba9876543210";

/** Runs a program after the module, with the chunks on its stdin; gives its stdout. */
async function run(python: string, program: string, ...chunks: readonly string[]) {
  const process = new Deno.Command(python, {
    args: ["-I", "-u", "-c", `${RESET}\n${program}`],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  for (const chunk of chunks) await writer.write(new TextEncoder().encode(chunk)).catch(() => {});
  await writer.close().catch(() => {});
  const { stdout, stderr } = await process.output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout);
}

const EXCHANGE = `print("|", exchange_tokens(b"${NONCE}"), end="")`;

/** What comes on stdin, in chunks, and what is then on stdout. */
const STREAMS: readonly (readonly [string, readonly string[], string])[] = [
  ["nothing before the nonce", [NONCE + TOKEN], `${TOKEN}| True`],
  ["half a frame before it", ["\0\0\x01\0\0{", NONCE + TOKEN], `${TOKEN}| True`],
  ["a nonce that begins twice", [NONCE.slice(0, 9) + NONCE + TOKEN], `${TOKEN}| True`],
  ["single bytes", [..."junk" + NONCE + TOKEN], `${TOKEN}| True`],
  ["more than a pipe holds", ["x".repeat(300_000) + NONCE + TOKEN], `${TOKEN}| True`],
  ["the end before the nonce", ["junk"], "| False"],
  ["the end in the token", [NONCE + TOKEN.slice(0, 5)], "| False"],
];

/** Changes that a program can make to both pipes; each says whether it is still there. */
const CHANGES: Readonly<Record<string, readonly [change: string, remains: string]>> = {
  "O_NONBLOCK": ["os.set_blocking(pipe, False)", "not os.get_blocking(pipe)"],
  "O_APPEND": [
    "fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_APPEND)",
    "fcntl.fcntl(pipe, fcntl.F_GETFL) & os.O_APPEND",
  ],
  "a lock of flock": ["fcntl.flock(pipe, fcntl.LOCK_EX)", "locked(pipe)"],
  "a lock of the open file": [
    "fcntl.fcntl(pipe, 37, struct.pack('hhqqi4x', pipe, 0, 0, 0, 0))",
    "ofd_locked(pipe)",
  ],
  "the mode": ["os.fchmod(pipe, 0o123)", "stat.S_IMODE(os.fstat(pipe).st_mode) == 0o123"],
  "the times": ["os.utime(pipe, (1, 4e9))", "os.fstat(pipe).st_mtime > 3e9"],
};

for (const { path, version } of INTERPRETERS) {
  for (const [what, chunks, expected] of STREAMS) {
    Deno.test(`exchange_tokens() answers after ${what} (Python ${version})`, async () => {
      assert.equal(await run(path, EXCHANGE, ...chunks), expected);
    });
  }

  for (const [what, [change, remains]] of Object.entries(CHANGES)) {
    Deno.test({
      name: `SharedPipes.restore() undoes ${what} (Python ${version})`,
      ignore: Deno.build.os !== "linux",
      fn: async () => {
        const program = `
def locked(pipe):
    # another description of the same pipe
    other = os.open(f"/proc/self/fd/{pipe}", os.O_RDWR)
    try:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(other)
    return False

def ofd_locked(pipe):
    other = os.open(f"/proc/self/fd/{pipe}", os.O_RDWR)
    answer = fcntl.fcntl(other, 36, struct.pack("hhqqi4x", 1, 0, 0, 0, 0))
    os.close(other)
    return struct.unpack("hhqqi4x", answer)[0] != 2

def remains():
    return [bool(${remains}) for pipe in (0, 1)]

pipes = SharedPipes()
for pipe in (0, 1):
    ${change}
changed = remains()
pipes.restore()
print(changed, remains())
`;
        assert.equal(await run(path, program), "[True, True] [False, False]\n");
      },
    });
  }
}
