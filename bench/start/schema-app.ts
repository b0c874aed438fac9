import { type App, app, t } from "../../src/bunsen.ts";

/** An app of so many schemas, half of them bodies and half answers: each has 8 properties, three of them structures. */
export function createSchemaApp(schemas: number): App {
  const shop = app();
  for (let index = 0; index < schemas / 2; index++) {
    const [body, response] = [createSchema(`in${index}`), createSchema(`out${index}`)];
    shop.post(`/things${index}`, { body, response }, ({ body: thing }) => thing as never);
  }
  return shop;
}

/** Different for each name, so that no two schemas share anything. */
const createSchema = (name: string) =>
  t.Object({
    id: t.Integer({ minimum: 1 }),
    [name]: t.String({ minLength: 1, maxLength: 80 }),
    email: t.String({ format: "email" }),
    role: t.Union([t.Literal("admin"), t.Literal("member")]),
    isActive: t.Optional(t.Boolean()),
    createdAt: t.Date(),
    tags: t.Array(t.String()),
    address: t.Object({ street: t.String(), city: t.String(), zip: t.String({ pattern: "^[0-9]{5}$" }) }),
  });
