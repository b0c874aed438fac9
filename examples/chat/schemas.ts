import { t } from "bunsen";

export const Room = t.Object({ room: t.String({ minLength: 1, maxLength: 40 }) });
export const Who = t.Object({ name: t.String({ minLength: 1, maxLength: 40 }) });

/** What people say. */
export const Said = t.Object({ text: t.String({ minLength: 1, maxLength: 500 }) });

/** What is told to all in a room. */
export const Told = t.Object({ from: t.String(), text: t.String(), at: t.Date() });
