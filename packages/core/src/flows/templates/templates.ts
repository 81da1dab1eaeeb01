import { bigOrder } from './big-order.ts'
import { bigOrderApproval } from './big-order-approval.ts'
import { cancelledOrder } from './cancelled-order.ts'
import { failedPayment } from './failed-payment.ts'
import { largeRefund } from './large-refund.ts'
import { lowStock } from './low-stock.ts'
import { newCustomer } from './new-customer.ts'
import { parcelTrouble } from './parcel-trouble.ts'
import { refundNotice } from './refund-notice.ts'
import { shipOrUndo } from './ship-or-undo.ts'
import { shipOrder } from './ship-order.ts'
import { tellWhenDelivered } from './tell-when-delivered.ts'
import type { Template } from './template.ts'
import { unpaidOrder } from './unpaid-order.ts'
import { webForm } from './web-form.ts'
import { yesterdaysOrders } from './yesterdays-orders.ts'

/** The gallery, in the order it is shown in. */
export const templates: readonly Template[] = [
  bigOrder,
  yesterdaysOrders,
  shipOrder,
  refundNotice,
  failedPayment,
  lowStock,
  unpaidOrder,
  newCustomer,
  parcelTrouble,
  cancelledOrder,
  webForm,
  largeRefund,
  bigOrderApproval,
  tellWhenDelivered,
  shipOrUndo,
]
