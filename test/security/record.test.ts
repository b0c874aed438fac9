import { expect, test } from "bun:test";
import { join } from "node:path";
import { root } from "../support/app-forms.ts";

/**
 * The published advisories of web frameworks, 2023 to 2026, that Bunsen is tested against: each stands in the name of a
 * test. `GHSA` ids are at github.com/advisories/<id>. What is about a feature that Bunsen does not have is left out.
 */
const record: Readonly<Record<string, string>> = {
  "two readings of one path": `
    GHSA-9hp6-4448-45g2 CVE-2025-58362 GHSA-3vj8-jmxq-cgj5 CVE-2026-33131 GHSA-p36q-q72m-gchr
    CVE-2026-48710 GHSA-q5qw-h33p-qvwr CVE-2026-29045 GHSA-wmmm-f939-6g9c CVE-2026-39407
    GHSA-wwfh-h76j-fc44 CVE-2026-54286 GHSA-5r4p-p66f-jhc7 GHSA-rmxm-3fg6-px4f GHSA-2gcr-mfcq-wcc3
    CVE-2026-47676 GHSA-2j6q-whv2-gh6w CVE-2026-33490 GHSA-wr4h-v87w-p3r7 GHSA-72gr-qfp7-vwhw
    GHSA-g6q3-96cp-5r5m CVE-2026-22037 GHSA-6hw5-45gm-fj88 CVE-2026-33808 GHSA-8p85-9qpw-fwgw
    CVE-2026-2880 CVE-2026-33804 GHSA-x428-ghpx-8j92 CVE-2026-6414 GHSA-83w8-p2f5-377r CVE-2026-15074
    GHSA-8pvw-jcv7-9cmj CVE-2026-7120 GHSA-r799-r9gc-m956 GHSA-p68q-wchp-6fh7 CVE-2026-76169
    GHSA-gm8r-x7h4-fm5r GHSA-3mpf-rcc7-5347 CVE-2024-32869 GHSA-rjq5-w47x-x359 CVE-2024-23340
    GHSA-83pv-qr33-2vcf GHSA-5w89-w975-hf9q CVE-2026-44373 GHSA-2q7r-29rg-6m5h CVE-2025-66415
    GHSA-f6gv-hh8j-q8vq
  `,
  "bodies, content types and validation": `
    GHSA-mg2h-6x62-wpwc CVE-2025-32442 GHSA-jx2c-rxcm-jvmq CVE-2026-25223 GHSA-573f-x89g-hqp9
    CVE-2026-3419 GHSA-247c-9743-5963 CVE-2026-33806 GHSA-hwr6-493r-vm6h CVE-2026-84469
    GHSA-9q9j-q6p8-xq58 CVE-2026-84428 GHSA-667r-xxjv-c9mm CVE-2026-84504 GHSA-w2qp-rph6-63g4
    GHSA-gmm9-qwx3-2m3h GHSA-8vch-m3f4-q8jf CVE-2025-66457 GHSA-hxj9-33pp-j2cc CVE-2025-66456
    GHSA-8hq9-phh3-p2wp CVE-2026-31865 GHSA-v8w9-8mx6-g223 GHSA-g6gw-c38x-mqfc GHSA-92vj-g62v-jqhh
    CVE-2025-59139 GHSA-9vqf-7f2p-gf9v CVE-2026-44456 GHSA-rv63-4mwf-qqc2 CVE-2026-54288
    GHSA-v422-hmwv-36x6 CVE-2026-12590 GHSA-qwcr-r2fm-qrc7 CVE-2024-45590 GHSA-wqch-xfxh-vrr4
    CVE-2025-13466 GHSA-9643-4qgh-g8mx GHSA-hpp2-2cr5-pf6g CVE-2023-25576 GHSA-27c6-mcxv-x3fh
    CVE-2025-24033 GHSA-62qx-hpj5-j6hc CVE-2026-19474 GHSA-vmph-573x-85f6 CVE-2026-18549
    GHSA-v2v2-hph8-q5xp CVE-2023-51701
  `,
  "caches and state that is shared": `
    GHSA-6wqw-2p9w-4vw4 CVE-2026-24472 GHSA-p77w-8qqv-26rm CVE-2026-44457 GHSA-vxqx-rh46-q2pg
    CVE-2026-25480
    GHSA-q7jf-gf43-6x6p GHSA-crvj-82cr-hjcx CVE-2026-7768 GHSA-f23p-vx2j-j53r CVE-2026-71850
    GHSA-hvrm-45r6-mjfj
  `,
  "credentials, cookies, origins and addresses": `
    GHSA-f67f-6cw9-8mq4 GHSA-3vhc-576x-3qv4 CVE-2026-22817 CVE-2026-22818 GHSA-m732-5p4w-x69g
    CVE-2025-62610 CVE-2026-47673 GHSA-gq3j-xvxp-8hrf GHSA-26f5-8h2x-34xh CVE-2026-33129
    GHSA-rpfr-3m35-5vx5 CVE-2024-43787 GHSA-2234-fmw7-43wr CVE-2024-48913 GHSA-88fw-hqm2-52qc
    CVE-2026-54290 GHSA-2p2x-hpg8-cqp2 CVE-2026-25478 GHSA-93ph-p7v4-hwh4 GHSA-3qmc-cj7q-62hv
    CVE-2026-39409 CVE-2026-47674 GHSA-hm36-ffrh-c77c CVE-2025-59152 GHSA-444r-cwp2-x5xf CVE-2026-3635
    GHSA-3m5p-2c4r-xxw2 CVE-2026-39410 CVE-2026-56762 CVE-2026-47675 GHSA-j6c9-x7qj-28xf
  `,
  "the wire, header fields, redirects and streams": `
    GHSA-mp2g-9vg9-f4cg CVE-2026-23527 GHSA-fp4x-ggrf-wmc6 GHSA-9phm-9p8f-hw5m CVE-2026-44372
    GHSA-rv95-896h-c2vc CVE-2024-29041 GHSA-mrq3-vjjr-p77c GHSA-4mh8-r7rc-xpvc CVE-2026-92081
    GHSA-c96f-x56v-gq3h CVE-2026-47219 GHSA-rrr8-f88r-h8q6 CVE-2024-45813 GHSA-9wv6-86v2-598j
    CVE-2024-45296 CVE-2026-4867 CVE-2026-30837 GHSA-8j4g-w8fx-2239 CVE-2026-69207 GHSA-54fx-42gc-7vw4
    CVE-2026-71848 CVE-2024-43796 GHSA-22cc-p3c6-wpvm CVE-2026-33128 GHSA-4hxc-9384-m385 CVE-2026-29085
  `,
};

/** The lines of all tests but comments. */
async function testLines(): Promise<string> {
  const lines: string[] = [];
  for await (const file of new Bun.Glob("**/*.test.ts").scan(join(root, "test"))) {
    if (file === "security/record.test.ts") continue;
    const text = await Bun.file(join(root, "test", file)).text();
    lines.push(...text.split("\n").filter((line) => !/^\s*(\/\/|\/?\*)/.test(line)));
  }
  return lines.join("\n");
}

const lines = await testLines();

test.each(Object.entries(record))("%s: each advisory has its test", (_theme, ids) => {
  const wanted = ids.trim().split(/\s+/);
  expect(wanted.filter((id) => !lines.includes(id))).toEqual([]);
});

test("no advisory stands there twice", () => {
  const ids = Object.values(record).flatMap((text) => text.trim().split(/\s+/));
  expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
});
