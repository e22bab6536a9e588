import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificateTargetContract } from '@cmt/backstage-plugin-certificates-node/testUtils';
import { LabOptions } from '../__testUtils__/lab';
import { createLabFixture } from '../__testUtils__/labFixture';

jest.setTimeout(180_000);

let cacheDirectory: string;

beforeAll(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'f5-target-'));
});
afterAll(async () => {
  await rm(cacheDirectory, { recursive: true, force: true });
});

const SETUPS: (LabOptions & { version: string; brokenWrites: number })[] = [
  // The first with tokens, before fingerprints of its own.
  { version: '12.1.2', brokenWrites: 0 },
  { version: '14.1.2', brokenWrites: 0 },
  { version: '17.1.0', brokenWrites: 16 },
  { version: '16.1.3.3', cluster: 'manual', brokenWrites: 16 },
  { version: '16.1.3.3', cluster: 'automatic', brokenWrites: 0 },
];

describe.each(SETUPS)(
  'TMOS $version, cluster: $cluster',
  ({ brokenWrites, ...options }) => {
    certificateTargetContract({
      name: 'F5 BIG-IP',
      brokenWrites,
      create: () => createLabFixture({ ...options, cacheDirectory }),
    });
  },
);
