import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type Code,
  comment,
  identifier,
  join,
  js,
  lines,
  literal,
  memberKey,
  property,
} from "../../src/compile/js.ts";
import { awkwardKeys, breakOuts } from "../support/hostile-strings.ts";

type Data = Parameters<typeof literal>[0];

const evaluate = (source: string): unknown => new Function(`"use strict"; return (${source});`)() as unknown;

/** A value with its own keys in order, so that an own `__proto__` is told from a prototype. */
function render(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(render);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : value;
  return {
    proto: Object.getPrototypeOf(value) === Object.prototype,
    entries: Object.entries(value).map(([key, member]) => [key, render(member)]),
  };
}

const hostile = [...breakOuts, ...awkwardKeys];

describe("the template", () => {
  test("writes a string in a hole as a literal", () => {
    expect(js`const x_1 = ${'a "quoted" word'};`.text).toBe('const x_1 = "a \\"quoted\\" word";');
  });

  test("writes code in a hole as code", () => {
    expect(js`return ${js`value.id`};`.text).toBe("return value.id;");
  });

  test("writes text that looks like code as a literal", () => {
    expect(js`return ${"value.id"};`.text).toBe('return "value.id";');
  });

  test("writes an object that only looks like code as a literal", () => {
    expect(js`return ${{ text: "evil_call()" }};`.text).toBe('return { text: "evil_call()" };');
  });

  test("writes numbers, booleans, null and arrays as literals", () => {
    expect(js`f_1(${1.5}, ${-0}, ${true}, ${null}, ${["a", 1]}, ${[]})`.text).toBe(
      'f_1(1.5, -0, true, null, ["a", 1], [])',
    );
  });

  test("leaves an undefined member out", () => {
    expect(js`return ${{ a: undefined, b: 1 }};`.text).toBe("return { b: 1 };");
  });

  test("puts a list of code on lines of its own", () => {
    expect(
      js`
      {
        ${[js`one_1();`, js`two_1();`]}
      }`.text,
    ).toBe("{\n  one_1();\n  two_1();\n}");
  });

  test("removes its own indentation, and gives code of several lines that of its hole", () => {
    const inner: Code = js`
      if (value) {
        return 1;
      }`;
    expect(
      js`
      function f_1(value) {
        ${inner}
      }`.text,
    ).toBe("function f_1(value) {\n  if (value) {\n    return 1;\n  }\n}");
  });

  test("does not indent the content of a literal", () => {
    expect(
      js`
      {
        return ${"one\n  two"};
      }`.text,
    ).toBe('{\n  return "one\\n  two";\n}');
  });

  test("leaves no blanks at the end of a line", () => {
    expect(
      js`
      {
        ${lines([js`a_1();`, js`b_1();`], "\n\n")}
      }`.text,
    ).toBe("{\n  a_1();\n\n  b_1();\n}");
  });

  test("keeps blanks at the end of a literal", () => {
    expect(evaluate(js`${"ends in blanks  \t"}`.text)).toBe("ends in blanks  \t");
  });

  test("is not confused by replacement patterns in a hole", () => {
    expect(js`f_1(${"$& $1 $` $'"}, ${js`g_1("$&")`})`.text).toBe('f_1("$& $1 $` $\'", g_1("$&"))');
  });
});

describe("lines and join", () => {
  test("lines puts blocks under each other", () => {
    expect(lines([js`a_1`, js`b_1`]).text).toBe("a_1\nb_1");
  });

  test("join puts an operator between code", () => {
    expect(join([js`a_1`, js`b_1`], " || ").text).toBe("a_1 || b_1");
  });
});

describe("identifier", () => {
  test("is the name itself where it is an emitted name", () => {
    expect(identifier("GET_users_id").text).toBe("GET_users_id");
  });

  for (const text of [
    "",
    "check",
    "_check",
    "1_check",
    "a-b_c",
    "a_b()",
    "a_b\n",
    "a_b;",
    "é_a",
    "a.b_c",
    "a_\u2028",
    "a_b c",
    "__proto__",
    "a_b\\u0061",
  ]) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => identifier(text)).toThrow(
        new TypeError(`${JSON.stringify(text)} is not a name of emitted code.`),
      );
    });
  }
});

