import assert from "node:assert/strict";
import { type AddressClass, classifyAddress } from "../../src/remote/address_class.ts";

const CLASSES: readonly (readonly [address: string, kind: AddressClass])[] = [
  ["1.1.1.1", "public"],
  ["172.15.255.255", "public"],
  ["172.32.0.0", "public"],
  ["2606:4700:4700::1111", "public"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["::127.0.0.1", "loopback"],
  ["64:ff9b::7f00:1", "loopback"],
  ["2002:7f00:1::", "loopback"],
  ["10.1.2.3", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["100.64.0.1", "private"],
  ["fd12:3456::1", "private"],
  ["::ffff:10.0.0.1", "private"],
  ["2002:a00:1::1", "private"],
  ["169.254.1.1", "link-local"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local"],
  ["169.254.169.254", "metadata"],
  ["169.254.170.2", "metadata"],
  ["100.100.100.200", "metadata"],
  ["168.63.129.16", "metadata"],
  ["fd00:ec2::254", "metadata"],
  ["::ffff:169.254.169.254", "metadata"],
  ["64:ff9b::a9fe:a9fe", "metadata"],
  ["0.0.0.0", "unusable"],
  ["::", "unusable"],
  ["255.255.255.255", "unusable"],
  ["239.1.1.1", "unusable"],
  ["ff02::1", "unusable"],
  ["2001:0:7f00:1::", "unusable"],
  ["1.2.3", "unusable"],
  ["256.1.1.1", "unusable"],
  ["0x7f.0.0.1", "unusable"],
  ["example.com", "unusable"],
  ["", "unusable"],
];

for (const [address, kind] of CLASSES) {
  Deno.test(`classifyAddress() calls ${JSON.stringify(address)} ${kind}`, () => {
    assert.equal(classifyAddress(address), kind);
  });
}
