import assert from "node:assert/strict";
import { formatSignIn, parseSignIn, type SignIn } from "../../src/oauth/sign_in.ts";

const SIGN_IN: SignIn = {
  url: "https://mcp.example/mcp",
  resource: "https://mcp.example/mcp",
  issuer: "https://auth.example",
  tokenEndpoint: "https://auth.example/token",
  clientId: "c",
  clientSecret: null,
  clientAuth: "none",
  accessToken: "a",
  refreshToken: "r",
  expiresAt: 1_000,
  scope: "x y",
  wantedScope: null,
};

Deno.test("parseSignIn() reads what formatSignIn() wrote", () => {
  assert.deepEqual(parseSignIn(formatSignIn(SIGN_IN)), SIGN_IN);
  const secret: SignIn = { ...SIGN_IN, clientSecret: "s", clientAuth: "client_secret_post" };
  assert.deepEqual(parseSignIn(formatSignIn(secret)), secret);
});

Deno.test("parseSignIn() takes no file that is cut, of another version, or without what is needed", () => {
  const text = formatSignIn(SIGN_IN);
  for (let length = 0; length < text.length - 2; length++) {
    assert.equal(parseSignIn(text.slice(0, length)), null);
  }
  assert.equal(parseSignIn(text.replace('"format": 1', '"format": 2')), null);
  for (const name of ["url", "issuer", "tokenEndpoint", "clientId", "clientAuth", "accessToken"]) {
    assert.equal(parseSignIn(text.replace(`"${name}"`, `"other"`)), null, name);
  }
  for (const other of ["null", "[]", '"x"', "1", ""]) assert.equal(parseSignIn(other), null);
});
