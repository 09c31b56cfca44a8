/** English and JSON have about four characters to a token with the vocabularies of today's models. */
const CHARACTERS_OF_TOKEN = 4;

/** Tokens of a text, about: none of a model's own vocabulary is at hand. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_OF_TOKEN);
}
