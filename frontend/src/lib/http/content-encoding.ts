/** Files are often kept compressed; the API reads them as they are. Null for one that is not. */
export function contentEncodingOf(fileName: string): string | null {
  if (fileName.endsWith('.gz')) return 'gzip';
  if (fileName.endsWith('.zst')) return 'zstd';
  return fileName.endsWith('.br') ? 'br' : null;
}
