import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** What one task gave back: facts, or the reason why it failed. */
export interface TaskResult {
  name: string;
  failed: boolean;
  changed: boolean;
  message: string;
  facts: Record<string, unknown>;
}

export interface Provider {
  server: string;
  port: number;
  user: string;
  password: string;
}

const output = z.object({
  plays: z.array(
    z.object({
      tasks: z.array(
        z.object({
          task: z.object({ name: z.string() }),
          hosts: z.record(
            z.string(),
            z.looseObject({
              failed: z.boolean().optional(),
              changed: z.boolean().optional(),
              msg: z.unknown().optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** @returns why Ansible or its F5 collection cannot be used here, if so. */
export async function ansibleMissing(): Promise<string | undefined> {
  try {
    await run('ansible-doc', ['-t', 'module', '-l', 'f5networks.f5_modules'], {
      timeout: 60_000,
    });
  } catch {
    return 'ansible with the collection f5networks.f5_modules is not installed';
  }
  return undefined;
}

/** A task of a playbook: a module of the collection with its arguments. */
export interface ModuleTask {
  name: string;
  /** Without the collection: `bigip_ssl_key`. */
  module: string;
  args: Record<string, unknown>;
}

/** Runs unmodified modules of F5's collection, one after the other. */
export async function runModules(
  provider: Provider,
  tasks: readonly ModuleTask[],
): Promise<TaskResult[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bigip-conformance-'));
  try {
    const playbook = [
      {
        hosts: 'localhost',
        connection: 'local',
        gather_facts: false,
        tasks: tasks.map(({ name, module, args }) => ({
          name,
          ignore_errors: true,
          [`f5networks.f5_modules.${module}`]: {
            ...args,
            provider: {
              server: provider.server,
              server_port: provider.port,
              user: provider.user,
              password: provider.password,
              validate_certs: false,
              no_f5_teem: true,
            },
          },
        })),
      },
    ];
    const file = join(directory, 'playbook.json');
    await writeFile(file, JSON.stringify(playbook));
    const stdout = await play(file);
    const parsed = output.parse(JSON.parse(stdout.slice(stdout.indexOf('{'))));
    return parsed.plays
      .flatMap(played => played.tasks)
      .map(({ task, hosts }) => {
        const {
          failed = false,
          changed = false,
          msg,
          ...facts
        } = hosts.localhost ?? {};
        // A crash of the module says where only at the end of its trace.
        const trace = String(facts.exception ?? '').slice(-400);
        return {
          name: task.name,
          failed,
          changed,
          message: `${
            typeof msg === 'string' ? msg : JSON.stringify(msg ?? '')
          }${trace}`,
          facts,
        };
      });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Runs the unmodified `bigip_device_info` once per list of subsets and returns
 * what each run gathered.
 */
export function gatherFacts(
  provider: Provider,
  subsets: Record<string, string[]>,
  more: Record<string, unknown> = {},
): Promise<TaskResult[]> {
  return runModules(
    provider,
    Object.entries(subsets).map(([name, gather_subset]) => ({
      name,
      module: 'bigip_device_info',
      args: { gather_subset, ...more },
    })),
  );
}

async function play(file: string): Promise<string> {
  const { stdout } = await run('ansible-playbook', ['-i', 'localhost,', file], {
    maxBuffer: 256 * 1024 * 1024,
    timeout: 300_000,
    env: {
      ...process.env,
      ANSIBLE_STDOUT_CALLBACK: 'json',
      ANSIBLE_DEPRECATION_WARNINGS: 'false',
      ANSIBLE_LOCALHOST_WARNING: 'false',
      ANSIBLE_RETRY_FILES_ENABLED: 'false',
      LC_ALL: 'C.UTF-8',
    },
  });
  return stdout;
}
