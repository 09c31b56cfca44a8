import assert from "node:assert/strict";
import { createReadyClaims, type ReadyClaims } from "../../src/engine/ready_claims.ts";
import type { System } from "../../src/system/system.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

const BOOT = "0f0e0d0c-0b0a-4908-8706-050403020100";
const STATE = "/state";
const FOLDER = `${STATE}/ready`;
const LIFETIME_SECONDS = 422;

const stat = (start: number) => `1 (x) S ${"1 ".repeat(18)}${start} 0 0\n`;

/** One machine with several bridges, each a process of its own. */
class Machine {
  readonly base = new FakeSystem({
    files: {
      [`${STATE}/keep`]: "",
      "/proc/1/stat": stat(25),
      "/proc/sys/kernel/random/boot_id": `${BOOT}\n`,
    },
  });
  readonly #alive = new Set<number>();
  #lastPid = 100;

  bridge(options: { poolSize?: number; pid?: number } = {}): { pid: number; claims: ReadyClaims } {
    const pid = options.pid ?? ++this.#lastPid;
    this.#alive.add(pid);
    this.base.files.put(`/proc/${pid}/stat`, stat(1000 + pid));
    return { pid, claims: this.#claims(pid, options.poolSize ?? null) };
  }

  #claims(pid: number, poolSize: number | null): ReadyClaims {
    const { base } = this;
    const system: System = Object.assign(Object.create(base), {
      pid,
      uid: () => 1000,
      processExists: (other: number) => Promise.resolve(this.#alive.has(other)),
    });
    return createReadyClaims({
      system,
      log: () => {},
      stateDir: STATE,
      poolSize,
      lifetimeSeconds: LIFETIME_SECONDS,
    });
  }

  kill(pid: number): void {
    this.#alive.delete(pid);
    this.base.files.remove(`/proc/${pid}/stat`);
  }

  async files(): Promise<readonly string[]> {
    return await this.base.files.list(FOLDER);
  }
}

Deno.test("ReadyClaims gives bridges what they want until the cap is reached, and the rest none", async () => {
  const machine = new Machine();
  const granted: number[] = [];
  for (let bridge = 0; bridge < 6; bridge++) {
    granted.push(await machine.bridge().claims.claim("podman", 3));
  }
  assert.deepEqual(granted, [3, 3, 2, 0, 0, 0]);
});

Deno.test("ReadyClaims never grants more than the cap to bridges that ask at the same time", async () => {
  const machine = new Machine();
  const bridges = Array.from({ length: 10 }, () => machine.bridge());
  for (let round = 0; round < 20; round++) {
    const granted = await Promise.all(
      bridges.map(({ claims }, index) => claims.claim("docker", (index * 7 + round * 3) % 5)),
    );
    const total = granted.reduce((sum, count) => sum + count, 0);
    assert.ok(total <= 8, `${total} in round ${round}: ${granted}`);
  }
});

Deno.test("ReadyClaims counts containers and embedded sandboxes apart", async () => {
  const machine = new Machine();
  assert.equal(await machine.bridge().claims.claim("docker", 8), 8);
  assert.equal(await machine.bridge().claims.claim("podman", 1), 0);
  assert.equal(await machine.bridge().claims.claim("embedded", 4), 3);
});

Deno.test("ReadyClaims gives room back when a bridge wants less, ends, or has died", async () => {
  const machine = new Machine();
  const [less, ended, died, waiting] = Array.from({ length: 4 }, () => machine.bridge());
  assert.ok(less && ended && died && waiting);
  await less.claims.claim("podman", 3);
  await ended.claims.claim("podman", 3);
  await died.claims.claim("podman", 2);
  assert.equal(await waiting.claims.claim("podman", 8), 0);
  await less.claims.claim("podman", 1);
  assert.equal(await waiting.claims.claim("podman", 8), 2);
  await ended.claims.release();
  assert.equal(await waiting.claims.claim("podman", 8), 5);
  machine.kill(died.pid);
  assert.equal(await waiting.claims.claim("podman", 8), 7);
  assert.equal((await machine.files()).length, 2, "the file of the dead one is removed");
});

Deno.test("ReadyClaims takes a process with a dead bridge's id for what it is: another", async () => {
  const machine = new Machine();
  const old = machine.bridge();
  await old.claims.claim("podman", 8);
  machine.base.files.put(`/proc/${old.pid}/stat`, stat(999_999));
  assert.equal(await machine.bridge().claims.claim("podman", 2), 2);
});

Deno.test("ReadyClaims ignores claims of another boot or machine until their time is over", async () => {
  const machine = new Machine();
  await machine.bridge().claims.claim("podman", 8);
  machine.base.files.put("/proc/sys/kernel/random/boot_id", BOOT.replace("0f", "1f"));
  const later = machine.bridge();
  assert.equal(await later.claims.claim("podman", 2), 2);
  assert.equal((await machine.files()).length, 2);
  machine.base.clock.advance((LIFETIME_SECONDS + 61) * 1000);
  assert.equal((await later.claims.clean()).length, 1);
});

Deno.test("ReadyClaims lets a number that the user set take the cap's place when it is larger", async () => {
  const machine = new Machine();
  assert.equal(await machine.bridge({ poolSize: 20 }).claims.claim("docker", 20), 20);
  assert.equal(await machine.bridge({ poolSize: 1 }).claims.claim("docker", 1), 0);
});

Deno.test("ReadyClaims writes nothing while nothing changes, and renews a claim before it is void", async () => {
  const machine = new Machine();
  const { claims } = machine.bridge();
  await claims.claim("podman", 2);
  const [name = ""] = await machine.files();
  const read = () => machine.base.files.readText(`${FOLDER}/${name}`, 1024);
  const first = await read();
  machine.base.clock.advance(100_000);
  await claims.claim("podman", 2);
  assert.equal(await read(), first);
  machine.base.clock.advance(120_000);
  await claims.claim("podman", 2);
  assert.notEqual(await read(), first);
});

Deno.test("ReadyClaims passes over what is no claim, and works alone where no file can be written", async () => {
  const machine = new Machine();
  machine.base.files.put(`${FOLDER}/note`, "hello");
  machine.base.files.put(`${FOLDER}/forged`, "container 99999 -:1:-:-:-:1\n");
  machine.base.files.put(`${FOLDER}/folder/file`, "");
  assert.equal(await machine.bridge().claims.claim("podman", 2), 2);
  assert.ok((await machine.files()).includes("note"));
  machine.base.files.writeAtomic = () => Promise.reject(new Error("disk is full"));
  assert.equal(await machine.bridge().claims.claim("podman", 2), 2);
});

Deno.test("ReadyClaims.clean() removes the files of dead bridges and names them", async () => {
  const machine = new Machine();
  const dead = machine.bridge();
  const alive = machine.bridge();
  await dead.claims.claim("podman", 1);
  await alive.claims.claim("embedded", 1);
  machine.kill(dead.pid);
  const removed = await machine.bridge().claims.clean();
  assert.deepEqual(removed.map((name) => name.split("-")[0]), [String(dead.pid)]);
  assert.equal((await machine.files()).length, 1);
});
