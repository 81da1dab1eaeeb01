import { container } from '../../../../server/container.ts'

const handle = (request: Request): Promise<Response> => container().auth.handle(request)

export { handle as GET, handle as POST }