describe("comment", () => {
  test("is a documentation comment", () => {
    expect(comment("GET /users · direct.").text).toBe("/** GET /users · direct. */");
  });

  test("cannot be closed early", () => {
    expect(comment("a */ b **/ c */*/ d").text).toBe("/** a *\\/ b **\\/ c *\\/*\\/ d */");
  });

  test("stays on one line", () => {
    expect(comment("a\nb\rc\u2028d\u2029e").text).toBe("/** a b c d e */");
  });

  test("contains any text without running it", () => {
    for (const text of hostile) expect(evaluate(`${comment(text).text} 42`)).toBe(42);
  });
});

describe("property and memberKey", () => {
  test("a plain key is read with a dot", () => {
    expect(property(js`value`, "id").text).toBe("value.id");
  });

  test("any other key is read with brackets", () => {
    expect(property(js`value`, "content-type").text).toBe('value["content-type"]');
  });

  test("a plain key stands in an object as it is", () => {
    expect(["id", "$a", "class"].map((key) => memberKey(key).text)).toEqual(["id", "$a", "class"]);
  });

  test("a number that reads back as itself stands without quotes", () => {
    expect(["200", "0", "01", "-1", "1e3", "9999999999"].map((key) => memberKey(key).text)).toEqual([
      "200",
      '"0"',
      '"01"',
      '"-1"',
      '"1e3"',
      '"9999999999"',
    ]);
  });

  test("__proto__ is computed, so that it makes a property", () => {
    expect(memberKey("__proto__").text).toBe('["__proto__"]');
  });

  test("every hostile key is an own property, and is read back", () => {
    for (const key of hostile) {
      const source = js`((value_1) => [Object.keys(value_1), ${property(js`value_1`, key)}])({ ${memberKey(key)}: 7 })`;
      expect(evaluate(source.text)).toEqual([[key], 7]);
    }
  });
});

describe("literal", () => {
  test("is safe in a script element, and for tools that end lines at U+2028", () => {
    expect(literal("</script><!--\u2028\u2029")).toBe(String.raw`"<\/script><\!--\u2028\u2029"`);
  });

  test("escapes lone surrogates and control characters", () => {
    expect(literal("\ud800\0\u001b\n")).toBe(String.raw`"\ud800\u0000\u001b\n"`);
  });

  test("gives -0 and numbers that JSON has not", () => {
    expect([-0, Number.NaN, Infinity, -Infinity, 1e21].map((value) => evaluate(literal(value)))).toEqual([
      -0,
      Number.NaN,
      Infinity,
      -Infinity,
      1e21,
    ]);
  });

  test("makes a __proto__ key an own property at every depth", () => {
    const value = JSON.parse('{"__proto__":{"__proto__":[{"__proto__":1}]},"a":1}') as Data;
    expect(render(evaluate(literal(value)))).toEqual(render(value));
  });

  test.each(hostile.map((text) => [text]))("gives %j back", (text) => {
    expect(evaluate(literal(text))).toBe(text);
  });

  test("gives any text back", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(...hostile, ..."\\\"'`${}<>/!-*\u2028\ud800\udc00") }),
    );
    fc.assert(
      fc.property(text, (value) => evaluate(literal(value)) === value),
      { seed: 1, numRuns: 5000 },
    );
  });

  test("gives any JSON back, its keys in order", () => {
    const key = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "binary" }));
    const { value: data } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "medium", withCrossShrink: true },
        fc.oneof(key, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
        fc.array(tie("value"), { maxLength: 4 }),
        // fromEntries makes own properties, of `__proto__` too.
        fc.array(fc.tuple(key, tie("value")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(data, (value) => {
        expect(render(evaluate(literal(value as Data)))).toEqual(render(value));
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  test("contains no raw line end, whatever it is given", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        (value) => !/[\n\r\u2028\u2029]|<\/|<!--/.test(literal(value)),
      ),
      { seed: 3, numRuns: 2000 },
    );
  });
});
