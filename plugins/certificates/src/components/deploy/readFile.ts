/** No certificate with its chain and key comes near this. */
export const MAX_FILE_BYTES = 512 * 1024;

function read<T extends 'readAsText' | 'readAsDataURL'>(
  file: File,
  how: T,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader[how](file);
  });
}

/** A PEM file as text. */
export function readText(file: File): Promise<string> {
  return read(file, 'readAsText');
}

/** A binary file as base64. */
export async function readBase64(file: File): Promise<string> {
  const address = await read(file, 'readAsDataURL');
  return address.slice(address.indexOf(',') + 1);
}
