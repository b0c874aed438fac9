import { Database } from "bun:sqlite";
import { HttpError, app, t } from "bunsen";

const Todo = t.Object({ id: t.Integer(), title: t.String(), done: t.Boolean() }, { $id: "Todo" });
const NewTodo = t.Object({ title: t.String({ minLength: 1, maxLength: 200 }) }, { $id: "NewTodo" });
const Changes = t.Partial(t.Pick(Todo, ["title", "done"]), { $id: "Changes" });
const Id = t.Object({ id: t.Integer({ minimum: 1 }) });

interface Row {
  readonly id: number;
  readonly title: string;
  readonly done: number;
}

/** SQLite has no booleans: what is read becomes one here, and nowhere else. */
const todoOf = ({ done, ...row }: Row) => ({ ...row, done: done === 1 });

function openDatabase(): Database {
  const db = new Database(process.env["DATABASE"] ?? ":memory:", { strict: true });
  db.run(
    "create table if not exists todos (id integer primary key, title text not null, done integer not null default 0)",
  );
  return db;
}

function found(row: Row | null, id: number) {
  if (row === null) throw new HttpError(404, `There is no todo ${id}.`);
  return todoOf(row);
}

export default app()
  // Opened before the first request, closed after the last one.
  .provide("db", openDatabase, { dispose: (db) => db.close() })
  .get("/todos", { inject: ["db"], response: t.Array(Todo) }, ({ db }) =>
    db.query<Row, []>("select * from todos order by id").all().map(todoOf),
  )
  .get("/todos/:id", { inject: ["db"], params: Id, response: Todo }, ({ db, params: { id } }) =>
    found(db.query<Row, [number]>("select * from todos where id = ?").get(id), id),
  )
  .post("/todos", { inject: ["db"], body: NewTodo, response: { 201: Todo } }, ({ db, body, reply }) => {
    const row = db.query<Row, [string]>("insert into todos (title) values (?) returning *").get(body.title);
    return reply(201, found(row, 0));
  })
  .patch(
    "/todos/:id",
    { inject: ["db"], params: Id, body: Changes, response: Todo },
    ({ db, params: { id }, body: { title = null, done = null } }) => {
      // What is not sent stays as it is.
      const change = db.query<Row, [string | null, boolean | null, number]>(
        "update todos set title = coalesce(?, title), done = coalesce(?, done) where id = ? returning *",
      );
      return found(change.get(title, done, id), id);
    },
  )
  .delete("/todos/:id", { inject: ["db"], params: Id }, ({ db, params: { id } }) => {
    const { changes } = db.query("delete from todos where id = ?").run(id);
    if (changes === 0) throw new HttpError(404, `There is no todo ${id}.`);
  });
