/**
 * What emitted route tables call. Applications do not import this module; a table that `bunsen build` wrote does.
 *
 * @module
 */
export { limitBody, readBytes, readStream } from "./http/body.ts";
export { isForm, readForm } from "./http/form-body.ts";
export { parseJson, readJson, readLargeJson } from "./http/json-body.ts";
export { readText } from "./http/plain-body.ts";
export { checkHost, checkUrlHost } from "./http/host.ts";
export { QueryScanner, readQuery } from "./http/query.ts";
export { queryOf } from "./http/target.ts";
export { admit, resumeAfter, resumeAnswer, resumeBefore, resumeFailed, runChain } from "./runtime/chain.ts";
export { coerce } from "./runtime/coercion.ts";
export { createConstant, createConstantHandler } from "./runtime/constant.ts";
export { Context } from "./runtime/context.ts";
export { refuseConversion } from "./runtime/conversion-failure.ts";
export { isObject, isPlainArray, readProperty } from "./runtime/object-values.ts";
export { fillHeaders, foldHeaders } from "./runtime/folded-headers.ts";
export { createFallback } from "./runtime/fallback.ts";
export { isFileWithin } from "./runtime/files.ts";
export { hasFormat } from "./runtime/formats.ts";
export { readAllHeaders, readCookies, readHeaders } from "./runtime/inputs.ts";
export { isLongList, isLongText, joinItems, joinMembers, quoteText } from "./runtime/json-text.ts";
export { createMethodOverride, overrideMethods } from "./runtime/method-override.ts";
export { createParameterReader, readParameters } from "./runtime/parameters.ts";
export { isLater, respondLater, respondOrStream } from "./runtime/later.ts";
export {
  encodeJson,
  encodeText,
  isThenable,
  respond,
  respondBySchema,
  respondWhenReady,
} from "./runtime/reply.ts";
export {
  parseArray,
  parseBoolean,
  parseInteger,
  parseLiteral,
  parseNumber,
  parseOthers,
  parseText,
  splitText,
} from "./runtime/text.ts";
export { bindTransforms, isConvertible } from "./runtime/transforms.ts";
export { unfit } from "./runtime/unfit.ts";
export { mismatchError, noVariantError, refuse, validationError } from "./runtime/validation-error.ts";
export { respondWhole } from "./runtime/whole-answer.ts";
export { acceptValidated } from "./runtime/validators.ts";
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
export {
  readAnyMessage,
  readBytesMessage,
  readJsonMessage,
  readTextMessage,
  writeAnyMessage,
} from "./sockets/message.ts";
export { createSocketRoute } from "./sockets/socket-route.ts";
export { acceptSocket, openSocket } from "./sockets/upgrade.ts";
