const MAX_BYTES = 5_000_000

/** What a file holds, or why it cannot be a flow. Whether it is one is the server's to say. */
export async function readFlowFile(file: File): Promise<{ ok: true; json: unknown } | { ok: false; message: string }> {
  if (file.size > MAX_BYTES)
    return { ok: false, message: `${file.name} is larger than 5 MB: it is no flow. Choose another file.` }
  try {
    const json: unknown = JSON.parse(await file.text())
    return { ok: true, json }
  } catch {
    return {
      ok: false,
      message: `${file.name} holds no JSON, so it is no flow. Choose a file that ends in .flow.json.`,
    }
  }
}
