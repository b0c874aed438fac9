import { StoreUnavailableError } from "./store-unavailable.ts";

/** An outage as it is logged: its begin once, and its end once; and messages that did not come through. */
export interface StoreLogEntry {
  readonly level: "error" | "info";
  readonly code: "store_unavailable" | "store_available" | "messages_missed";
  readonly message: string;
}

/** Where outages are told. */
export type StoreLog = (entry: StoreLogEntry) => void;

/** Whether something that is asked over and over answers. It tells when that changes, and not each time. */
export class Outage {
  readonly #name: string;
  readonly #log: StoreLog;
  #isDown = false;

  /** @param name what is asked, as it is told: `Redis` */
  constructor(name: string, log: StoreLog = logLine) {
    this.#name = name;
    this.#log = log;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** There was an answer. */
  end(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.tell({ level: "info", code: "store_available", message: `${this.#name} answers again.` });
  }

  /** There was none. It gives the error to throw for that. */
  begin(cause: unknown): StoreUnavailableError {
    const message = `${this.#name} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`;
    if (!this.#isDown) this.tell({ level: "error", code: "store_unavailable", message });
    this.#isDown = true;
    return new StoreUnavailableError(message, { cause });
  }

  /** A log that fails must not take the answer with it. */
  tell(entry: StoreLogEntry): void {
    try {
      this.#log(entry);
    } catch (error) {
      logLine(entry);
      console.error(error);
    }
  }
}

const logLine: StoreLog = (entry) => console.error(JSON.stringify(entry));
