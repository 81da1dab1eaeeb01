import { container } from '../../../../server/container.ts'

const handle = (request: Request): Promise<Response> => container().rest(request)

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT }
