import assert from "node:assert/strict";
import { Flood, MAX_FLOOD_BYTES, MAX_FLOOD_LINES } from "../../src/upstream/flood.ts";

function create() {
  const told: string[] = [];
  const clock = { now: 0, monotonic: () => clock.now };
  const flood = new Flood({ clock, onFlood: (reason) => told.push(reason) });
  const lines = (count: number) => {
    for (let line = 0; line < count; line++) flood.line();
  };
  // the window begins with what is seen first
  flood.wrote("stdout", 0);
  return { flood, told, clock, lines };
}

Deno.test("Flood tells once of too many bytes, on either stream, or lines", () => {
  const bytes = create();
  bytes.flood.wrote("stdout", MAX_FLOOD_BYTES);
  bytes.flood.wrote("stderr", MAX_FLOOD_BYTES);
  assert.deepEqual(bytes.told, []);
  bytes.flood.wrote("stdout", 1);
  bytes.flood.wrote("stdout", 1);
  assert.deepEqual(bytes.told, [
    `it wrote ${MAX_FLOOD_BYTES + 1} bytes to stdout that answer nothing, within 10 s`,
  ]);

  const words = create();
  words.flood.wrote("stderr", MAX_FLOOD_BYTES + 1);
  assert.equal(words.told.length, 1);

  const { lines, told, flood } = create();
  lines(MAX_FLOOD_LINES);
  assert.deepEqual(told, []);
  lines(2);
  assert.equal(told.length, 1);
  assert.ok(flood.told);
});

Deno.test("Flood lets a server write as much in a longer time", () => {
  const { flood, told, clock, lines } = create();
  for (let round = 0; round < 10; round++) {
    flood.wrote("stdout", MAX_FLOOD_BYTES - 1);
    lines(MAX_FLOOD_LINES);
    clock.now += 10_001;
    flood.wrote("stdout", 1);
  }
  assert.deepEqual(told, []);
});

Deno.test("Flood does not count an answer that is awaited, and counts it once more when it is not", () => {
  const { flood, told } = create();
  const answer = (id: number) => {
    flood.wrote("stdout", MAX_FLOOD_BYTES / 2);
    flood.answered(id, MAX_FLOOD_BYTES / 2);
  };
  for (let id = 0; id < 100; id++) {
    flood.await(id);
    answer(id);
  }
  assert.deepEqual(told, []);
  for (let time = 0; time < 3; time++) answer(0);
  assert.equal(told.length, 1);
});
