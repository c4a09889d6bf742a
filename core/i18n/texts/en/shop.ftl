greeting = Hello! This is a shop you talk to. Tell me what you need, such as “milk and bread”, or paste your whole shopping list.
goodbye = Goodbye! Write whenever you need something.
you-are-welcome = You are welcome! Anything else?
help =
    You can buy everything right here:
    • “tea under 2000”: I find goods
    • “2 kg apples, 3 milk and bread”: I put the list into your cart
    • “cart” shows what is in it, “checkout” arranges the delivery
    • “where is my order” tells where it is
    Write in English, Kazakh or Russian. For a person, say “operator”.
yes-to-what = All right. What shall I do?
yes-to-shown = All right. To put one into the cart, write “I will take” with its number or name.
left-as-it-was = All right, left as it was.
not-understood = I did not understand that. Please say it in other words, such as “find tea” or “cart”.
not-understood-again = Sorry, I still do not understand. I can call a person or show the catalogue.
not-understood-near = Perhaps you are looking for this:
ask-language = Which language shall we speak?
language-set = All right, English it is. How can I help?
no-promo = We have no promo codes at the moment, so I cannot apply one. The prices in the cart are final.
no-points = We have no bonus points yet.

catalog = What “{ $store }” sells. Choose a section:
catalog-category = { $category }. Which is closer?
catalog-goods = { $category }, { $count ->
    [one] { $count } product
   *[other] { $count } products
} in all:
catalog-empty = “{ $store }” has nothing on sale yet.
search-found = { $count ->
    [one] { $count } product
   *[other] { $count } products
} for “{ $phrase }”:
search-meant = Looks like you meant “{ $meant }”:
search-near = We do not have “{ $phrase }”. The nearest things:
search-nothing = We do not have “{ $phrase }”, nor anything like it.
search-no-more = That is all there is.
product-detail = About the product:

card-row = { $name }: { $price }
card-row-sold-out = { $name }: { $price }, sold out
card-old-price = (was { $price })
card-in-stock = In stock
card-preorder = To order, comes in { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
card-also = Also comes as: { $variants }
card-sold-out = Sold out at the moment
price-piece = { $price }
price-weight = { $price } a kg
quantity-piece = { $quantity } { $quantity ->
    [one] pc
   *[other] pcs
}
quantity-weight = { $quantity } kg

add-what = What shall I put into the cart? Name it, such as “2 milk”.
cart = Your cart:
cart-added = Put into your cart. It now holds:
cart-added-one = Done. Your cart holds:
cart-changed = Changed. Your cart holds:
cart-removed = Removed: { $product }.
cart-empty = Your cart is empty.
cart-cleared = The cart is empty now.
cart-row = { $name }, { $quantity }: { $total }
cart-goods = Goods: { $total }
cart-delivery = Delivery: { $fee }
cart-delivery-free = Delivery: free
cart-total = Total: { $total }
cart-line-gone = Some of the goods are no longer sold and are not in the sum.
goods-gone = This is no longer sold.
cart-needs-change = Change the quantity and we go on with the order.
remove-what = What shall I take out of the cart?
not-in-cart = There is no “{ $phrase }” in the cart.
ask-clear-cart = Take everything out of the cart?
only-left = “{ $product }”: only { $left } left.

cart-reminder = Still in your cart: { $goods }. Shall we go on?
reminders-off = I will not remind you any more. If you change your mind, say “remind me”.
reminders-on = All right, I will remind you when something is left in the cart.

tell-delivery = We deliver in { $city } every day from { $opens } to { $closes }, in { $hours }-hour slots. Delivery costs { $fee }, free from { $free }. You can also pick up: { $address }.
tell-payment = We take cards, Kaspi, cash to the courier and payment by invoice for companies. Card and Kaspi are paid right here and the receipt comes here. No instalments.
tell-returns = By law, non-food goods in good order can be returned within 14 days if unused. Food is taken back when it is spoilt or wrong. Tell us what happened and a person will help.
tell-store = “{ $store }”, { $city }, { $address }. Open every day from { $opens } to { $closes }. Phone { $phone }.
handed-off-person = I have called a person, the answer will come soon. If it is urgent: { $phone }.
handed-off-change-order = I passed this to a person: only they can change a placed order. If it is urgent: { $phone }.
handed-off-return = You want to return something. I told a person, they will write to you. If it is urgent: { $phone }.
handed-off-payment = I passed your payment question to a person who will check and answer. If it is urgent: { $phone }.
handed-off-complaint = I am sorry that happened. I told a person who will look into it and answer. If it is urgent: { $phone }.
handed-off-feedback = Thank you! I passed your words to the shop.
handed-off-privacy = I passed your request about your data to the person responsible. Phone for questions: { $phone }.
