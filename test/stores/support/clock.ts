/** A clock that stands until it is moved. */
export class Clock {
  nowMs = 1_800_000_000_000;
  readonly now = (): number => this.nowMs;

  wait(ms: number): void {
    this.nowMs += ms;
  }
}
