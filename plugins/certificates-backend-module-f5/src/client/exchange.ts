import { performance } from 'node:perf_hooks';
import { F5Metrics } from '../metrics';
import {
  AnswerContext,
  answerProblem,
  notABigIp,
  protocol,
} from './answerProblem';
import { CallError } from './callError';
import { Gate } from './gate';
import { Answer, Call, Transport, describeCall } from './transport';

/**
 * Makes single calls to one device, each when it is its turn, and says what
 * their answers mean. Counts and measures them.
 */
export class Exchange {
  readonly #transport: Pick<Transport, 'send' | 'close'>;
  readonly #gate: Gate;
  readonly #metrics: F5Metrics;
  readonly #onAnswer: (label: string, durationMs: number) => void;
  #calls = 0;
  #identified = false;

  constructor(options: {
    transport: Pick<Transport, 'send' | 'close'>;
    gate: Gate;
    metrics: F5Metrics;
    /** Told how long the device took for a call that succeeded, without the wait for its turn. */
    onAnswer: (label: string, durationMs: number) => void;
  }) {
    this.#transport = options.transport;
    this.#gate = options.gate;
    this.#metrics = options.metrics;
    this.#onAnswer = options.onAnswer;
  }

  /** Calls made so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Whether the other side has proved to be a BIG-IP. */
  get identified(): boolean {
    return this.#identified;
  }

  /** The other side has proved to be a BIG-IP: its odd answers are its own from now on. */
  identify(): void {
    this.#identified = true;
  }

  /**
   * @returns the parsed answer of a call that succeeded; `undefined` when it is empty
   * @throws CallError
   */
  async call(
    call: Call,
    credential: AnswerContext['credential'],
  ): Promise<unknown> {
    const leave = await this.#gate.enter(describeCall(call), call.signal);
    const started = performance.now();
    const count = (outcome: Parameters<F5Metrics['call']>[0]) =>
      this.#metrics.call(outcome, performance.now() - started);
    this.#calls++;
    try {
      const answer = await this.#transport.send(call);
      const duration = performance.now() - started;
      const body = this.#understand(call, answer, credential);
      count('answered');
      this.#onAnswer(describeCall(call), duration);
      return body;
    } catch (error) {
      if (!(error instanceof CallError)) {
        throw error;
      }
      count(error.kind);
      throw this.#identified || error.kind !== 'unreachable'
        ? error
        : // Nobody has answered yet: most likely nobody is there.
          new CallError(describeCall(call), { ...error.problem, retry: false });
    } finally {
      leave();
    }
  }

  #understand(
    call: Call,
    answer: Answer,
    credential: AnswerContext['credential'],
  ): unknown {
    const problem = answerProblem(answer, {
      identified: this.#identified,
      credential,
    });
    if (problem) {
      throw new CallError(describeCall(call), problem);
    }
    if (answer.text === '') {
      return undefined;
    }
    try {
      return JSON.parse(answer.text);
    } catch {
      throw new CallError(
        describeCall(call),
        this.#identified
          ? {
              ...protocol('was answered with JSON that is cut off or broken'),
              retry: true,
            }
          : notABigIp('was answered with something that is not JSON'),
      );
    }
  }
}
