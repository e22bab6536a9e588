/** `*.shop.example.com` as the name of a file. */
export function csrFileName(title: string): string {
  return `${title.replace(/^\*/, 'wildcard').replace(/[^\w.-]+/g, '-')}.csr`;
}
