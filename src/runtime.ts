/**
 * What emitted route tables call. Applications do not import this module; a table that `bunsen build` wrote does.
 *
 * @module
 */
export { keptAnswers } from "./cache/kept-answers.ts";
export { transformOf, transformsOf, validatorOf } from "./define/schema-functions.ts";
export { appSockets } from "./define/app-sockets.ts";
export { healthChecks } from "./define/health.ts";
export { appResources } from "./define/injection.ts";
export { createLazyCaller } from "./define/lazy-handlers.ts";
export { staticFiles } from "./define/static-route.ts";
export { limitBody, readBytes, readStream } from "./http/body.ts";
export { isForm, readForm } from "./http/form-body.ts";
export { parseJson, readJson, readLargeJson } from "./http/json-body.ts";
export { readText } from "./http/plain-body.ts";
export { checkHost, checkUrlHost } from "./http/host.ts";
export { rememberPaths } from "./http/path-cache.ts";
export { QueryScanner, readQuery } from "./http/query.ts";
export { queryOf } from "./http/target.ts";
export { admit, resumeAfter, resumeAnswer, resumeBefore, resumeFailed, runChain } from "./runtime/chain.ts";
export { respondAwaited } from "./runtime/awaited-answer.ts";
export { createCachedAnswer } from "./runtime/cached-answer.ts";
export { coerce } from "./runtime/coercion.ts";
export { createConstant, createConstantHandler } from "./runtime/constant.ts";
export { Context } from "./runtime/context.ts";
export { refuseConversion } from "./runtime/conversion-failure.ts";
export { isObject, isPlainArray, readProperty } from "./runtime/object-values.ts";
export {
  bigintFailures,
  bigintTextFailures,
  bytesFailures,
  bytesTextFailures,
  dateFailures,
  dateTextFailures,
  fileFailures,
} from "./runtime/content-failures.ts";
export { anyFailures, namedFailures, withFailures } from "./runtime/failure-collector.ts";
export { arrayFailures, tupleFailures } from "./runtime/list-failures.ts";
export { keyedFailures, objectFailures } from "./runtime/object-failures.ts";
export {
  anyObjectFailures,
  booleanFailures,
  definedFailures,
  equalFailures,
  formattedFailures,
  integerFailures,
  literalFailures,
  neverFailures,
  nullFailures,
  numberFailures,
  stringFailures,
  undefinedFailures,
} from "./runtime/scalar-failures.ts";
export {
  intersectFailures,
  notFailures,
  oneFailures,
  transformFailures,
  unionFailures,
} from "./runtime/union-failures.ts";
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
export { workerPools } from "./serve/worker-pools.ts";
export { createSocketRoute } from "./sockets/socket-route.ts";
export { SocketTable } from "./sockets/socket-table.ts";
export { acceptSocket, openSocket } from "./sockets/upgrade.ts";
export { createValidatedReader } from "./sockets/validated-message.ts";
