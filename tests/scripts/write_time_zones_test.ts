import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { timeZonesFile } from "../../scripts/write_time_zones.ts";
import { readWheel } from "../../src/packages/wheel_archive.ts";
import { makeWheel } from "../support/wheels.ts";

Deno.test("timeZonesFile() packs the zones of a wheel, and leaves out what Python does not read", async () => {
  const { bytes } = await makeWheel({
    name: "tzdata",
    version: "2026.1",
    files: {
      "tzdata/__init__.py": "",
      "tzdata/zones": "Europe/Berlin\n",
      "tzdata/zoneinfo/Europe/Berlin": "TZif",
      "tzdata/zoneinfo/tzdata.zi": "rules",
    },
  });
  const { version, sha256, size, deflated } = JSON.parse(await timeZonesFile(bytes));
  const wheel = inflateSync(Uint8Array.fromBase64(deflated));
  assert.deepEqual([version, size], ["2026.1", wheel.length]);
  assert.match(sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual(readWheel("tzdata.whl", wheel).modules, ["tzdata"]);
  const names = new TextDecoder("latin1").decode(wheel);
  assert.match(names, /tzdata\/zoneinfo\/Europe\/Berlin/);
  assert.doesNotMatch(names, /tzdata\.zi|RECORD/);
  const other = await makeWheel({ name: "other", files: { "other.py": "" } });
  await assert.rejects(timeZonesFile(other.bytes), /no wheel of tzdata/);
});
