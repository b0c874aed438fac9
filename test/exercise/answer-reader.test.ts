import { expect, test } from "bun:test";
import { type Answer, AnswerReader } from "../../src/exercise/answer-reader.ts";

/** The answers that come of a text, cut into pieces of some length. */
function read(text: string, length: number, method = "GET"): Answer[] {
  const bytes = Buffer.from(text, "latin1");
  const reader = new AnswerReader(method);
  const answers: Answer[] = [];
  for (let at = 0; at < bytes.length; at += length) {
    const answer = reader.read(bytes.subarray(at, at + length));
    if (answer !== undefined) answers.push(answer);
  }
  const last = reader.close();
  return last === undefined ? answers : [...answers, last];
}

const open = (status: number): Answer => ({ status, closes: false });

test.each<[what: string, text: string, answers: Answer[]]>([
  ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", [open(200)]],
  ["a length of nothing", "HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n", [open(404)]],
  ["a length that is not there yet", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello", []],
  [
    "chunks",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nb;a=b\r\n\r\n\r\n0\r\nxyz!\r\n0\r\n\r\n",
    [open(200)],
  ],
  [
    "chunks with a trailer",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx: y\r\n\r\n",
    [open(200)],
  ],
  ["chunks without an end", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n", []],
  ["no content", "HTTP/1.1 204 No Content\r\n\r\n", [open(204)]],
  [
    "not modified, with the length of what was not",
    "HTTP/1.1 304 NM\r\ncontent-length: 5\r\n\r\n",
    [open(304)],
  ],
  [
    "something before it",
    "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
    [open(200)],
  ],
  [
    "a connection that is closed behind it",
    "HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length: 1\r\n\r\na",
    [{ status: 200, closes: true }],
  ],
  ["the end of the connection", "HTTP/1.0 200 OK\r\n\r\nhello", [{ status: 200, closes: true }]],
  ["a head that is cut", "HTTP/1.1 200 OK\r\n", []],
])("an answer ends by %s", (_, text, answers) => {
  for (const length of [1, 2, 3, 7, 1000]) expect(read(text, length)).toEqual(answers);
});

test("what HEAD is answered has no body", () => {
  expect(read("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", 1000, "HEAD")).toEqual([open(200)]);
});

test("one answer comes after the other", () => {
  const reader = new AnswerReader("GET");
  const bytes = Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na");
  expect([reader.read(bytes), reader.read(bytes)]).toEqual([open(200), open(200)]);
});

test.each(["HELLO\r\n\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"])(
  "what is no HTTP/1.1 is refused: %j",
  (text) => {
    expect(() => read(text, 1000)).toThrow(TypeError);
  },
);
