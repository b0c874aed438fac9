/** Whether a text is a token: a header field's name, a method (RFC 9110 §5.6.2). */
export const isFieldName = (text: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(text);

/** Whether a text can be a header field's value: visible ASCII, with spaces and tabs between. */
export const isFieldValue = (text: string): boolean =>
  /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(text);
