import type { TellCut } from "./item-reader.ts";
import type { Encoder } from "./reply.ts";

/** An answer of events, not yet begun. What answers knows it by this, so that only an app that sends events has the rest. */
export abstract class EventAnswer {
  /**
   * Begins it.
   *
   * @param encode writes the data of events; undefined where no schema says how
   * @param tell is told what cuts it
   */
  abstract open(encode: Encoder | undefined, tell: TellCut): Response;
}
