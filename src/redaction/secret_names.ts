/** Words by which a name says that its value is a secret. */
const SECRET_WORDS: ReadonlySet<string> = new Set(
  (
    "token tokens key keys secret secrets password passwords passwd passphrase passcode pass pwd pw " +
    "credential credentials creds cred auth oauth authorization authentication apikey apikeys pat " +
    "bearer jwt cookie cookies session sessionid"
  ).split(" "),
);

/** The same where a name joins its words without a sign: `DBPASSWORD`, `githubtoken`. */
const SECRET_ENDS =
  /(?:token|secret|passwd|password|passphrase|credentials?|(?:api|access|auth|private|secret|master|signing|encryption|account|license|app|client|deploy|subscription)key)s?$/;

/** Words at the end of a name which say that the value is something about a secret. */
const ABOUT_WORDS: ReadonlySet<string> = new Set(
  (
    "url uri urls host hosts hostname port type types method methods mode name names file files path " +
    "paths dir directory folder algorithm alg region zone id ids uuid guid version scope scopes " +
    "issuer user username users login email endpoint endpoints provider audience realm prefix " +
    "suffix length limit limits ttl timeout expiry expires lifetime domain server location bits size " +
    "count enabled disabled required format style strategy flow policy usage socket sock command cmd " +
    "program backend model env store storage cache level role roles kind"
  ).split(" "),
);

/** Words at the end of a name whose value is no secret, however random it looks. */
const IDENTIFYING_WORDS: ReadonlySet<string> = new Set([
  ...ABOUT_WORDS,
  ...(
    "hash sha sha1 sha256 sha512 md5 commit ref revision rev digest checksum image tag branch project " +
    "tenant account org organization workspace team bucket database db table index label build release " +
    "fingerprint sid"
  ).split(" "),
]);

/** The end of a name of what opens a door, and nothing else. */
const PASSPHRASE_END =
  /(?:token|secret|passwd|password|passphrase|passcode|credential|pwd|pass|(?:api|access|auth|private|secret|master|signing|encryption)_?key)s?$/;

/** What a name says of its value. */
export interface NameMeaning {
  /** It is a secret. */
  readonly secret: boolean;
  /** It may be a passphrase. A `KEY` or `AUTH` in words is more often a name or a mode. */
  readonly passphrase: boolean;
  /** It names something that anybody may know. */
  readonly identifies: boolean;
}

/** Reads a name of a variable, a header or a member: `API_KEY`, `X-Api-Key`, `apiKey`. */
export function meaningOf(name: string): NameMeaning {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/(?<=\D)\d{1,2}$/, ""))
    .filter((word) => word !== "");
  const last = words.at(-1) ?? "";
  const open = words.includes("public");
  const names = words.some((word) => SECRET_WORDS.has(word) || SECRET_ENDS.test(word));
  return {
    secret: names && !open && !ABOUT_WORDS.has(last),
    passphrase: PASSPHRASE_END.test(words.slice(-2).join("_")),
    identifies: open || IDENTIFYING_WORDS.has(last),
  };
}
