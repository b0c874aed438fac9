import { app, t } from "bunsen";
import { logger, requestId, secureHeaders } from "bunsen/middleware";
import { NewNote, Note, Notes } from "./notes.ts";

/** Makes the app, with notes of its own: each test has one. */
export function createApp(log?: (line: string) => void) {
  const notes = new Notes();
  const quiet = [{ path: "/health" }, { path: "/ready" }];
  return app({ performance: { middleware: { skipConditions: { logger: quiet } } } })
    .use(requestId(), logger(log === undefined ? {} : { sink: log }), secureHeaders())
    .health()
    .get("/notes/:id", { params: t.Object({ id: t.Integer() }), response: Note }, ({ params }) =>
      notes.find(params.id),
    )
    .post("/notes", { body: NewNote, response: { 201: Note } }, ({ body, reply }) => {
      const note = notes.insert(body.text);
      return reply(201, note, { location: `/notes/${note.id}` });
    });
}

export default createApp();
