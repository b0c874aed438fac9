/** What a person gave that cannot be carried out: it is told without a stack. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}
