import assert from "node:assert/strict";
import { testEveryPython } from "./every_python.ts";

const FAILS = `from concurrent.futures import ThreadPoolExecutor, wait
def work(value):
    if value:
        raise ValueError(value)
`;

testEveryPython("a failed job of a pool is told when nobody asks for its result", async (run) => {
  const told = (value: number) =>
    `A job of the pool failed in line 4, and the program did not ask for its result: ` +
    `ValueError: ${value}; write: future.result(), or list(pool.map(...))\n`;
  const programs = [
    "with ThreadPoolExecutor() as pool: pool.map(work, [0, 1])\n7",
    "with ThreadPoolExecutor() as pool: wait([pool.submit(work, 1)])\n7",
    "ThreadPoolExecutor().submit(work, 1)\n7",
  ];
  for (const program of programs) {
    const { done, stderr } = await run(FAILS + program);
    assert.deepEqual([done?.result, stderr], [7, told(1)], program);
  }
  const many = await run(
    `${FAILS}with ThreadPoolExecutor() as pool: pool.map(work, range(1, 9))\n7`,
  );
  assert.match(many.stderr, /\n\.\.\. and 3 more jobs\n$/);
});

testEveryPython("a failed job of a pool is not told again to who asks", async (run) => {
  const programs = [
    "with ThreadPoolExecutor() as pool: job = pool.submit(work, 1)\ntype(job.exception()).__name__",
    `with ThreadPoolExecutor() as pool:
    try: list(pool.map(work, [1]))
    except ValueError as error: name = type(error).__name__
name`,
    `import asyncio
try: await asyncio.get_running_loop().run_in_executor(ThreadPoolExecutor(), work, 1)
except ValueError as error: name = type(error).__name__
name`,
  ];
  for (const program of programs) {
    const { done, stderr } = await run(FAILS + program);
    assert.deepEqual([done?.result, stderr], ["ValueError", ""], program);
  }
});
