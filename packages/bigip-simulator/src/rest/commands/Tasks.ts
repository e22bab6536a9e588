import { setTimeout as sleep } from 'node:timers/promises';
import { McpdError } from '../errors';
import type { ConfigurationWriter } from '../write/ConfigurationWriter';

export interface Task {
  id: number;
  command: string;
  state: 'STARTED' | 'VALIDATING' | 'COMPLETED' | 'FAILED';
  since: number;
}

/**
 * Asynchronous commands: made, started by a second call and asked for until
 * they are complete. While one runs, the configuration takes no other write.
 */
export class Tasks {
  readonly #tasks = new Map<number, Task>();
  #lastId = 0;
  #epoch = 0;

  constructor(
    private readonly options: {
      writer: ConfigurationWriter;
      now: () => Date;
      /** How long a task takes, in milliseconds. */
      durationMs: number;
      run: (command: string) => void;
    },
  ) {}

  create(command: string): Task {
    const now = this.options.now().getTime();
    this.#lastId = Math.max(now * 1000, this.#lastId + 1);
    const task: Task = {
      id: this.#lastId,
      command,
      state: 'STARTED',
      since: now,
    };
    this.#tasks.set(task.id, task);
    return task;
  }

  list(): Task[] {
    return [...this.#tasks.values()];
  }

  /** @throws McpdError 404 */
  get(id: number): Task {
    const task = this.#tasks.get(id);
    if (!task) throw new McpdError(404, `Task ${id} was not found.`);
    return task;
  }

  /** @throws McpdError 503 while another one runs */
  start(id: number): void {
    const task = this.get(id);
    if (task.state !== 'STARTED')
      throw new McpdError(400, `Task ${id} was started before.`);
    this.options.writer.assertIdle();
    const end = this.options.writer.beginTask();
    this.#setState(task, 'VALIDATING');
    const epoch = this.#epoch;
    sleep(this.options.durationMs, undefined, { ref: false })
      .then(() => {
        if (epoch !== this.#epoch) return;
        this.options.run(task.command);
        this.#setState(task, 'COMPLETED');
      })
      .catch(() => this.#setState(task, 'FAILED'))
      .finally(end);
  }

  remove(id: number): void {
    this.get(id);
    this.#tasks.delete(id);
  }

  /** Forgets all of them and ends what runs, as a reboot does. */
  clear(): void {
    this.#epoch += 1;
    this.#tasks.clear();
  }

  #setState(task: Task, state: Task['state']): void {
    task.state = state;
    task.since = this.options.now().getTime();
  }
}
