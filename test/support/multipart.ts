/** A part of a multipart body: text, or a file where it has a name or a type. */
export interface Part {
  readonly name: string;
  readonly content: string;
  readonly fileName?: string;
  readonly type?: string;
}

export const multipartType = "multipart/form-data; boundary=b";

/** A part as it stands on the wire. */
export function partText({ name, content, fileName, type }: Part): string {
  const file = fileName === undefined ? "" : `; filename="${fileName}"`;
  const contentType = type === undefined ? "" : `Content-Type: ${type}\r\n`;
  return `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${contentType}\r\n${content}\r\n`;
}

/** A multipart body whose boundary is that of {@link multipartType}. */
export const multipartText = (parts: readonly Part[]): string => `${parts.map(partText).join("")}--b--\r\n`;
