import request from 'supertest';
import { RestClient } from '../__testUtils__/RestClient';

let admin: RestClient;
let now: Date;

beforeEach(async () => {
  now = new Date('2026-11-24T12:00:00Z');
  admin = await RestClient.of({ now: () => now });
});

const unix = (command: string, utilCmdArgs: string) =>
  admin.post(`/tm/util/${command}`, { command: 'run', utilCmdArgs });

describe('uploads', () => {
  it('answer as recorded, with one chunk', async () => {
    const { status, body } = await admin.upload('test.crl', 'x'.repeat(930));
    expect(status).toBe(200);
    expect(body).toEqual({
      remainingByteCount: 0,
      usedChunks: { '0': 930 },
      totalByteCount: 930,
      localFilePath: '/var/config/rest/downloads/test.crl',
      temporaryFilePath: '/var/config/rest/downloads/tmp/test.crl',
      generation: 0,
      lastUpdateMicros: now.getTime() * 1000,
    });
  });

  it('take chunks in turn, also such that overlap by a byte', async () => {
    const content = Buffer.from('abcdefghij');
    const first = await admin.chunk('f', content.subarray(0, 5), '0-4/10');
    expect(first.body).toMatchObject({
      remainingByteCount: 5,
      usedChunks: { '0': 5 },
    });
    expect(admin.device.files.read('/var/config/rest/downloads/f')).toBe(
      undefined,
    );
    const last = await admin.chunk('f', content.subarray(4), '4-9/10');
    expect(last.body).toMatchObject({
      remainingByteCount: 0,
      usedChunks: { '0': 5, '4': 6 },
    });
    expect(admin.device.files.read('/var/config/rest/downloads/f')).toEqual(
      content,
    );
    expect(admin.device.files.leftovers()).toEqual([{ name: 'f', size: 10 }]);
  });

  it('of one name take each other’s place', async () => {
    await admin.upload('same', 'certificate');
    await admin.upload('same', 'key');
    expect(
      admin.device.files.read('/var/config/rest/downloads/same')!.toString(),
    ).toBe('key');
    // Two at a time: the one that began first has lost.
    await admin.chunk('same', Buffer.from('abc'), '0-2/6');
    await admin.chunk('same', Buffer.from('xyz'), '0-2/9');
    expect(
      (await admin.chunk('same', Buffer.from('def'), '3-5/6')).status,
    ).toBe(400);
  });

  it('are refused when they do not fit', async () => {
    const big = Buffer.alloc(1024 * 1024 + 1);
    expect((await admin.chunk('big', big, undefined)).status).toBe(400);
    expect(
      (await admin.chunk('big', big, `0-${big.length - 1}/${big.length}`))
        .status,
    ).toBe(200);
    expect(
      (await admin.chunk('small', Buffer.from('x'), undefined)).status,
    ).toBe(200);
    for (const range of ['0-5/3', 'bytes', '0-3/10', '5-4/10'])
      expect((await admin.chunk('f', Buffer.from('ab'), range)).status).toBe(
        400,
      );
  });
});

describe('util', () => {
  it('lists, moves and removes files without a shell', async () => {
    const folder = '/var/config/rest/downloads';
    await admin.upload('a;b.key', 'secret');
    expect((await unix('unix-ls', folder)).body).toEqual({
      kind: 'tm:util:unix-ls:runstate',
      command: 'run',
      utilCmdArgs: folder,
      commandResult: 'a;b.key\ntmp\n',
    });
    expect(
      (await unix('unix-ls', `-l ${folder}/a;b.key`)).body.commandResult,
    ).toBe(`-rw-r--r--. 1 root root 6 Nov 24 12:00 ${folder}/a;b.key\n`);
    const moved = await unix(
      'unix-mv',
      `"${folder}/a;b.key" /var/config/rest/bulk`,
    );
    expect(moved.status).toBe(200);
    expect(moved.body.commandResult).toBeUndefined();
    expect(
      (await unix('unix-ls', `${folder}/a;b.key`)).body.commandResult,
    ).toBe(
      `/bin/ls: cannot access ${folder}/a;b.key: No such file or directory\n`,
    );
    const removed = await unix('unix-rm', '/var/config/rest/bulk/a;b.key');
    expect(removed.body.commandResult).toBeUndefined();
    expect(
      (await unix('unix-rm', '/var/config/rest/bulk/a;b.key')).body
        .commandResult,
    ).toContain('No such file or directory');
    expect(admin.device.files.leftovers()).toEqual([]);
  });
});

describe('bulk downloads', () => {
  it('answer a probe with the size, then the file', async () => {
    const content = Buffer.from('0123456789');
    admin.device.files.write('/var/config/rest/bulk/f', content);
    const get = (range?: string) => {
      const call = request(admin.device.app)
        .get('/mgmt/shared/file-transfer/bulk/f')
        .auth('admin', 'admin secret')
        .buffer(true);
      return range === undefined ? call : call.set('Content-Range', range);
    };
    const probe = await get('0-524287/0');
    expect(probe.status).toBe(400);
    expect(probe.headers['content-range']).toBe('0-9/10');
    const whole = await get('0-9/10');
    expect(whole.status).toBe(200);
    expect(whole.body).toEqual(content);
    expect((await get('2-4/10')).body).toEqual(Buffer.from('234'));
  });
});
