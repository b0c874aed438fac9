import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import QuickLru from "quick-lru";
import type { FileHead } from "./file-head.ts";
import {
  type Found,
  type FoundFile,
  type ServedDotfiles,
  findFile,
  isSameStamp,
  readStamp,
  stampOf,
} from "./found-file.ts";

/** What is kept of files in memory. */
export interface KeptFilesSettings {
  /** Most bytes, all files together. */
  readonly limitBytes: number;
  /** Most bytes of a file whose content is kept. */
  readonly fileLimitBytes: number;
  /** Most files of which anything is kept. */
  readonly capacityEntries: number;
  /** For how long content is sent before the file system is asked whether it is still that of its file. */
  readonly checkEveryMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A file as it was found. */
export interface KeptFile extends FoundFile {
  /** Its whole content; undefined where that is not kept. */
  readonly content: Blob | undefined;
  /** Header fields of its answers, by content coding. */
  readonly heads: Map<string | undefined, FileHead>;
}

interface Entry extends KeptFile {
  content: Blob | undefined;
  /** When its place was last looked for. */
  foundAtMs: number;
  /** When it was last seen to be the same file. */
  checkedAtMs: number;
  /** Under which it is asked for, links not resolved. */
  readonly asked: string;
}

/** For how long, at most, a path is taken to lead where it led, while what is there is the same file. */
const foundForMs = 1000;

/**
 * How long a file has to be as it is before its content is kept. Two changes in one tick of the file system's clock leave the
 * same stamp, and some clocks tick every two seconds (FAT).
 */
const settledAfterMs = 2000;

/**
 * The files of a directory, with what is known of those that were asked for. The file system is asked whether each of
 * them is as it was, by one call instead of five. Content that is kept is sent with its own header fields, whatever becomes of
 * the file meanwhile. What was used least recently goes first. What is not there is not kept.
 */
export class KeptFiles {
  readonly #directory: string;
  readonly #dotfiles: ServedDotfiles;
  readonly #settings: KeptFilesSettings;
  readonly #entries: QuickLru<string, Entry>;
  #bytes = 0;

  constructor(directory: string, dotfiles: ServedDotfiles, settings: KeptFilesSettings) {
    this.#directory = directory;
    this.#dotfiles = dotfiles;
    this.#settings = settings;
    this.#entries = new QuickLru({
      // It holds up to twice as many.
      maxSize: Math.ceil(settings.capacityEntries / 2),
      onEviction: (_, entry) => this.#drop(entry),
    });
  }

  /** Bytes of content that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** As `findFile` finds it. */
  find(path: string): Found<KeptFile> {
    const nowMs = this.#settings.now();
    const entry = this.#entries.get(path);
    if (entry === undefined || !this.#isCurrent(entry, nowMs)) return this.#look(path, entry, nowMs);
    if (entry.content === undefined) this.#read(entry, nowMs);
    return entry;
  }

  #isCurrent(entry: Entry, nowMs: number): boolean {
    const { foundAtMs, checkedAtMs, content, asked } = entry;
    // A clock may be set back.
    if (nowMs < checkedAtMs || nowMs - foundAtMs >= foundForMs) return false;
    if (content !== undefined && nowMs - checkedAtMs < this.#settings.checkEveryMs) return true;
    const stamp = readStamp(asked);
    if (stamp === undefined || !isSameStamp(entry, stamp)) return false;
    entry.checkedAtMs = nowMs;
    return true;
  }

  /** Looks anew; what stayed the same file keeps what is known of it. */
  #look(path: string, known: Entry | undefined, nowMs: number): Found<KeptFile> {
    const found = findFile(this.#directory, path, this.#dotfiles);
    if (found?.kind === "file" && known?.place === found.place && isSameStamp(known, found)) {
      known.foundAtMs = known.checkedAtMs = nowMs;
      return known;
    }
    if (known !== undefined) this.#remove(path, known);
    if (found?.kind !== "file") return found;
    const asked = join(this.#directory, path);
    const times = { foundAtMs: nowMs, checkedAtMs: nowMs };
    const entry: Entry = { ...found, content: undefined, heads: new Map(), ...times, asked };
    this.#entries.set(path, entry);
    return entry;
  }

  /** Takes the content of a file that was asked for twice. */
  #read(entry: Entry, nowMs: number): void {
    const { fileLimitBytes, limitBytes } = this.#settings;
    if (entry.sizeBytes > Math.min(fileLimitBytes, limitBytes)) return;
    if (nowMs - Math.max(entry.modifiedMs, entry.changedMs) < settledAfterMs) return;
    entry.content = readWhole(entry);
    this.#bytes += entry.content?.size ?? 0;
    if (this.#bytes > limitBytes) this.#makeRoom();
  }

  /** Down to nine tenths, the oldest first: a full memory does not look for room at each request. */
  #makeRoom(): void {
    for (const [path, entry] of this.#entries.entriesAscending()) {
      if (this.#bytes <= 0.9 * this.#settings.limitBytes) return;
      this.#remove(path, entry);
    }
  }

  #remove(path: string, entry: Entry): void {
    this.#entries.delete(path);
    this.#drop(entry);
  }

  #drop(entry: Entry): void {
    this.#bytes -= entry.content?.size ?? 0;
    entry.content = undefined;
  }
}

/** The content of a file, if it is that one before and after it is read. */
function readWhole({ place, ...stamp }: FoundFile): Blob | undefined {
  let file: number | undefined;
  try {
    file = openSync(place, "r");
    if (!isSameStamp(stamp, stampOf(fstatSync(file)))) return undefined;
    const bytes = new Uint8Array(stamp.sizeBytes);
    if (!fill(file, bytes)) return undefined;
    // A Response takes a Blob as it is, and copies bytes.
    return isSameStamp(stamp, stampOf(fstatSync(file))) ? new Blob([bytes]) : undefined;
  } catch {
    // Bun answers for what cannot be read.
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function fill(file: number, bytes: Uint8Array): boolean {
  let end = 0;
  while (end < bytes.length) {
    const count = readSync(file, bytes, end, bytes.length - end, end);
    if (count === 0) return false;
    end += count;
  }
  return true;
}
