#!/usr/bin/env node
// Starts the executable of this platform's package, which npm installs beside this one. It is
// CommonJS without dependencies, because that is what Node starts fastest.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const { dirname, join } = require("node:path");

const { name, version, optionalDependencies } = require("./package.json");

/** Signals that ask a program to end; their default would end this process alone. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"];

/** Absolute path of the executable, or null after a message. */
function findExecutable() {
  const wanted = `@${name}/${process.platform}-${process.arch}`;
  if (!Object.hasOwn(optionalDependencies, wanted)) {
    const offered = Object.keys(optionalDependencies).map((key) => key.slice(name.length + 2));
    return refuse(
      `there is no executable for ${process.platform}-${process.arch}, only for ` +
        `${offered.join(", ")}; run the program from source, as its README says`,
    );
  }
  try {
    const manifest = require.resolve(`${wanted}/package.json`, { paths: [__dirname] });
    return join(dirname(manifest), Object.values(require(manifest).bin)[0]);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    return refuse(
      `the package ${wanted}, which holds the executable, is not installed; install again without ` +
        `--omit=optional or --no-optional (npx: rm -r "$(npm config get cache)/_npx"); on Linux ` +
        `it needs glibc, so Alpine Linux has none`,
    );
  }
}

function refuse(reason) {
  process.stderr.write(`Cannot start ${name} ${version}: ${reason}\n`);
  process.exitCode = 2;
  return null;
}

function start(executable) {
  // before the executable starts, which could otherwise outlive this process
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // a terminal sends its own to the whole group, the child included
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  const child = spawn(executable, process.argv.slice(2), { stdio: "inherit" });
  child.on("error", (error) => refuse(`${executable} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}

const executable = findExecutable();
if (executable !== null) start(executable);
