/** What a lazy handler's file looks like. */
export default function hello(): string {
  return "hello from a file";
}
