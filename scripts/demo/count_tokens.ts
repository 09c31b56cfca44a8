import { countTokens as count } from "gpt-tokenizer/encoding/o200k_base";

/** Name of the tokenizer behind `countTokens()`. */
export const TOKENIZER = "o200k_base";

/** Tokens of a text. Special tokens that occur in it (`<|endoftext|>`) are counted as plain text. */
export function countTokens(text: string): number {
  return count(text, { disallowedSpecial: new Set() });
}
