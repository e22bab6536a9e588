import { act, renderHook } from '@testing-library/react';
import { useMutation } from './useMutation';

function start(send: jest.Mock) {
  const { result } = renderHook(() =>
    useMutation<string, string>((input, { idempotencyKey }) =>
      send(input, idempotencyKey),
    ),
  );
  const run = (input: string) =>
    act(async () => {
      await result.current.run(input);
    });
  const keys = () => send.mock.calls.map(([, key]) => key);
  return { result, run, keys };
}

describe('useMutation', () => {
  it('sends the same key again after the connection broke', async () => {
    const send = jest
      .fn()
      .mockRejectedValueOnce(new TypeError('Failed to fetch'))
      .mockResolvedValue('done');
    const { result, run, keys } = start(send);
    await run('start');
    expect(result.current.error?.message).toBe('Failed to fetch');
    expect(result.current.failedInput).toBe('start');
    await run('start');
    expect(result.current.error).toBeUndefined();
    await run('start');
    const [first, second, third] = keys();
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('takes a new key for another request and after a refusal', async () => {
    const send = jest
      .fn()
      .mockRejectedValueOnce(new TypeError('Failed to fetch'))
      .mockRejectedValue(new Error('refused'));
    const { run, keys } = start(send);
    await run('a');
    await run('b');
    await run('b');
    expect(new Set(keys()).size).toBe(3);
  });
});
