/** Bundles the pages. */
export async function buildPages() {}
