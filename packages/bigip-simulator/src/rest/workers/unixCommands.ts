import { posix } from 'node:path';
import type { DeviceFiles } from '../../device/DeviceFiles';

/** Splits arguments at blanks; quotes keep blanks together. No shell reads them. */
function words(args: string): string[] {
  return [...args.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain,
  );
}

function operands(args: string): { flags: string; paths: string[] } {
  const all = words(args);
  return {
    flags: all.filter(word => word.startsWith('-')).join(''),
    paths: all
      .filter(word => !word.startsWith('-'))
      .map(path => posix.normalize(path)),
  };
}

/** Output of `ls`, `rm` and `mv`; nothing where there is none. */
export type UnixCommand = (
  args: string,
  files: DeviceFiles,
) => string | undefined;

function list(args: string, files: DeviceFiles): string | undefined {
  const { flags, paths } = operands(args);
  const output: string[] = [];
  for (const path of paths.length > 0 ? paths : ['/']) {
    const names = files.list(path);
    const file = files.stat(path);
    if (!names && !file) {
      output.push(`/bin/ls: cannot access ${path}: No such file or directory`);
      continue;
    }
    for (const name of names ?? [path])
      output.push(flags.includes('l') ? longLine(path, name, files) : name);
  }
  return output.length > 0 ? `${output.join('\n')}\n` : undefined;
}

function longLine(folder: string, name: string, files: DeviceFiles): string {
  const file = files.stat(name.startsWith('/') ? name : `${folder}/${name}`);
  if (!file) return `drwxr-xr-x. 2 root root 4096 Jan  1 00:00 ${name}`;
  const [, day, month, , time] = file.modifiedTime.toUTCString().split(' ');
  const stamp = `${month} ${String(Number(day)).padStart(2)} ${time.slice(
    0,
    5,
  )}`;
  return `-rw-r--r--. 1 root root ${file.content.length} ${stamp} ${name}`;
}

function remove(args: string, files: DeviceFiles): string | undefined {
  const { flags, paths } = operands(args);
  const problems = paths
    .filter(path => !files.remove(path) && !flags.includes('f'))
    .map(
      path =>
        `/bin/rm: cannot remove '${path}': ${
          files.list(path) ? 'Is a directory' : 'No such file or directory'
        }`,
    );
  return problems.length > 0 ? `${problems.join('\n')}\n` : undefined;
}

function move(args: string, files: DeviceFiles): string | undefined {
  const { paths } = operands(args);
  const [from, to] = paths;
  if (!from || !to) return '/bin/mv: missing file operand\n';
  const content = files.read(from);
  if (!content)
    return `/bin/mv: cannot stat '${from}': No such file or directory\n`;
  files.remove(from);
  files.write(
    files.list(to) ? posix.join(to, posix.basename(from)) : to,
    content,
  );
  return undefined;
}

export const UNIX_COMMANDS: Record<string, UnixCommand> = {
  'unix-ls': list,
  'unix-rm': remove,
  'unix-mv': move,
};
