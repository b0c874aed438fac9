import { test } from "bun:test";

const binary = Bun.which("openssl");

if (binary === null && process.env.CI) throw new Error("CI needs openssl: apt-get install openssl.");
if (binary === null) console.warn("\n⚠ SKIPPED: tests that need openssl, which is not installed.\n");

/** Tests that need a certificate: left out, not silently, where none can be made; in CI it has to be. */
export const testWithOpenssl: (name: string, run: () => Promise<void>) => void =
  binary === null ? test.skip : test;

/** Writes a key and a certificate for 127.0.0.1 that signs itself, good for a day. */
export async function createCertificate(key: string, cert: string): Promise<void> {
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1"];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", key, "-out", cert];
  await Bun.$`openssl req -x509 -nodes ${[...made, ...subject]}`.quiet();
}
