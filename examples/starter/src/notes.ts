import { HttpError, type Static, t } from "bunsen";

export const Note = t.Object({ id: t.Integer(), text: t.String() }, { $id: "Note" });
export const NewNote = t.Object({ text: t.String({ minLength: 1, maxLength: 280 }) }, { $id: "NewNote" });

type Note = Static<typeof Note>;

/** Notes in memory: put a database in their place. */
export class Notes {
  readonly #notes: Note[] = [];

  insert(text: string): Note {
    const note = { id: this.#notes.length + 1, text };
    this.#notes.push(note);
    return note;
  }

  /** @throws {HttpError} 404 where there is none */
  find(id: number): Note {
    const note = this.#notes[id - 1];
    if (note === undefined) throw new HttpError(404, `There is no note ${id}.`);
    return note;
  }
}
