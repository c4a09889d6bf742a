"""Things for the home, for children and for a holiday."""

from __future__ import annotations

import math

from demo.pen import Box, Pen, dark, light

STEEL = "#aeb9c2"


def pan(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(280, 400, 420)
    pen.line([(400, 300), (540, 262)], "#3a3d44", 26)
    pen.oval((80, 220, 430, 400), dark(colour, 0.25))
    pen.oval((80, 206, 430, 376), colour)
    pen.oval((104, 222, 406, 358), light(colour, 0.16))
    pen.arc((130, 236, 380, 340), 190, 260, light(colour, 0.5), 7)


def pot(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 450, 400)
    for x in (110, 434):
        pen.ring((x, 270, x + 60, 330), "#3a3d44", 15)
    pen.box((140, 236, 460, 446), colour, 34)
    pen.box((164, 270, 186, 420), light(colour, 0.5), 10)
    pen.slice((140, 150, 460, 330), 180, 360, light(colour, 0.25))
    pen.box((130, 230, 470, 256), dark(colour), 12)
    pen.disc(300, 150, 24, "#3a3d44")


def kazan(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 456, 300)
    for x in (72, 458):
        pen.ring((x, 236, x + 70, 286), dark(colour), 14)
    pen.slice((100, 60, 500, 456), 0, 180, colour)
    pen.oval((96, 214, 504, 304), dark(colour, 0.4))
    pen.oval((114, 224, 486, 294), light(colour, 0.3))
    pen.arc((130, 120, 470, 430), 110, 160, light(colour, 0.4), 10)


def piala(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 436, 300)
    pen.slice((110, 40, 490, 424), 0, 180, light(colour, 0.85))
    for x in range(150, 470, 50):
        pen.blob(x + 2, 316 - abs(x - 300) * 0.12, 28, 40, 0, colour)
        pen.disc(x + 2, 316 - abs(x - 300) * 0.12, 6, light(colour, 0.8))
    pen.box((240, 406, 360, 434), light(colour, 0.7), 8)
    pen.oval((110, 196, 490, 270), "#ffffff")
    pen.ring((110, 196, 490, 270), colour, 7)
    pen.oval((134, 212, 466, 264), "#c98a5a")


def mug(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(290, 450, 320)
    pen.ring((370, 236, 490, 390), dark(colour), 26)
    pen.box((150, 180, 410, 448), colour, 34)
    pen.oval((150, 150, 410, 220), light(colour, 0.3))
    pen.oval((170, 162, 390, 212), dark(colour, 0.4))
    pen.box((172, 226, 190, 410), light(colour, 0.5), 9)
    _ornament(pen, 290, 320, light(colour, 0.6))


def _ornament(pen: Pen, x: float, y: float, colour: str) -> None:
    """A ram's horn, the commonest Kazakh motif."""
    for side in (-1, 1):
        pen.curve((x, y + 50), (x + side * 6, y - 40), (x + side * 44, y - 30), colour, 11)
        pen.curve((x + side * 44, y - 30), (x + side * 62, y), (x + side * 34, y + 6), colour, 11)
    pen.disc(x, y + 54, 9, colour)


def teapot(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 440, 380)
    pen.ring((398, 230, 520, 370), dark(colour, 0.15), 22)
    pen.curve((200, 360), (120, 340), (84, 226), colour, 34)
    pen.oval((150, 200, 450, 440), colour)
    pen.slice((206, 160, 394, 290), 180, 360, light(colour, 0.25))
    pen.box((196, 218, 404, 234), dark(colour, 0.15), 8)
    pen.disc(300, 150, 20, dark(colour, 0.2))
    pen.blob(220, 300, 24, 100, 20, light(colour, 0.6))
    _ornament(pen, 306, 320, "#2f7fb0")


def plate(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 480, 360)
    pen.disc(300, 300, 184, dark(colour, 0.12))
    pen.disc(300, 294, 182, light(colour, 0.3))
    pen.disc(300, 294, 150, light(colour, 0.7))
    pen.disc(300, 294, 118, "#ffffff")
    for number in range(16):
        angle = number * math.pi / 8
        pen.disc(300 + math.cos(angle) * 166, 294 + math.sin(angle) * 166, 8, dark(colour, 0.25))
    pen.arc((210, 204, 390, 384), 200, 260, "#e2e8ec", 8)


def glass(pen: Pen, _: str, __: str) -> None:
    pen.shadow(300, 462, 220)
    pen.shape([(196, 140), (404, 140), (376, 460), (224, 460)], "#d3ebf3")
    pen.shape([(204, 236), (396, 236), (377, 444), (223, 444)], "#8fd0ea")
    for x in (240, 280, 320, 360):
        pen.line([(300 + (x - 300) * 1.1, 250), (x, 436)], "#a9dcf0", 8)
    pen.oval((196, 120, 404, 162), "#eef8fb")
    pen.shape([(216, 160), (234, 160), (250, 440), (240, 440)], "#ffffff")


def wineglass(pen: Pen, _: str, __: str) -> None:
    for x in (200, 400):
        pen.shadow(x, 466, 170, 24)
        pen.slice((x - 84, 30, x + 84, 330), 0, 180, "#cfe8f2")
        pen.slice((x - 74, 90, x + 74, 320), 0, 180, "#f2a24a")
        pen.box((x - 7, 310, x + 7, 450), "#c3dfea")
        pen.oval((x - 66, 440, x + 66, 470), "#cfe8f2")
        pen.oval((x - 84, 164, x + 84, 196), "#eef8fb")
        pen.line([(x - 58, 214), (x - 46, 268)], "#ffffff", 10)


def jug(pen: Pen, _: str, __: str) -> None:
    pen.shadow(290, 466, 280)
    pen.ring((370, 190, 490, 370), "#b5d9e6", 24)
    pen.shape([(196, 130), (384, 130), (420, 460), (170, 460)], "#cfe8f2")
    pen.shape([(190, 250), (397, 250), (416, 444), (174, 444)], "#f5c84a")
    pen.shape([(196, 130), (160, 116), (206, 176)], "#cfe8f2")
    for x, y in ((250, 320), (330, 380)):
        pen.disc(x, y, 34, "#f5dc3d")
        pen.ring((x - 34, y - 34, x + 34, y + 34), "#e0b020", 6)
    pen.line([(220, 180), (206, 420)], "#ffffff", 11)


def container(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, 440, 420)
    pen.shape([(130, 250), (470, 250), (446, 436), (154, 436)], light(colour, 0.6))
    pen.shape([(146, 330), (454, 330), (442, 424), (158, 424)], "#7fb95a")
    pen.shape([(146, 330), (454, 330), (450, 362), (150, 362)], "#e8643a")
    pen.box((112, 206, 488, 258), colour, 18)
    for x in (168, 400):
        pen.box((x, 240, x + 40, 290), dark(colour), 10)
    return 210, 210, 390, 254


def thermos(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, 472, 220)
    pen.box((236, 86, 364, 170), "#3a3f4a", 20)
    pen.box((222, 158, 378, 470), colour, 30)
    pen.box((222, 176, 378, 190), dark(colour))
    pen.box((240, 200, 258, 446), light(colour, 0.6), 9)
    pen.box((222, 424, 378, 440), dark(colour))
    return 262, 250, 374, 380


def rolls(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 462, 420)
    for x, y in ((190, 330), (410, 330), (300, 190)):
        pen.box((x - 92, y, x + 92, y + 116), "#f1ede6")
        pen.oval((x - 92, y + 84, x + 92, y + 146), "#e5dfd5")
        pen.box((x - 92, y, x + 92, y + 110), "#f7f4ee")
        pen.oval((x - 92, y - 34, x + 92, y + 34), "#fffefb")
        pen.oval((x - 62, y - 22, x + 62, y + 22), dark("#f7f4ee", 0.07))
        pen.oval((x - 30, y - 11, x + 30, y + 11), "#b98d5c")
        for number in range(-2, 3):
            pen.disc(x + number * 32, y + 66 + (number % 2) * 22, 6, dark(colour, 0.05))


def roll(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, 420, 440)
    pen.shape([(150, 330), (460, 330), (500, 420), (110, 420)], light(colour, 0.5))
    pen.box((90, 200, 510, 350), colour, 30)
    pen.oval((456, 200, 530, 350), light(colour, 0.4))
    pen.oval((478, 244, 510, 306), "#c49a68")
    pen.box((110, 216, 440, 230), light(colour, 0.5), 7)
    pen.box((150, 244, 420, 326), "#fffdf8", 12)
    return 156, 248, 414, 322


def sponge(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 442, 420)
    for number, tone in enumerate((colour, "#6fc3b8", "#f08a6a")):
        y, x = 350 - number * 88, 130 + number * 24
        pen.box((x, y, x + 320, y + 84), tone, 22)
        pen.box((x, y, x + 320, y + 26), dark("#4f9a5a", 0.1), 12)
        for spot in range(7):
            pen.disc(x + 30 + spot * 44, y + 48 + (spot % 2) * 16, 6, dark(tone, 0.12))


def bucket(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 462, 320)
    pen.arc((150, 60, 450, 400), 180, 360, "#9aa5ae", 12)
    pen.shape([(140, 220), (460, 220), (410, 460), (190, 460)], colour)
    pen.shape([(170, 230), (196, 230), (226, 450), (210, 450)], light(colour, 0.45))
    pen.oval((132, 184, 468, 256), dark(colour))
    pen.oval((150, 194, 450, 246), "#cfeaf5")
    for x, y, radius in ((220, 206, 34), (280, 190, 44), (350, 204, 36), (396, 214, 22)):
        pen.disc(x, y, radius, "#ffffff")
        pen.disc(x - radius * 0.3, y - radius * 0.3, radius * 0.24, "#d5eef8")


def towel(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 456, 420)
    for number, tone in enumerate((dark(colour, 0.08), colour, light(colour, 0.25))):
        y = 366 - number * 86
        pen.box((110, y, 490, y + 82), dark(tone, 0.1), 34)
        pen.box((110, y, 490, y + 70), tone, 34)
        pen.box((110, y + 26, 440, y + 34), dark(tone, 0.1), 4)
        pen.box((140, y + 46, 470, y + 56), dark(tone, 0.06), 4)
    for x in range(140, 470, 36):
        pen.disc(x, 250, 5, dark(colour, 0.3))


def soap(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, 416, 420)
    pen.box((110, 226, 490, 410), dark(colour, 0.15), 84)
    pen.box((110, 212, 490, 386), colour, 82)
    pen.box((150, 236, 450, 362), light(colour, 0.35), 60)
    for x, y, radius in ((450, 190, 34), (496, 240, 20), (404, 168, 18), (130, 206, 24)):
        pen.disc(x, y, radius, light(colour, 0.8))
        pen.disc(x - radius * 0.3, y - radius * 0.3, radius * 0.25, "#ffffff")
    return 176, 246, 424, 352


def toothbrush(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 430, 440)
    for y, tone in ((240, colour), (350, "#f08a6a")):
        pen.line([(90, y + 26), (340, y), (500, y)], tone, 30)
        pen.line([(110, y + 18), (300, y)], light(tone, 0.5), 7)
        for x in range(400, 510, 18):
            pen.box((x, y - 62, x + 13, y - 12), light(tone, 0.7) if x % 4 else "#ffffff", 4)


def teddy(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 470, 300)
    for x in (222, 378):
        pen.disc(x, 130, 42, dark(colour, 0.1))
        pen.disc(x, 132, 24, light(colour, 0.5))
        pen.blob(x + (x - 300) * 0.35, 340, 60, 120, (300 - x) * 0.4, dark(colour, 0.1))
        pen.blob(x, 440, 96, 66, 0, dark(colour, 0.1))
        pen.disc(x, 444, 20, light(colour, 0.5))
    pen.oval((204, 270, 396, 462), colour)
    pen.oval((244, 310, 356, 444), light(colour, 0.5))
    pen.disc(300, 200, 102, colour)
    pen.oval((252, 204, 348, 272), light(colour, 0.6))
    pen.oval((282, 212, 318, 236), "#40343a")
    pen.arc((276, 220, 324, 256), 20, 160, "#40343a", 5)
    for x in (260, 340):
        pen.disc(x, 182, 11, "#2b2530")
        pen.disc(x - 3, 178, 4, "#ffffff")
    pen.shape([(300, 292), (252, 272), (252, 316)], "#d0405a")
    pen.shape([(300, 292), (348, 272), (348, 316)], "#d0405a")
    pen.disc(300, 292, 13, "#b02f48")


def toybox(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 456, 420)
    tones = (colour, "#4a90d8", "#6ab04a", "#f0b429", "#e05a8a", "#8a6fd0")
    places = ((110, 330), (242, 330), (374, 330), (176, 204), (308, 204), (242, 84))
    for (x, y), tone, letter in zip(places, tones, "ӘҒҚҢҮІ", strict=True):
        pen.box((x, y, x + 124, y + 122), dark(tone, 0.15), 18)
        pen.box((x + 4, y + 2, x + 120, y + 112), tone, 16)
        pen.box((x + 20, y + 16, x + 104, y + 98), light(tone, 0.75), 12)
        pen.text(x + 62, y + 56, letter, 56, dark(tone, 0.25), 80)


def petbowl(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 440, 420)
    pen.shape([(140, 290), (460, 290), (504, 436), (96, 436)], colour)
    pen.oval((134, 240, 466, 336), dark(colour))
    pen.oval((150, 250, 450, 326), "#8a5a34")
    for number in range(14):
        x, y = 180 + number * 18, 270 + (number * 29) % 34
        pen.disc(x, y, 15, "#a8713f" if number % 2 else "#c08a4e")
    pen.disc(300, 396, 24, "#fffdf8")
    for x, y in ((268, 372), (289, 358), (311, 358), (332, 372)):
        pen.disc(x, y, 10, "#fffdf8")


def gift(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 470, 400)
    pen.box((130, 270, 470, 466), colour, 14)
    pen.box((110, 206, 490, 282), light(colour, 0.12), 14)
    pen.box((110, 272, 490, 284), dark(colour, 0.12))
    pen.box((274, 206, 326, 466), "#f7d774")
    pen.box((274, 272, 326, 284), "#e0b84e")
    for side in (-1, 1):
        pen.blob(300 + side * 66, 164, 128, 70, side * -28, "#f7d774")
        pen.blob(300 + side * 66, 166, 70, 32, side * -28, dark("#f7d774", 0.25))
    pen.disc(300, 190, 26, "#e8bf52")
    for x, y in ((176, 330), (424, 330), (210, 420), (390, 420)):
        pen.disc(x, y, 10, light(colour, 0.4))


def balloon(pen: Pen, colour: str, _: str) -> None:
    for x, y, tone in ((196, 230, "#4aa8e0"), (404, 230, "#f0b429"), (300, 180, colour)):
        pen.curve((x, y + 100), (300, 380), (300, 470), "#8a93a0", 4)
        pen.oval((x - 88, y - 108, x + 88, y + 102), tone)
        pen.shape([(x, y + 94), (x - 14, y + 118), (x + 14, y + 118)], dark(tone))
        pen.blob(x - 36, y - 48, 30, 64, 25, light(tone, 0.6))
    for number in range(18):
        x, y = 70 + (number * 137) % 470, 80 + (number * 83) % 380
        pen.blob(x, y, 16, 8, number * 40, ("#e8475f", "#62b06a", "#f0b429", "#4aa8e0")[number % 4])


def card(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 460, 380)
    pen.shape([(150, 130), (180, 110), (180, 440), (150, 458)], dark(colour))
    pen.box((170, 110, 450, 450), colour, 10)
    pen.box((194, 136, 426, 424), "#fffdf8", 8)
    for side in (-1, 1):
        pen.disc(310 + side * 34, 226, 38, "#e8475f")
    pen.shape([(243, 246), (377, 246), (310, 322)], "#e8475f")
    pen.blob(286, 214, 24, 14, -30, "#f7a0ae")
    for y, width in ((352, 80), (380, 56)):
        pen.box((310 - width, y, 310 + width, y + 10), light(colour, 0.3), 5)


HOME = {
    shape.__name__: shape
    for shape in (
        pan, pot, kazan, piala, mug, teapot, plate, glass, wineglass, jug, container, thermos, rolls, roll,
        sponge, bucket, towel, soap, toothbrush, teddy, toybox, petbowl, gift, balloon, card,
    )
}  # fmt: skip
