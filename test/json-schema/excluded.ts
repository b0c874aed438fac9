const uris =
  "references between documents by URI: in Bunsen a schema refers to its own document, to a module's member or to an $id";
const anchors = "an $id as an anchor within a document: use definitions";
const format = (name: string): string =>
  `the format ${name} is not offered; a schema that names it is a build error`;

/** Whole files of the suite that say nothing of what Bunsen does, with the reason. */
export const excludedFiles: Readonly<Record<string, string>> = {
  "default.json":
    "a default that does not fit its schema is a build error, and one that fits takes an absent property's place",
  "refRemote.json": "schemas that are fetched: a build reads no network",
};

/** Groups of other files, by file and description. */
export const excludedGroups: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "definitions.json": {
    "validate definition against metaschema": "the meta-schema, which would have to be fetched",
  },
  "format.json": {
    "idn-email format": format("idn-email"),
    "idn-hostname format": format("idn-hostname"),
    "iri format": format("iri"),
    "iri-reference format": format("iri-reference"),
    "relative-json-pointer format": format("relative-json-pointer"),
    "uri-reference format": format("uri-reference"),
    "uri-template format": format("uri-template"),
  },
  "patternProperties.json": {
    "patternProperties validates properties matching a regex":
      "its pattern f.*o takes quadratic time on a name like fafafa…, which is a build error where the name has no maxLength",
  },
  "ref.json": {
    "remote ref, containing refs itself": "the meta-schema, which would have to be fetched",
    "$ref prevents a sibling $id from changing the base uri": uris,
    "Recursive references between schemas": uris,
    "refs with relative uris and defs": uris,
    "relative refs with absolute uris and defs": uris,
    "$id must be resolved against nearest parent, not just immediate parent": uris,
    "URN base URI with URN and JSON pointer ref": uris,
    "URN base URI with URN and anchor ref": uris,
    "ref to if": uris,
    "ref to then": uris,
    "ref to else": uris,
    "ref with absolute-path-reference": uris,
    "Location-independent identifier": anchors,
    "Reference an anchor with a non-relative URI": anchors,
    "Location-independent identifier with base URI change in subschema": anchors,
  },
};
