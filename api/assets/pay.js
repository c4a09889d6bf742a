// Digits in fours, and a slash in the date: nothing a card needs, all of it easier to read.
const number = document.getElementById("number");
const until = document.getElementById("until");
const digits = (input, most) => input.value.replace(/\D/g, "").slice(0, most);

number?.addEventListener("input", () => {
  number.value = digits(number, 19).replace(/(.{4})(?=.)/g, "$1 ");
});
until?.addEventListener("input", () => {
  until.value = digits(until, 4).replace(/^(..)(?=.)/, "$1/");
});
