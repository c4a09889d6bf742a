# Pages and the chat widget.
error-too-large = The file or request is too large.

pay-test-page = A test payment page: no money moves, and no real card is needed.
pay-number = Card number
pay-until = Expiry
pay-code = Code
pay-hint = To try it: 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined.
pay-bad-number = There is a slip in the card number. Please check it.
pay-not-a-test-card = Only test cards work here. Please do not enter a real one.
pay-declined = The bank declined this card. Please try another.
pay-done = Paid
pay-done-text = Thank you! The seller sees your order already. You can close this tab.
pay-closed = Payment closed
pay-closed-text = This order was cancelled, or its money has been given back.
pay-to-tracking = Track the order

tracking-packed = Packed
tracking-when = Delivery
tracking-pickup = Pickup
tracking-address = Address
tracking-phone = Phone
tracking-fresh = This page refreshes itself.

store-tagline = Say what you need. We do the rest.
store-hello = Send your shopping list to the chat, and the cart fills itself. In English, Russian or Kazakh.
store-example-1 = 2 kg of bananas, milk and bread
store-example-2 = tea under 2000
store-example-3 = where is my order?
store-search = Search the shop
store-find = Search
store-today = A bit of everything
store-empty = Nothing here yet.
store-footer = A demo shop: neither the goods nor the payments are real.

widget-open = Open chat
widget-close = Close chat
widget-title = Chat with the shop
widget-status = We answer at once
widget-placeholder = Say what you need…
widget-phone-placeholder = +7 701 123 45 67
widget-send = Send
widget-typing = Typing
widget-offline = No connection, trying again…
widget-location = Send my location
widget-location-denied = I could not tell where you are. Please write the address.
widget-messages = Messages
widget-more = More
widget-less = Less
widget-remove = Remove
widget-resend = Not sent. Try again
widget-new-messages = New messages
widget-details = Details
