import json from './generated/icons.json' with { type: 'json' }

/** Each connector's mark as SVG text, by id. */
export const icons: Record<string, string> = json
