/**
 * What emitted route tables call. Applications do not import this module; a table that `bunsen build` wrote does.
 *
 * @module
 */
export { limitBody, readJson } from "./http/body.ts";
export { checkHost, checkUrlHost } from "./http/host.ts";
export { readQuery } from "./http/query.ts";
export { queryOf } from "./http/target.ts";
export { admit } from "./runtime/chain.ts";
export { createConstant, createConstantHandler } from "./runtime/constant.ts";
export { Context } from "./runtime/context.ts";
export { isObject, isPlainArray, readProperty } from "./runtime/failures.ts";
export { createFallback } from "./runtime/fallback.ts";
export { hasFormat } from "./runtime/formats.ts";
export { readCookies, readHeaders } from "./runtime/inputs.ts";
export { isLongList, isLongText, joinItems, joinMembers, quoteText } from "./runtime/json-text.ts";
export { createParameterReader, readParameters } from "./runtime/parameters.ts";
export {
  encodeJson,
  encodeText,
  isThenable,
  respond,
  respondBySchema,
  respondLater,
} from "./runtime/reply.ts";
export {
  parseArray,
  parseBoolean,
  parseInteger,
  parseLiteral,
  parseNumber,
  parseText,
} from "./runtime/text.ts";
export { unfit } from "./runtime/unfit.ts";
export { mismatchError, noVariantError, validationError } from "./runtime/validation-error.ts";
export {
  countItems,
  countProperties,
  isPlainRecord,
  mergeProjections,
  setProperty,
} from "./runtime/properties.ts";
export {
  areUnique,
  codePoints,
  isBigIntText,
  isBigIntWithin,
  isBytesText,
  isBytesWithin,
  isDateText,
  isDateWithin,
  isEqual,
  isMultipleOf,
  parseBase64,
  parseBigInt,
} from "./runtime/value-rules.ts";
