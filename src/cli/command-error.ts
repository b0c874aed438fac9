/** A command that cannot be carried out, in words for the person who gave it. Ends the process with its exit code. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
  readonly exitCode: number = 1;
}

/** A command line that cannot be read: no such command or option, too few words or too many. */
export class UsageError extends CommandError {
  override readonly name = "UsageError";
  override readonly exitCode = 2;
}
