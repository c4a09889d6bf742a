# Proof that the phone number is the shopper's own.
proof-contact = One small step and order { $number } goes on: please show that the number is yours. Just tap “{ button-share-phone }” below. We ask so that nobody can order in your name. Your goods and your time are kept for { $minutes } minutes.
proof-code = One small step. So that nobody can order in your name, we have sent a code of four digits to { $phone }. Write it here and order { $number } goes on by itself. Your goods and your time are kept for { $minutes } minutes. If the number is wrong, write the right one.
proof-code-live = Order { $number } waits for its number to be confirmed as well. The code we have just sent to { $phone } will do: write it here. Your goods and your time are kept for { $minutes } minutes.
proof-soon = The number of order { $number } is to be confirmed. A code went to { $phone } just now, the next one can go in { $seconds } s: tap the button below then. Your goods and your time are kept for { $minutes } minutes.
proof-shop-calls = The shop will call you on { $phone } to confirm order { $number }. Please keep your phone near: after the call the order goes on.
proof-sent-again = A new code is on its way to { $phone }. The one before counts no more.
proof-wait = The code has only just gone out, please give it a moment. If it does not come, we can send it again in { $seconds } s.
proof-no-more = We cannot send any more codes to { $phone } today. If the last one did not come, do not worry: the shop will call you.
proof-four-digits = The code has four digits. Please look at the message once more.
proof-wrong = { $left ->
    [one] That is not the code. You have { $left } try left.
   *[other] That is not the code. You have { $left } tries left.
  }
proof-wrong-last = That was not the code either, and it counts no more. Shall we send a new one?
proof-code-old = This code counts no more. Shall we send a new one?
proof-done = Thank you, your number is confirmed! Order { $number } is with the shop now.
proof-done-several = Thank you, your number is confirmed! Orders { $numbers } are with the shop now.
proof-noted = Thank you, your number is confirmed.
proof-not-needed = There is nothing to confirm right now.
proof-other-number = The order has { $phone }, and you sent { $other }. Shall we change the number of order { $number } to this one?
again-proof-contact = Order { $number } waits for your number to be confirmed: tap the button below.
again-proof-code = Order { $number } waits for the code that came to { $phone }.
order-proof-late = The number of order { $number } could not be confirmed. Do not worry: the shop will call you and confirm the order itself.
sms-code = { $code } is your code for an order at { $store }. Tell it to nobody.
button-code-by-sms = Get a code by SMS
button-code-again = Send the code again
button-change-number = Yes, change the number
seller-call-first = The number is not confirmed. Call { $phone } before you accept the order.
seller-phone-proven = The number { $phone } is confirmed.
