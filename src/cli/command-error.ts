/** A command that cannot be carried out, in words for the person who gave it. Ends the process with exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
