import { explain, rcompare, satisfies, valid, validRange } from "@renovatebot/pep440";

/** Characters of a version or of a list of specifiers: patterns match within bounded work. */
const MAX_CHARACTERS = 256;

/** Whether a text is a version as PEP 440 has them. */
export function isVersion(text: string): boolean {
  return text.length <= MAX_CHARACTERS && valid(text) !== null;
}

/** Whether a text is a list of version specifiers, such as `>=1.2,<2`; the empty one is. */
export function isSpecifiers(text: string): boolean {
  return text.length <= MAX_CHARACTERS && (text.trim() === "" || validRange(text));
}

/** Whether a version is not a final one. */
export function isPrerelease(version: string): boolean {
  const { is_prerelease: pre = true, is_devrelease: dev = true } = explain(version) ?? {};
  return pre || dev;
}

/** Whether a version fits specifiers. Versions before a release fit as others do. */
export function fits(version: string, specifiers: string): boolean {
  return isVersion(version) && isSpecifiers(specifiers) &&
    satisfies(version, specifiers, { prereleases: true });
}

/** Whether specifiers name a version that is not final, and so ask for such. */
export function asksForPrerelease(specifiers: string): boolean {
  return specifiers.split(",").some((one) => {
    const version = one.replace(/^\s*[~=!<>]*=?\s*/, "").replace(/\.\*$/, "").trim();
    return isVersion(version) && isPrerelease(version);
  });
}

/** Orders versions, the newest first. */
export function newestFirst(one: string, other: string): number {
  return rcompare(one, other);
}
