# Words that only Telegram needs.
bot-fine = All right.
bot-cannot-see = Sorry, I cannot see pictures. Please write what you need.
bot-cannot-hear = Sorry, I cannot listen to voice messages. Please write instead.
bot-cannot-read = I cannot read this. Please write what you need in words.
bot-no-files = I do not read files in the chat. Please write what you need in words.
bot-not-your-contact = That is somebody else's number. Please send your own with the button below, or write it.
bot-list-hint = Tap a number to see the product with its photo, 🛒 to put it in the cart.
bot-slots-fee = Delivery at any time: { $fee }.
bot-pay-title = Order { $number }
bot-pay-goods = Goods
bot-pay-delivery = Delivery
bot-pay-row = { $name }, { $quantity }
bot-command-catalog = What we sell
bot-command-cart = My cart
bot-command-orders = My orders
bot-command-language = Change the language
bot-command-help = Help
