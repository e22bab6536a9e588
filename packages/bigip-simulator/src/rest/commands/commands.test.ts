import { setTimeout as sleep } from 'node:timers/promises';
import { issue, RestClient } from '../__testUtils__/RestClient';

const PROFILE = '/tm/ltm/profile/client-ssl/~Common~shop';
const TASKS = '/tm/task/sys/config';

let admin: RestClient;

beforeEach(async () => {
  admin = await RestClient.of();
});

const serverName = async () => (await admin.get(PROFILE)).body.serverName;

describe('sys/config', () => {
  it('saves: what was saved comes back after a reboot, bytes included', async () => {
    const certificate = await issue('new.example');
    await admin.install('new', certificate);
    expect(admin.device.hasUnsavedChanges).toBe(true);
    const { status, body } = await admin.post('/tm/sys/config', {
      command: 'save',
    });
    expect(status).toBe(200);
    expect(body).toEqual({ kind: 'tm:sys:config:savestate', command: 'save' });
    expect(admin.device.hasUnsavedChanges).toBe(false);

    await admin.patch(PROFILE, { serverName: 'lost.example' });
    await admin.device.reboot({ downMs: 1 });
    expect(await serverName()).toBe('shop.example.com');
    expect(
      admin.device.configuration.certificateFiles.get('/Common/new.crt')!
        .content,
    ).toEqual(Buffer.from(certificate.pem));
    // Uploads are files: they outlive everything.
    expect(admin.device.files.leftovers().map(({ name }) => name)).toEqual([
      'new.crt',
      'new.key',
    ]);
  });

  it('loads what was saved', async () => {
    await admin.patch(PROFILE, { serverName: 'unsaved.example' });
    const { body } = await admin.post('/tm/sys/config', { command: 'load' });
    expect(body.kind).toBe('tm:sys:config:loadstate');
    expect(await serverName()).toBe('shop.example.com');
    expect(
      (await admin.post('/tm/sys/config', { command: 'explode' })).status,
    ).toBe(400);
  });

  it('saves for tmsh in util/bash, as Ansible does', async () => {
    await admin.patch(PROFILE, { serverName: 'kept.example' });
    const { body } = await admin.post('/tm/util/bash', {
      command: 'run',
      utilCmdArgs: '-c "tmsh save sys config"',
    });
    expect(body.commandResult).toMatch(/^Saving running configuration/);
    await admin.device.reboot({ downMs: 1 });
    expect(await serverName()).toBe('kept.example');
  });
});

describe('task/sys/config', () => {
  it('runs asynchronously, and nothing else is written meanwhile', async () => {
    await admin.patch(PROFILE, { serverName: 'kept.example' });
    const { body: task } = await admin.post(TASKS, { command: 'save' });
    expect(task).toMatchObject({
      _taskId: expect.any(Number),
      _taskState: 'STARTED',
      _taskTimeInStateMs: 0,
      _taskResultLink: `https://localhost/mgmt/tm/task/sys/config/${task._taskId}/result?ver=16.1.3.3`,
    });
    const path = `${TASKS}/${task._taskId}`;
    expect(await admin.put(path, { _taskState: 'VALIDATING' })).toMatchObject({
      status: 202,
      body: {
        code: 202,
        message: 'Task will execute asynchronously.',
        errorStack: [],
      },
    });
    expect((await admin.get(path)).body._taskState).toBe('VALIDATING');
    for (const refused of [
      await admin.patch(PROFILE, { serverName: 'no.example' }),
      await admin.post('/tm/sys/config', { command: 'save' }),
    ])
      expect(refused).toMatchObject({
        status: 503,
        body: {
          code: 503,
          message: 'There is an active asynchronous task executing.',
          apiError: 32964609,
        },
      });
    for (let tries = 0; tries < 100; tries++) {
      const { body } = await admin.get(path);
      if (body._taskState === 'COMPLETED') break;
      await sleep(20);
    }
    expect((await admin.get(path)).body._taskState).toBe('COMPLETED');
    expect((await admin.get(`${path}/result`)).status).toBe(200);
    expect(
      (await admin.patch(PROFILE, { serverName: 'again.example' })).status,
    ).toBe(200);
    await admin.device.reboot({ downMs: 1 });
    expect(await serverName()).toBe('kept.example');
    expect((await admin.get(path)).status).toBe(404);
  });
});
