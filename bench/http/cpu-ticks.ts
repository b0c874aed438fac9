import { readFile } from "node:fs/promises";

/** Linux tells user space of CPU time in hundredths of a second (USER_HZ), whatever the kernel's own clock. */
export const microsecondsPerTick: number = 10_000;

/** CPU time of a process with all its threads: utime + stime, fields 14 and 15 of proc_pid_stat(5). */
export async function cpuTicks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The second field is the command in parentheses, which may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
