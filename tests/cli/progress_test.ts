import assert from "node:assert/strict";
import { Progress } from "../../src/cli/progress.ts";
import { FakeStreams } from "../fakes/fake_system.ts";

function terminal(width: number): FakeStreams {
  const streams = new FakeStreams();
  streams.stderrIsTerminal = true;
  streams.width = width;
  return streams;
}

Deno.test("Progress replaces its line, and erases it before other text and at the end", () => {
  const streams = terminal(20);
  const progress = new Progress(streams, "xterm");
  progress.say("pulling");
  progress.say("a text that is longer than the terminal is wide");
  void progress.writeOver("a warning\n");
  void progress.writeOver("another\n");
  progress.say("done soon");
  void progress.end();
  void progress.end();
  assert.deepEqual(streams.stderr.split("\r\x1b[K"), [
    "",
    "pulling",
    "a text that is lon…",
    "a warning\nanother\n",
    "done soon",
    "",
  ]);
});

Deno.test("Progress shows nothing where stderr is no terminal, or a dumb one", () => {
  const pipe = new FakeStreams();
  const dumb = terminal(80);
  for (const progress of [new Progress(pipe, "xterm"), new Progress(dumb, "dumb")]) {
    progress.say("pulling");
    void progress.end();
  }
  assert.equal(pipe.stderr + dumb.stderr, "");
});

Deno.test("Progress.streams() erases the line before others write", async () => {
  const streams = terminal(80);
  const progress = new Progress(streams, "xterm");
  const others = progress.streams();
  progress.say("preparing");
  await others.writeStdout(new TextEncoder().encode("output"));
  progress.say("still at it");
  await others.writeStderr("words\n");
  assert.deepEqual(streams.stderr.split("\r\x1b[K"), [
    "",
    "preparing",
    "",
    "still at it",
    "words\n",
  ]);
  assert.equal(streams.stdout, "output");
});

Deno.test("Progress writes to stdout once its line is gone", async () => {
  const streams = terminal(80);
  const gone = Promise.withResolvers<void>();
  const progress = new Progress(streams, "xterm");
  progress.say("pulling");
  streams.writeStderr = () => gone.promise;
  const written = progress.streams().writeStdout(new TextEncoder().encode("done"));
  await Promise.resolve();
  assert.equal(streams.stdout, "");
  gone.resolve();
  await written;
  assert.equal(streams.stdout, "done");
});
